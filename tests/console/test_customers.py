"""Customers in a browser: found by what one remembers, opened, tagged and untagged, and their numbers guarded."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from demo.world import PASSWORD
from siyu.channels.sending.rules.reasons import REASONS
from tests.browser.chromium import Desk
from tests.builders.stack import Company, running_company, wait_for

SLOW_MS = 60_000
PEOPLE = ("林晓雨", "周大山", "吴清风")
PHONE = "13912345678"
FILE = f"姓名,手机号\n苏小满,{PHONE}\n".encode()
WORDS = Path(__file__).parents[2] / "console" / "src" / "features" / "customer" / "reasons.ts"


@pytest.fixture(scope="module")
def town() -> Iterator[Company]:
    """A company with three friends who scanned, one imported customer with a phone, and a tag."""
    with running_company(staff=5, seed=11) as company:
        for name in PEOPLE:
            company.corp.scan(userid=company.userids[0], customer={"name": name})
        _import(company)
        company.api.ask("POST", "/v1/tag-groups", {"name": "口味", "tags": ["爱喝茶"]})
        wait_for("four customers", lambda: company.api.ask("GET", "/v1/customers")["total"] == 4, 60)
        yield company


def _import(company: Company) -> None:
    query = {"kind": "customers", "file_name": "a.csv"}
    headers = {"content-type": "application/octet-stream"}
    sent = company.api.http.post("/v1/imports", params=query, content=FILE, headers=headers)
    assert sent.is_success, sent.text
    path = f"/v1/imports/{sent.json()['id']}"
    wait_for("the file to be read", lambda: company.api.ask("GET", path)["state"] == "ready", 60)
    company.api.ask("POST", f"{path}/start")


def signed_in(desk: Desk, company: Company, path: str) -> Page:
    url = company.stack.product_url
    page = desk.open(f"{url}/sign-in")
    login = {"login": "admin", "password": PASSWORD}
    answer = page.request.post(f"{url}/v1/sign-in", data=login, headers={"origin": url})
    assert answer.ok, answer.text()
    page.set_default_timeout(SLOW_MS)
    page.goto(url + path)
    return page


def total(page: Page) -> str | None:
    return page.locator("[data-page] header [data-total]").get_attribute("data-total")


@pytest.mark.parametrize(
    ("words", "name"), [("晓雨", "林晓雨"), ("zhoudashan", "周大山"), ("wqf", "吴清风"), (PHONE[-4:], "苏小满")]
)
def test_a_customer_is_found_by_name_pinyin_or_the_end_of_the_phone_and_opened(
    desk: Desk, town: Company, words: str, name: str
) -> None:
    page = signed_in(desk, town, "/customers")
    page.locator("[data-page-search] input, input[data-page-search]").first.fill(words)
    row = page.locator("tr.ant-table-row")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(name)
    assert total(page) == "1"
    row.get_by_role("link", name=name).click()
    page.wait_for_selector("[data-page=customer][data-state=loaded]")
    expect(page.locator("h1")).to_have_text(name)


def test_tags_put_on_many_are_counted_before_and_taken_back_after(desk: Desk, town: Company) -> None:
    page = signed_in(desk, town, "/customers")
    page.locator(".ant-table-thead input[type=checkbox]").check()
    page.get_by_role("toolbar").get_by_role("button", name="打标签").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox").click()
    page.locator(".ant-select-item-option", has_text="爱喝茶").click()
    preview = dialog.locator("[data-part=preview]")
    expect(preview).to_have_attribute("data-reached", "4")
    expect(preview).to_have_attribute("data-have", "0")
    dialog.get_by_role("button", name="给 4 位客户打标签").click()
    expect(page.locator("tr.ant-table-row", has_text="爱喝茶")).to_have_count(4)
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("tr.ant-table-row", has_text="爱喝茶")).to_have_count(0)


def test_the_number_of_a_tag_opens_exactly_its_customers(desk: Desk, town: Company) -> None:
    tag = next(tag for tag in town.api.ask("GET", "/v1/tags") if tag["name"] == "爱喝茶")
    ids = [row["id"] for row in town.api.ask("GET", "/v1/customers")["items"]][:2]
    town.api.ask("POST", "/v1/customers/tags/add", {"customer_ids": ids, "tag_ids": [tag["id"]]})
    page = signed_in(desk, town, "/tags")
    number = page.locator("tr.ant-table-row", has_text="爱喝茶").locator("[data-number]")
    expect(number).to_have_attribute("data-number", "2")
    number.click()
    page.wait_for_selector("[data-page=customers] tr.ant-table-row")
    assert total(page) == "2"


def test_a_phone_number_is_shown_for_a_reason_that_is_written_down(desk: Desk, town: Company) -> None:
    page = signed_in(desk, town, "/customers?text=苏小满")
    page.locator("tr.ant-table-row").get_by_role("link").click()
    identity = page.locator("[data-part=identity]")
    expect(identity).to_contain_text("5678")
    expect(identity).not_to_contain_text(PHONE)
    identity.get_by_role("button", name="显示").click()
    page.get_by_role("dialog").get_by_role("combobox").click()
    page.locator(".ant-select-item-option", has_text="投诉处理").click()
    page.get_by_role("dialog").get_by_role("button", name="显示手机号").click()
    expect(identity).to_contain_text(PHONE)
    assert town.count("SELECT count(*) FROM audit_entries WHERE reason LIKE 'complaint%%'") == 1


def test_the_console_says_every_reason_in_the_products_own_words() -> None:
    said = WORDS.read_text(encoding="utf-8")
    missing = [code for code, (zh, en) in REASONS.items() if not all(f"{word}" in said for word in (code, zh, en))]
    assert missing == []
