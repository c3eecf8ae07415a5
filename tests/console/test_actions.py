"""The top tasks take no more actions than promised: a click, a choice, one field filled in is one."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import Desk
from tests.builders.stack import Company
from tests.console.hand import Hand, hand_of
from tests.console.town import NAMES, Town, build_town

pytestmark = pytest.mark.timeout(900)
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])


@pytest.fixture(scope="module")
def town(company: Company) -> Town:
    """A company with customers, orders and a campaign under way."""
    return build_town(company)


def head(hand: Hand, folder: str, key: str, **values: object) -> None:
    """Press a button of the page's head."""
    hand.press(folder, key, within=hand.page.locator(".page-head"), **values)


@LANGUAGES
def test_finding_a_customer_takes_two(desk: Desk, town: Town, language: str) -> None:
    hand = hand_of(desk, town.company, language=language)
    page = hand.page
    with hand.at_most(2):
        # The search in the top bar is one field: the click only puts the cursor into it.
        page.locator("header.top").get_by_role("button", name=hand.word("app", "search")).click()
        hand.fill(page.get_by_role("dialog").get_by_role("textbox"), "zhoudashan")
        hand.click(page.get_by_role("option").get_by_role("button", name="周大山"))
    expect(page.locator("[data-page=customer][data-state=loaded] h1")).to_have_text("周大山")


@LANGUAGES
def test_a_live_code_in_hand_takes_eight(desk: Desk, town: Town, language: str) -> None:
    hand = hand_of(desk, town.company, language=language)
    page = hand.page
    with hand.at_most(8):
        hand.go("codes")
        head(hand, "live-codes", "new")
        hand.press("live-codes", "t_parcel")  # gives a name and a welcome
        hand.choose(hand.word("live-codes", "pickStaff"), "王敏")
        hand.choose(hand.word("live-codes", "pickTags"), town.tag)
        head(hand, "live-codes", "make")
        page.wait_for_url(re.compile(r"/live-codes/\d+$"))
        with page.expect_download() as coming:
            hand.click(page.get_by_role("link", name=hand.word("live-codes", "download")))
    name = hand.word("live-codes", "t_parcel")
    assert coming.value.suggested_filename == f"{name}.png"
    assert Path(coming.value.path()).read_bytes().startswith(b"\x89PNG")


@LANGUAGES
def test_a_segment_of_three_conditions_takes_ten(desk: Desk, town: Town, language: str) -> None:
    hand = hand_of(desk, town.company, language=language)
    page = hand.page
    kind = hand.word("segments", "kind")
    with hand.at_most(10):
        hand.go("segments")
        head(hand, "segments", "new")
        hand.fill(page.get_by_label(hand.word("segments", "name"), exact=True), f"三个条件 {language}")
        hand.press("segments", "addLine")
        hand.choose_last(kind, hand.word("segments", "k_tags"))
        hand.choose(hand.word("segments", "tags"), town.tag)
        hand.press("segments", "addLine")
        hand.choose_last(kind, hand.word("segments", "k_lifecycle"))
        head(hand, "segments", "save")
    page.wait_for_url(re.compile(r"/segments/\d+$"))
    expect(page.locator(".rule-line")).to_have_count(3)


@LANGUAGES
def test_from_a_number_to_a_segment_of_its_people_takes_four(desk: Desk, town: Town, language: str) -> None:
    hand = hand_of(desk, town.company, language=language)
    page = hand.page
    number = page.locator("[data-figure=customers_new] [data-number]")
    people = number.get_attribute("data-number")
    assert people == str(len(NAMES))
    with hand.at_most(4):
        hand.click(number)
        head(hand, "overview", "asSegment")
        expect(page.locator("[data-estimate]")).to_have_attribute("data-estimate", people)
        head(hand, "segments", "save")
    page.wait_for_url(re.compile(r"/segments/\d+$"))


@LANGUAGES
def test_a_campaign_for_approval_takes_eight(desk: Desk, town: Town, language: str) -> None:
    hand = hand_of(desk, town.company, language=language)
    page = hand.page
    with hand.at_most(8):
        hand.go("campaigns")
        head(hand, "campaigns", "make")
        hand.fill(page.get_by_label(hand.word("campaigns", "name"), exact=True), f"八步之内 {language}")
        hand.choose(hand.word("campaigns", "chooseSegment"), town.segment)
        hand.fill(page.get_by_label(hand.word("campaigns", "text"), exact=True), "本周到店有礼")
        head(hand, "campaigns", "saveDraft")
        gets = page.locator("[data-waterfall=preview] [data-bar=gets]").get_attribute("data-value")
        head(hand, "campaigns", "submitTo", shown=gets)
    expect(page.locator("[data-campaign-state=submitted]")).to_be_visible()


@LANGUAGES
def test_why_a_customer_did_not_get_it_takes_three(desk: Desk, town: Town, language: str) -> None:
    hand = hand_of(desk, town.company, language=language)
    page = hand.page
    with hand.at_most(3):
        hand.go("campaigns")
        hand.click(page.get_by_role("link", name="新茶 running", exact=True))
        hand.choose(hand.word("campaigns", "whyOne"), NAMES[-1], looking_for=NAMES[-1])
    why = page.locator("[data-why]")
    expect(why).to_contain_text(hand.word("ui", "skipped"))
    expect(why).to_contain_text("好友" if language == "zh" else "friend")
