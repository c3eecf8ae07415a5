"""A walk through every page of the console: its addresses, and one who goes from page to page without reloading."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from demo.world import PASSWORD
from tests.browser.chromium import DESK, Desk, until
from tests.builders.furnished import Rooms
from tests.builders.stack import Company

SLOW_MS = 120_000
_PAGES = Path(__file__).parents[2] / "console" / "src" / "app" / "pages.tsx"
_LINE = re.compile(r'\{ path: "(?P<path>[^"]+)"(?P<rest>.*)\},?$', re.MULTILINE)
_RIGHT = re.compile(r'right: "([^"]+)"')
# At rest: at the address, nothing is waited for, and so it has been for an eighth of a second.
_SETTLED = """address => {
  const main = document.querySelector("main");
  const rests = main && location.pathname + decodeURIComponent(location.search) === address
    && !document.querySelector("main [data-left]")
    && !main.querySelector("[aria-busy=true], [data-state=loading], .ant-skeleton, .ant-spin-spinning")
    && main.querySelector("[data-state]");
  if (!rests) window.restsSince = undefined;
  else window.restsSince ??= performance.now();
  return Boolean(rests) && performance.now() - window.restsSince > 125;
}"""
_GO = """address => {
  window.restsSince = undefined;
  if (address.split("?")[0] !== location.pathname)
    document.querySelector("main")?.firstElementChild?.setAttribute("data-left", "");
  history.pushState(null, "", address);
  dispatchEvent(new PopStateEvent("popstate"));
}"""


@dataclass(frozen=True, slots=True)
class Stop:
    """One page: as `pages.tsx` names it, where it is shown, and the right that opens it."""

    path: str
    address: str
    right: str | None


def stops(rooms: Rooms) -> list[Stop]:
    """Every page of the console, and the tabs and drawers that are pages of their own to those who read them."""
    found = []
    for line in _LINE.finditer(_PAGES.read_text(encoding="utf-8")):
        right = _RIGHT.search(line["rest"])
        found.append(Stop(line["path"], rooms.of(line["path"]), right[1] if right else None))
    assert len(found) >= 32, "the table of pages is no longer read as it is written"
    rights = {stop.path: stop.right for stop in found}
    person, campaign = f"/customers/{rooms.customer_id}", f"/campaigns/{rooms.running_id}"
    more = {
        "/overview": ["/overview?view=team", "/overview?days=30"],
        "/customers": ["/customers?text=没有这样的人"],
        "/customers/:id": [f"{person}?tab={tab}" for tab in ("timeline", "orders", "consents", "reach")]
        + [f"/customers/{rooms.buyer_id}?tab=orders"],
        "/campaigns/:id": [f"{campaign}?tab={tab}" for tab in ("people", "staff", "history")]
        + [f"/campaigns/{rooms.waiting_id}"],
        "/settings/accounts": [f"/settings/accounts?tab={tab}" for tab in ("roles", "keys")],
        "/settings/inbox": ["/settings/inbox?state=all"],
        "/imports": ["/imports?new=1&kind=customers"],
    }
    tabs = [Stop(path, address, rights[path]) for path, addresses in more.items() for address in addresses]
    return [*found, *tabs]


class Walker:
    """Somebody who is signed in and goes from page to page as the console itself does."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.address = ""

    def leave_for(self, address: str) -> None:
        """Set out; the page is not waited for."""
        self.address = address
        self.page.evaluate(_GO, address)

    def arrive(self) -> str:
        """Wait until the page has come to rest; its state. What shows on it may be a list that is empty."""
        try:
            until(self.page, _SETTLED, self.address, seconds=SLOW_MS / 1000)
        except TimeoutError as error:
            raise AssertionError(f"{self.address} never came to rest: {self.page.inner_html('main')[:1500]}") from error
        return self.page.locator("main [data-state]").first.get_attribute("data-state") or ""

    def go(self, address: str) -> str:
        """Set out and arrive."""
        self.leave_for(address)
        return self.arrive()


def walker(
    desk: Desk,
    company: Company,
    login: str = "admin",
    *,
    language: str = "zh",
    theme: str = "light",
    size: tuple[int, int] = DESK,
    **options: Any,
) -> Walker:
    """Signed in by the real door, with the language and the theme as somebody would have chosen them."""
    url = company.stack.product_url
    page = desk.open(f"{url}/health", size=size, **options)
    page.set_default_timeout(SLOW_MS)
    kept = f"localStorage.setItem('siyu.language', '{language}'); localStorage.setItem('siyu.theme', '{theme}')"
    page.evaluate(kept)
    body = {"login": login, "password": PASSWORD}
    answer = page.request.post(f"{url}/v1/sign-in", data=body, headers={"origin": url})
    assert answer.ok, answer.text()
    page.goto(f"{url}/account")
    page.wait_for_selector("[data-page=account]")
    return Walker(page, url)
