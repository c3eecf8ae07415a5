"""Every number of the overview, a code's page and a campaign's pages is clicked, and opens as many rows as it says."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.chromium import Desk
from tests.builders.stack import Company
from tests.console.hand import Hand, hand_of
from tests.console.town import Town, build_town

pytestmark = pytest.mark.timeout(1200)
#: What a list says of itself: over its rows, beside them, or in the drawer that was opened.
TOTAL = ".ant-drawer [data-total], main [data-total]"


@pytest.fixture(scope="module")
def town(company: Company) -> Town:
    """A company with something behind every number."""
    return build_town(company)


def settled(page: Page, ready: str) -> Locator:
    """The numbers of a page once all of it has come."""
    page.wait_for_selector(ready)
    expect(page.locator("main .ant-skeleton")).to_have_count(0)
    return page.locator("main [data-number]")


def follow_all(hand: Hand, path: str, ready: str) -> list[str]:
    """Click every number of a page, one after the other; what was wrong, and how many were clicked, last."""
    page = hand.page
    home = page.url.split("/", 3)
    address = f"{home[0]}//{home[2]}{path}"
    wrong, at = [], 0
    while True:
        page.goto(address)
        numbers = settled(page, ready)
        if at >= numbers.count():
            return [*wrong, str(at)]
        link = numbers.nth(at)
        number, href = link.get_attribute("data-number"), link.get_attribute("href")
        has_own_list = page.locator(TOTAL).count() > 0
        link.click()
        page.wait_for_url(lambda url: url != address)
        if has_own_list:  # which must not be taken for the list that was opened
            page.reload()
        shown = page.locator(TOTAL).first
        try:
            expect(shown).to_have_attribute("data-total", str(number))
        except AssertionError:
            said = shown.get_attribute("data-total") if shown.count() else "no list"
            wrong.append(f"{href} says {number}, its list {said}")
        at += 1


@pytest.mark.feature("MI-04")
@pytest.mark.parametrize(
    ("path", "ready", "least"),
    [
        ("/overview", "[data-part=charts] [data-number]", 10),
        ("/overview?days=30&view=team", "main .ant-table-row [data-number]", 16),
    ],
)
def test_the_numbers_of_the_overview(desk: Desk, town: Town, path: str, ready: str, least: int) -> None:
    hand = hand_of(desk, town.company)
    *wrong, clicked = follow_all(hand, path, ready)
    assert wrong == []
    assert int(clicked) >= least


def test_the_numbers_of_a_code(desk: Desk, town: Town) -> None:
    hand = hand_of(desk, town.company)
    *wrong, clicked = follow_all(hand, f"/live-codes/{town.code['id']}", ".figures [data-number]")
    assert wrong == []
    assert int(clicked) == 7


@pytest.mark.parametrize(
    ("state", "rest", "ready", "least"),
    [
        ("running", "", "[data-waterfall=results] [data-number]", 4),
        ("running", "?tab=staff", "[data-list=staff] [data-number]", 10),
        ("submitted", "", "[data-waterfall=preview] [data-number]", 2),
        ("approved", "", "[data-waterfall=preview] [data-number]", 2),
    ],
)
def test_the_numbers_of_a_campaign(desk: Desk, town: Town, state: str, rest: str, ready: str, least: int) -> None:
    hand = hand_of(desk, town.company)
    *wrong, clicked = follow_all(hand, f"/campaigns/{town.campaigns[state]}{rest}", ready)
    assert wrong == []
    assert int(clicked) >= least


def test_the_numbers_of_the_list_of_campaigns(desk: Desk, town: Town) -> None:
    hand = hand_of(desk, town.company)
    *wrong, clicked = follow_all(hand, "/campaigns", "tr a[data-number]")
    assert wrong == []
    assert int(clicked) == 5  # only what has run has figures


@pytest.mark.feature("CD-01")
def test_the_numbers_of_a_customer(desk: Desk, town: Town) -> None:
    hand = hand_of(desk, town.company)
    path = f"/customers/{town.customer_id('林晓雨')}"
    *wrong, clicked = follow_all(hand, path, "[data-part=identity] [data-number]")
    assert wrong == []
    assert int(clicked) >= 6
    orders = hand.page.locator("[data-part=identity] a[href*='tab=orders']")
    assert orders.get_attribute("data-number") == "1"
