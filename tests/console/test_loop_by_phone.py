"""The pages that are made for a phone first: overview, customers, one customer, and the approval of a campaign."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import PHONE, Desk
from tests.builders.stack import Company, wait_for
from tests.console.hand import Hand, hand_of

pytestmark = pytest.mark.timeout(600)
NAME = "沈南星"


@pytest.fixture(scope="module")
def friend(company: Company) -> int:
    """One customer who came by a scan; our id."""
    company.corp.scan(userid=company.userids[0], customer={"name": NAME})
    found = wait_for("the customer", lambda: company.api.ask("GET", "/v1/customers")["items"], 60)
    return int(found[0]["id"])


def submitted(company: Company, name: str) -> str:
    """A campaign to everybody that waits for approval; its path."""
    spec = {
        "name": name,
        "whom": {"rule": {"type": "everyone"}},
        "variants": [{"name": "a", "message": {"text": "新茶到店"}}],
    }
    made = company.api.ask("POST", "/v1/campaigns", spec)
    company.api.ask("POST", f"/v1/campaigns/{made['id']}/submit")
    return f"/campaigns/{made['id']}"


def fits(page: Page) -> None:
    """Nothing reaches beyond the edge, and what is tapped in the bar below is large enough for a thumb."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    beyond = page.evaluate(
        """() => [...document.querySelectorAll('main :is(a, button, h1, h2, input)')]
          .filter(one => one.offsetParent && !one.closest('.region, [style*="overflow"], .sr'))
          .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
          .map(one => one.outerHTML.slice(0, 120))"""
    )
    assert beyond == []
    for height in page.eval_on_selector_all("nav.bottom > *", "all => all.map(one => one.offsetHeight)"):
        assert height >= 44


def tap(hand: Hand, group: str) -> None:
    """Tap a group in the bar below."""
    hand.click(hand.page.locator("nav.bottom").get_by_text(hand.word("app", group), exact=True))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_day_begins_on_a_phone(desk: Desk, company: Company, friend: int, language: str) -> None:
    hand = hand_of(desk, company, language=language, size=PHONE)
    page = hand.page
    expect(page.locator("[data-part=five] [data-number]").first).to_be_visible()
    fits(page)

    tap(hand, "customers")
    row = page.locator("ul.cards > li", has_text=NAME)
    expect(row).to_be_visible()
    fits(page)

    hand.click(row.get_by_role("link", name=NAME))
    expect(page.locator("[data-page=customer][data-state=loaded] [data-part=identity]")).to_contain_text(NAME)
    fits(page)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_campaign_is_approved_on_a_phone(desk: Desk, company: Company, friend: int, language: str) -> None:
    path = submitted(company, f"新茶 {language}")
    hand = hand_of(desk, company, language=language, size=PHONE, path=path)
    page = hand.page
    gets = page.locator("[data-waterfall=preview] [data-bar=gets]")
    expect(gets).to_have_attribute("data-value", re.compile(r"[1-9]\d*"))
    fits(page)
    hand.press("campaigns", "approve", shown=gets.get_attribute("data-value"))
    expect(page.locator("[data-campaign-state=approved]")).to_be_visible()
    fits(page)
