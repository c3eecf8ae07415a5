"""The whole loop by hand: a code is made, scanned, greeted, tagged, chosen, spoken to, bought from, and counted."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from demo.world import open_phone_shop, open_shop
from tests.browser.chromium import Desk
from tests.builders.stack import Company, wait_for
from tests.console.hand import Hand, hand_of
from tests.console.phones import Phones

pytestmark = pytest.mark.timeout(900)
MEMBER = "王敏"
#: The overview asks again every minute, of a warehouse that is seconds behind.
FRESH_MS = 150_000


@pytest.fixture(scope="module")
def shop(company: Company) -> Company:
    """The company with a shop on the customers' phones."""
    _, secret = open_shop(company.api)
    open_phone_shop(company.stack, f"{company.stack.product_url}/connectors/shop/demo-mall", secret)
    return company


@dataclass
class Names:
    """What the people of one language call their things."""

    tag: str
    code: str
    segment: str
    campaign: str


NAMES = {
    "zh": Names("渠道·门店", "南京路门店台卡", "南京路来的客户", "南京路老友专享"),
    "en": Names("Store visitors", "Nanjing Road counter", "People of Nanjing Road", "For friends of Nanjing Road"),
}
WELCOMES = {"zh": "欢迎来到南京路店，我是", "en": "Welcome to Nanjing Road, I am "}
OFFERS = {"zh": "本周五到店，第二件半价。", "en": "This Friday the second item is half price."}


def make_code(hand: Hand, names: Names) -> str:
    """Staff, tag and welcome; the member lets people in. Gives the code's address."""
    page = hand.page
    hand.go("codes")
    hand.press("live-codes", "new", within=page.locator(".page-head"))
    hand.fill(page.get_by_label(hand.word("live-codes", "name"), exact=True), names.code)
    hand.choose(hand.word("live-codes", "pickStaff"), MEMBER)
    hand.choose(hand.word("live-codes", "pickTags"), names.tag)
    hand.click(page.get_by_role("switch"))
    hand.fill(page.get_by_label(hand.word("live-codes", "welcomeTitle")), WELCOMES[hand.language])
    page.locator("textarea").press("End")
    hand.press("live-codes", "v_staff")
    hand.press("live-codes", "make")
    page.wait_for_url(re.compile(r"/live-codes/\d+$"))
    return page.url


def scan(hand: Hand) -> Phones:
    """From the code's page to the phones; there the code is scanned, the member accepts, the welcome is read."""
    with hand.page.context.expect_page() as opened:
        hand.click(hand.page.get_by_role("link", name=hand.word("live-codes", "tryScan")))
    phones = Phones(opened.value, hand.language)
    phones.add_contact()
    phones.accept()
    phones.open_talk()
    expect(phones.read("welcome")).to_have_text(WELCOMES[hand.language] + MEMBER)
    return phones


def one_who_leaves(company: Company, code_address: str) -> None:
    """Another customer comes by the same code and removes the member: a segment still has them, a campaign cannot."""
    code = company.api.ask("GET", f"/v1/live-codes/{code_address.rsplit('/', 1)[1]}")
    met = company.corp.scan(state=code["state_code"], customer={"name": "路过的人"})
    added = company.corp.accept(met.userid, met.external_userid)
    company.corp.drain()
    company.corp.delete(added.userid, added.external_userid, "customer")


def seen_tagged(hand: Hand, customer: str, tag: str) -> None:
    """The customer stands in the list with the tag of the code."""
    page = hand.page
    hand.go("customerList")
    row = page.locator("tr.ant-table-row", has_text=customer)
    expect(row).to_contain_text(tag)


def choose_people(hand: Hand, company: Company, names: Names) -> None:
    """A segment of everybody with the tag."""
    page = hand.page
    hand.go("segments")
    hand.press("segments", "new", within=page.locator(".page-head"))
    hand.fill(page.get_by_label(hand.word("segments", "name"), exact=True), names.segment)
    hand.choose(hand.word("segments", "kind"), hand.word("segments", "k_tags"))
    hand.choose(hand.word("segments", "tags"), names.tag)
    expect(page.locator("[data-estimate]")).to_have_attribute("data-estimate", "2")
    hand.press("segments", "save")
    page.wait_for_url(re.compile(r"/segments/\d+$"))


