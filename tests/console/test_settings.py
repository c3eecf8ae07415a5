"""Settings: a sheet with a bad row is imported, its error file read, the import undone; the doctor names what broke."""

import re

from playwright.sync_api import Page, expect

from demo.world import ADMIN, PASSWORD
from tests.browser.chromium import Desk
from tests.builders.stack import Company

SLOW_MS = 60_000
SHEET = "姓名,手机号\n林溪,13900001111\n苏河,不是手机号\n何川,13900002222\n"


def signed_in(desk: Desk, company: Company, path: str) -> Page:
    url = company.stack.product_url
    page = desk.open(f"{url}/sign-in")
    answer = page.request.post(
        f"{url}/v1/sign-in", data={"login": ADMIN, "password": PASSWORD}, headers={"origin": url}
    )
    assert answer.ok, answer.text()
    page.set_default_timeout(SLOW_MS)
    page.goto(url + path)
    return page


def test_a_sheet_with_a_bad_row_is_imported_through_the_pages_and_taken_back(desk: Desk, company: Company) -> None:
    before = company.count("SELECT count(*) FROM customers")
    page = signed_in(desk, company, "/imports?new=1&kind=customers")
    page.locator("input[type=file]").set_input_files(
        {"name": "老客户.csv", "mimeType": "text/csv", "buffer": SHEET.encode()}
    )
    page.wait_for_selector("[data-import-state=ready]")
    assert page.locator("[data-problem]").count() == 1
    expect(page.locator(".ant-table-row", has=page.locator("[data-problem]"))).to_contain_text("不是手机号")
    page.get_by_role("button", name="开始导入 3 行").click()
    page.wait_for_selector("[data-import-state=done]")
    assert page.get_attribute("[data-accepted]", "data-accepted") == "2"
    assert page.get_attribute("[data-rejected]", "data-rejected") == "1"
    assert company.count("SELECT count(*) FROM customers") == before + 2

    page.get_by_role("button", name="下载未导入的行").click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="CSV").click()
    errors = coming.value.path().read_text("utf-8-sig")
    assert "不是手机号" in errors
    assert "林溪" not in errors

    page.get_by_role("button", name="撤销这次导入").click()
    page.get_by_role("dialog").get_by_role("button", name="撤销这次导入").click()
    page.wait_for_selector("[data-import-state=undone]")
    expect(page.get_by_role("status").filter(has_text="已撤销 2 条")).to_be_visible()


def test_a_line_turns_red_when_wecom_no_longer_trusts_our_address_and_says_what_to_do(
    desk: Desk, company: Company
) -> None:
    page = signed_in(desk, company, "/settings/doctor")
    line = page.locator("[data-line=trusted_ip]")
    line.get_by_role("button", name="重查这一项").click()
    expect(line).to_have_attribute("data-line-state", "pass")
    company.corp.set(trusted_ips=["10.0.0.1"])
    try:
        line.get_by_role("button", name="重查这一项").click()
        expect(line).to_have_attribute("data-line-state", "needs_work")
        expect(line).to_contain_text(re.compile("可信 ?IP"))
        expect(line.get_by_text("怎样处理")).to_be_visible()
        expect(line.get_by_role("button", name="复制给管理员的消息")).to_be_visible()
        raw = line.locator("details")
        expect(raw.locator("pre")).to_be_hidden()
        raw.locator("summary").click()
        expect(raw.locator("pre")).to_contain_text("60020")
    finally:
        company.corp.set(trusted_ips=None)
    line.get_by_role("button", name="重查这一项").click()
    expect(line).to_have_attribute("data-line-state", "pass")
