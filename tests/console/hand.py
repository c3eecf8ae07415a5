"""A hand on the console: it clicks, chooses and fills in, and counts what it does."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from demo.world import PASSWORD
from tests.browser.chromium import DESK, Desk
from tests.builders.stack import Company
from tests.console.spoken import said

#: A page may wait for a warehouse that is being written to; what a page may take is measured elsewhere.
SLOW_MS = 60_000
LOCALES = {"zh": "zh-CN", "en": "en-GB"}


@dataclass
class Hand:
    """One person at the console in one language."""

    page: Page
    language: str
    acts: list[str] = field(default_factory=list)

    def word(self, folder: str, key: str, **values: object) -> str:
        """What the page says in this person's language."""
        return said(folder, key, self.language, **values)

    def click(self, what: Locator) -> None:
        """Click one thing: one action."""
        self.acts.append(f"click {what}")
        what.click()

    def press(self, folder: str, key: str, within: Locator | None = None, **values: object) -> None:
        """Click the button with these words: one action."""
        scope = within if within is not None else self.page.locator("main")
        # An icon before the words has a name of its own.
        words = re.compile(rf"(^|\s){re.escape(self.word(folder, key, **values))}$")
        self.click(scope.get_by_role("button", name=words))

    def go(self, title: str) -> None:
        """Open a page of the navigation: one action."""
        rail = self.page.locator("nav.rail")
        self.click(rail.locator("a.rail-item").get_by_text(self.word("app", title), exact=True))

    def fill(self, field_: Locator, text: str) -> None:
        """Fill in one field: one action."""
        self.acts.append(f"fill {text}")
        field_.fill(text)

    def choose(self, label: str, *options: str, looking_for: str = "") -> None:
        """Choose in the select of this name (one action each): it opens, may be searched, and an option is taken."""
        self._choose_in(self.page.get_by_role("combobox", name=label, exact=True), options, looking_for)

    def choose_last(self, label: str, option: str) -> None:
        """Choose in the newest of several selects of this name: one action."""
        self._choose_in(self.page.get_by_role("combobox", name=label, exact=True).last, (option,), "")

    def _choose_in(self, select: Locator, options: tuple[str, ...], looking_for: str) -> None:
        select.click()
        for option in options:
            self.acts.append(f"choose {option}")
            if looking_for:
                select.press_sequentially(looking_for)
            shown = self.page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option")
            shown.filter(has_text=option).first.click()
        if self.page.locator(".ant-select-multiple").filter(has=select).count():
            select.press("Escape")

    @contextmanager
    def at_most(self, most: int) -> Iterator[None]:
        """What is done inside takes no more than so many actions."""
        before = len(self.acts)
        yield
        done = self.acts[before:]
        assert len(done) <= most, f"{len(done)} actions, {most} are allowed:\n" + "\n".join(done)


def hand_of(
    desk: Desk,
    company: Company,
    login: str = "admin",
    *,
    language: str = "zh",
    size: tuple[int, int] = DESK,
    path: str = "/overview",
) -> Hand:
    """Somebody signed in, at a page; the session is begun by the API, since signing in has tests of its own."""
    url = company.stack.product_url
    page = desk.open(f"{url}/sign-in", size=size, locale=LOCALES[language], accept_downloads=True)
    answer = page.request.post(
        f"{url}/v1/sign-in", data={"login": login, "password": PASSWORD}, headers={"origin": url}
    )
    assert answer.ok, answer.text()
    page.set_default_timeout(SLOW_MS)
    expect.set_options(timeout=SLOW_MS)
    page.goto(url + path)
    page.wait_for_selector("[data-page]:is([data-state=loaded], [data-state=empty])")
    return Hand(page, language)