def in_warehouse(company: Company, tag: str) -> None:
    """Wait until the warehouse knows both customers of the code, and that one of them left."""
    [tag_id] = [one["id"] for one in company.api.ask("GET", "/v1/tags") if one["name"] == tag]
    rule = {"type": "tags", "op": "any", "tags": [tag_id]}
    wait_for(
        "two people with the tag",
        lambda: company.api.ask("POST", "/v1/segments/estimate", {"rule": rule})["count"] == 2,
        120,
    )


def speak(hand: Hand, names: Names) -> str:
    """A campaign to the segment: one gets it; who does not stands there with the reason. The campaign's path."""
    page = hand.page
    hand.go("campaigns")
    hand.press("campaigns", "make", within=page.locator(".page-head"))
    hand.fill(page.get_by_label(hand.word("campaigns", "name"), exact=True), names.campaign)
    hand.choose(hand.word("campaigns", "chooseSegment"), names.segment)
    hand.fill(page.get_by_label(hand.word("campaigns", "text"), exact=True), OFFERS[hand.language])
    hand.press("campaigns", "saveDraft")
    bar = page.locator("[data-waterfall=preview] [data-bar]")
    expect(bar.and_(page.locator("[data-bar=considered]"))).to_have_attribute("data-value", "2")
    expect(bar.and_(page.locator("[data-bar=gets]"))).to_have_attribute("data-value", "1")
    expect(bar.and_(page.locator("[data-bar='reachable:no_friend']"))).to_have_attribute("data-value", "1")
    hand.press("campaigns", "submitTo", shown="1")
    page.wait_for_selector("[data-campaign-state=submitted]")
    return "/" + page.url.split("/", 3)[3]


def send(hand: Hand, boss: Hand, phones: Phones) -> None:
    """Another person approves, the author starts, the member confirms on the phone, the customer reads it."""
    boss.press("campaigns", "approve", shown="1")
    boss.page.wait_for_selector("[data-campaign-state=approved]")
    page = hand.page
    page.reload()
    hand.press("campaigns", "start")
    hand.press("campaigns", "start", within=page.locator(".ant-popconfirm"))
    page.wait_for_selector("[data-bar=submitted][data-value='1']")
    phones.confirm_task()
    expect(phones.read("mass")).to_have_text(OFFERS[hand.language])
    hand.press("campaigns", "refresh")
    page.wait_for_selector("[data-bar=delivered][data-value='1']")


def orders_on_overview(hand: Hand) -> int:
    """The number of orders as the overview shows it now."""
    shown = hand.page.locator("[data-figure=net_sales] [data-number]")
    return int(shown.get_attribute("data-number") or "")


@pytest.mark.feature("AQ-01")
@pytest.mark.feature("AQ-04")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_whole_loop_by_hand(desk: Desk, shop: Company, language: str) -> None:
    names = NAMES[language]
    shop.api.ask("POST", "/v1/tag-groups", {"name": f"来处 {names.tag}", "corp_id": shop.corp_id, "tags": [names.tag]})
    hand = hand_of(desk, shop, "operator", language=language)
    code = make_code(hand, names)
    phones = scan(hand)
    one_who_leaves(shop, code)
    seen_tagged(hand, phones.customer_name(), names.tag)
    in_warehouse(shop, names.tag)
    choose_people(hand, shop, names)
    campaign = speak(hand, names)
    send(hand, hand_of(desk, shop, language=language, path=campaign), phones)
    hand.go("overview")
    before = orders_on_overview(hand)
    phones.buy()
    moved = hand.page.locator(f"[data-figure=net_sales] [data-number='{before + 1}']")
    expect(moved).to_be_visible(timeout=FRESH_MS)
