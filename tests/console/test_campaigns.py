"""A campaign by hand: written, previewed, approved by another person, started, confirmed by staff, delivered."""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from demo.processes import Stack
from demo.world import PASSWORD, Api, open_accounts, set_up, wait_until
from tests.browser.chromium import Desk
from tests.builders.simulator import CorpHandle, SimulatorClient

PEOPLE = 6
SLOW_MS = 60_000


@dataclass(frozen=True, slots=True)
class Town:
    """A product with customers who have come by a code, and the simulator's company."""

    url: str
    corp: CorpHandle


def people_come(stack: Stack) -> Town:
    """Accounts, the company, customers; nobody sleeps, so that nothing waits for the morning."""
    open_accounts(stack)
    admin = Api(stack.product_url)
    admin.sign_in("admin", PASSWORD)
    world = set_up(stack, admin)
    rules = admin.ask("GET", "/v1/sending/rules")
    admin.ask("PUT", "/v1/sending/rules", {**rules, "quiet_from": None, "quiet_to": None})
    corp = SimulatorClient(stack.simulator_url).corp("wwdemo")
    for number in range(PEOPLE):
        corp.scan(state=world.states[0], customer={"external_userid": f"wmpage{number}", "name": f"客户{number}"})
    everybody = {"text": "", "state": "", "source": "", "tags_any": [], "tags_all": [], "staff_ids": []}
    wait_until("the customers", lambda: admin.ask("POST", "/v1/customers/search", everybody)["total"] >= PEOPLE, 120)
    admin.http.close()
    return Town(stack.product_url, corp)


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    """A fresh stack that shows the console of this checkout."""
    with tempfile.TemporaryDirectory(prefix="siyu-pages-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        stack = Stack(folder)
        try:
            stack.start(lambda line: None)
            yield people_come(stack)
        finally:
            stack.stop()


def signed_in(desk: Desk, url: str, login: str, path: str) -> Page:
    """A page of somebody's own profile, signed in by the form."""
    page = desk.open(f"{url}/health")
    page.context.set_default_timeout(SLOW_MS)
    answer = page.request.post(
        f"{url}/v1/sign-in", data={"login": login, "password": PASSWORD}, headers={"origin": url}
    )
    assert answer.ok, answer.text()
    page.goto(url + path)
    return page


def number(page: Page, bar: str) -> int:
    """The value of one bar of the waterfall."""
    return int(page.locator(f"[data-bar='{bar}']").get_attribute("data-value") or "")


def bars(page: Page, name: str) -> dict[str, int]:
    """Every bar of a waterfall with its value, from top to bottom."""
    page.wait_for_selector(f"[data-waterfall='{name}'] [data-bar]")
    found = page.locator(f"[data-waterfall='{name}'] [data-bar]").all()
    return {one.get_attribute("data-bar") or "": int(one.get_attribute("data-value") or "") for one in found}


def every_number_opens(page: Page, within: str) -> int:
    """Follow every number and count what it opens; how many were followed."""
    links = [
        (one.get_attribute("href") or "", int(one.get_attribute("data-number") or ""))
        for one in page.locator(f"{within} a[data-number]").all()
    ]
    home, origin = page.url, re.sub(r"(https?://[^/]+).*", r"\1", page.url)
    for href, value in links:
        page.goto(origin + href)
        if value == 0:
            page.wait_for_selector("[data-total='0'], [data-state='empty']", state="attached")
            continue
        shown = page.locator(".ant-drawer [data-total], [data-list='recipients'] [data-total]").last
        expect(shown).to_have_attribute("data-total", str(value), timeout=SLOW_MS)
    page.goto(home)
    return len(links)


def write_it(page: Page) -> str:
    """Compose for everybody with the staff member's name in the text; the campaign's address."""
    page.get_by_label("名称", exact=True).fill("九月上新")
    page.get_by_text("全部客户", exact=True).click()
    page.get_by_label("文字", exact=True).fill("新品到店，我是")
    page.get_by_role("button", name="插入员工姓名").click()
    page.get_by_role("button", name="保存草稿，预览名单").click()
    page.wait_for_url(re.compile(r"/campaigns/\d+/edit"))
    return page.url.removesuffix("/edit")


def test_a_campaign_goes_from_the_composer_to_the_last_delivery(desk: Desk, town: Town) -> None:
    author = signed_in(desk, town.url, "operator", "/campaigns/new")
    address = write_it(author)
    sums = bars(author, "preview")
    reached = sums.pop("gets")
    considered = sums.pop("considered")
    assert considered - sum(sums.values()) == reached >= PEOPLE
    assert every_number_opens(author, "[data-waterfall='preview']") == len(sums) + 1
    author.locator(f"[data-submit='{reached}']").click()
    author.wait_for_selector("[data-campaign-state='submitted']")

    boss = signed_in(desk, town.url, "admin", address.removeprefix(town.url))
    boss.get_by_role("button", name=f"批准发给 {reached} 人").click()
    boss.wait_for_selector("[data-campaign-state='approved']")

    author.goto(address)
    author.get_by_role("button", name="开始发送").click()
    author.locator(".ant-popconfirm").get_by_role("button", name="开始发送").click()
    author.wait_for_selector(f"[data-bar='submitted'][data-value='{reached}']", timeout=SLOW_MS)
    assert number(author, "delivered") == 0  # with the staff is not with the customer

    assert town.corp.confirm()["sent"] == reached
    author.get_by_role("button", name="向企业微信查最新结果").click()
    author.wait_for_selector(f"[data-bar='delivered'][data-value='{reached}']", timeout=SLOW_MS)
    ended = bars(author, "results")
    assert ended.pop("all") == sum(ended.values()) == considered
    assert every_number_opens(author, "[data-waterfall='results']") == len(ended) + 1
    author.goto(f"{town.url}/campaigns")
    author.wait_for_selector("tr a[data-number]")
    assert every_number_opens(author, "table") >= 3
