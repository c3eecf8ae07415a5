"""The overview: every number opens exactly its rows, the stream lives, the first steps are done by doing."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from demo.world import ADMIN, PASSWORD
from tests.browser.chromium import PHONE, Desk
from tests.builders.stack import Company, wait_for

SLOW_MS = 60_000
#: The first test also starts a whole company.
pytestmark = pytest.mark.timeout(600)


def signed_in(desk: Desk, company: Company, path: str, **options: object) -> Page:
    url = company.stack.product_url
    page = desk.open(f"{url}/sign-in", **options)  # type: ignore[arg-type]
    answer = page.request.post(
        f"{url}/v1/sign-in", data={"login": ADMIN, "password": PASSWORD}, headers={"origin": url}
    )
    assert answer.ok, answer.text()
    page.set_default_timeout(SLOW_MS)
    page.goto(url + path)
    return page


def newcomers(company: Company) -> int:
    today = datetime.now(UTC).date()
    period = {"a": str(today - timedelta(days=6)), "z": str(today + timedelta(days=2))}
    return int(company.api.ask("GET", "/v1/metrics/customers_new", **period)["value"])


@pytest.fixture(scope="module")
def friends(company: Company) -> int:
    """Three customers who scanned, known to the product and to its warehouse."""
    for userid in company.userids[:3]:
        company.corp.scan(userid=userid)
    wait_for("three newcomers in the figures", lambda: newcomers(company) == 3, 90)
    return 3


@pytest.mark.feature("MI-04")
@pytest.mark.parametrize("view", ["", "?days=30"])
def test_every_number_of_the_overview_opens_as_many_rows_as_it_says(
    desk: Desk, company: Company, friends: int, view: str
) -> None:
    page = signed_in(desk, company, f"/overview{view}")
    page.wait_for_selector("[data-page=overview][data-state=loaded] [data-part=charts] [data-number]")
    shown = page.locator("[data-figure=customers_new] [data-number]").get_attribute("data-number")
    assert shown is not None
    assert int(shown) >= friends  # one more after the view before this one
    links = page.eval_on_selector_all(
        "main a[data-number]", "links => links.map(a => [a.getAttribute('href'), a.dataset.number])"
    )
    opening = {href: number for href, number in links if href.startswith("/overview/rows")}
    assert len(opening) >= 6
    # The town goes on: whoever comes now is not among the rows of what was counted before.
    company.corp.scan(userid=company.userids[0])
    for href, number in opening.items():
        page.goto(company.stack.product_url + href)
        page.wait_for_selector("[data-page=metric-rows]:is([data-state=loaded], [data-state=empty])")
        assert page.get_attribute("[data-page=metric-rows] [data-total]", "data-total") == number, href
        assert page.locator(".ant-table-row").count() == min(int(number), 50), href


def test_what_happens_appears_in_the_stream_while_one_looks(desk: Desk, company: Company, friends: int) -> None:
    page = signed_in(desk, company, "/overview")
    panel = page.locator("section.card", has=page.locator("[data-part=stream]"))
    expect(panel.locator(".chip.green")).to_be_visible(timeout=SLOW_MS)
    company.corp.scan(userid=company.userids[0], customer={"name": "溪边的人"})
    line = page.locator(".stream-line[data-happening=follow_started]", has_text="溪边的人")
    expect(line).to_be_visible(timeout=SLOW_MS)

    panel.get_by_role("button", name="暂停").click()
    company.corp.scan(userid=company.userids[1], customer={"name": "后来的人"})
    expect(panel.locator(".chip.violet")).to_contain_text("条新动态", timeout=SLOW_MS)
    expect(page.locator(".stream-line", has_text="后来的人")).to_have_count(0)
    panel.get_by_role("button", name="继续").click()
    expect(page.locator(".stream-line", has_text="后来的人").first).to_be_visible(timeout=SLOW_MS)

    line.get_by_role("link").click()
    page.wait_for_url("**/customers/*")


def test_first_steps_are_passed_over_taken_up_again_and_closed(desk: Desk, company: Company) -> None:
    page = signed_in(desk, company, "/overview")
    panel = page.locator("[data-part=first-steps]")
    step = panel.locator("[data-step=make_code]")
    expect(step).to_have_attribute("data-step-state", "open")
    step.get_by_role("button").click()
    expect(step).to_have_attribute("data-step-state", "skipped")
    step.get_by_role("button").click()
    expect(step).to_have_attribute("data-step-state", "open")
    panel.get_by_role("button", name="关闭清单").click()
    expect(panel).to_have_count(0)
    page.reload()
    page.get_by_role("button", name="继续头十分钟").click()
    expect(panel).to_be_visible()


def test_the_page_fits_a_phone_and_keeps_the_corner_free(desk: Desk, company: Company, friends: int) -> None:
    page = signed_in(desk, company, "/overview", size=PHONE)
    page.wait_for_selector("[data-part=five] [data-number]")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    expect(page.locator("[data-part=first-steps]")).to_have_count(0)
