"""The console without a pointer: from signing in to a submitted campaign; the input method is left alone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from demo.world import PASSWORD
from tests.browser.chromium import Desk, until
from tests.builders.furnished import PEOPLE, Rooms, furnish
from tests.builders.stack import Company, running_company
from tests.console.tour import SLOW_MS, walker

#: More stops of the tab key than any page has.
MOST_STOPS = 120
#: Longer than a search box waits after the last key.
PAUSE_MS = 600
POINTED = """for (const kind of ["pointerdown", "mousedown", "touchstart"])
  addEventListener(kind, () => window.tellPointed(kind), true);"""
HELD = "one => one.contains(document.activeElement) && document.activeElement !== document.body"
#: After the last stop the focus is on the document, which has no ring.
#: Else it may stand on the element itself or on the frame drawn around a bare input.
RINGED = """() => {
  let one = document.activeElement;
  if (one === document.body) return "";
  for (let up = 0; one && up < 5; up += 1, one = one.parentElement) {
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    const isDrawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    const isSeen = Number(style.opacity) > 0 && box.width > 4 && box.height > 4;
    if (isSeen && (isDrawn || style.boxShadow !== "none")) return "";
  }
  return document.activeElement.outerHTML.slice(0, 200);
}"""
#: The first test also starts a whole company.
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def furnished() -> Iterator[tuple[Company, Rooms]]:
    """A company with something on every page."""
    with running_company(staff=5, seed=24) as company:
        yield company, furnish(company)


@pytest.fixture
def pointed(desk: Desk, furnished: tuple[Company, Rooms]) -> Iterator[tuple[Page, str]]:
    """A page at the door of the product; fails when anything was pointed at."""
    seen: list[str] = []
    url = furnished[0].stack.product_url
    page = desk.open(f"{url}/health")
    page.set_default_timeout(SLOW_MS)
    page.expose_function("tellPointed", lambda kind: seen.append(kind))
    page.add_init_script(POINTED)
    yield page, url
    assert seen == []


def tab_to(page: Page, wanted: Locator, *, back: bool = False) -> None:
    """Go with the tab key until the focus is on what is wanted; every stop on the way is seen."""
    wanted.first.wait_for(state="attached")
    for _ in range(MOST_STOPS):
        if wanted.first.evaluate(HELD):
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
        ring = page.evaluate(RINGED)
        assert not ring, f"the focus cannot be seen on {ring}"
    raise AssertionError(f"the keyboard does not reach {wanted}")


def press(page: Page, wanted: Locator, key: str = "Enter", *, back: bool = False) -> None:
    """Reach it and press a key on it."""
    tab_to(page, wanted, back=back)
    page.keyboard.press(key)


def choose(page: Page, name: str, word: str) -> None:
    """Open a list of choices and go down to one of them."""
    tab_to(page, page.get_by_role("combobox", name=name))
    page.keyboard.press("Enter")
    for _ in range(20):
        active = page.locator(".ant-select-item-option-active")
        expect(active).to_have_count(1)
        if active.inner_text() == word:
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def sign_in(page: Page, url: str, login: str = "operator") -> None:
    page.goto(f"{url}/sign-in")
    until(page, "document.activeElement?.id === 'login'")
    page.keyboard.type(login)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("main [data-page]")


def test_from_signing_in_to_the_first_customer(pointed: tuple[Page, str]) -> None:
    page, url = pointed
    sign_in(page, url)
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_selector("[data-page=customers][data-state=loaded] tr.ant-table-row")
    name = page.locator("tr.ant-table-row").first.get_by_role("link")
    press(page, name)
    page.wait_for_selector("[data-page=customer][data-state=loaded]")


def test_a_segment_and_a_campaign_to_it(pointed: tuple[Page, str]) -> None:
    page, url = pointed
    sign_in(page, url)
    page.keyboard.press("g")
    page.keyboard.press("s")
    press(page, page.get_by_role("button", name="新建分群"))
    tab_to(page, page.get_by_label("名称", exact=True))
    page.keyboard.type("所有客户都在")
    choose(page, "条件类型", "所有人")
    press(page, page.get_by_role("button", name="保存分群"), back=True)
    page.wait_for_url(re.compile(r"/segments/\d+$"))
    press(page, page.get_by_role("link", name="群发给这个分群"))
    page.wait_for_selector("[data-page=campaign-composer]")
    tab_to(page, page.get_by_label("名称", exact=True))
    page.keyboard.type("键盘写的群发")
    tab_to(page, page.get_by_label("文字", exact=True))
    page.keyboard.type("周末到店有礼。")
    press(page, page.get_by_role("button", name="保存草稿，预览名单"), back=True)
    page.wait_for_url(re.compile(r"/campaigns/\d+/edit"))
    page.wait_for_selector("[data-waterfall=preview] [data-bar=gets]")
    press(page, page.locator("[data-submit]"), back=True)
    page.wait_for_selector("[data-campaign-state=submitted]")


def test_the_palette_finds_a_customer_by_the_initials_of_the_name(pointed: tuple[Page, str]) -> None:
    page, url = pointed
    sign_in(page, url)
    page.keyboard.press("Control+k")
    until(page, "document.activeElement?.getAttribute('aria-controls') === 'found'")
    page.keyboard.type("zds")
    expect(page.get_by_role("option", name=PEOPLE[1])).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-page=customer][data-state=loaded]")
    expect(page.locator("h1")).to_have_text(PEOPLE[1])


def composing(page: Page, text: str) -> CDPSession:
    """An input method has written this into the focused field, and its reader has not chosen yet."""
    method = page.context.new_cdp_session(page)
    method.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    return method


def pressed_in_composition(method: CDPSession, key: str) -> None:
    """A key that is for the input method; the page hears of it all the same."""
    for kind in ("rawKeyDown", "keyUp"):
        code = {"Enter": 13, "Escape": 27}[key]
        method.send("Input.dispatchKeyEvent", {"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code})


@pytest.mark.parametrize("key", ["Enter", "Escape"])
def test_a_search_box_waits_for_the_input_method(pointed: tuple[Page, str], key: str) -> None:
    page, url = pointed
    sign_in(page, url)
    page.goto(f"{url}/customers")
    page.wait_for_selector("[data-page=customers] tr.ant-table-row")
    for _ in range(50):  # the keys of a page work a moment after its rows are there
        page.keyboard.press("/")
        if page.evaluate("document.activeElement.matches('input')"):
            break
        page.wait_for_timeout(100)
    page.evaluate("addEventListener('keydown', event => { window.wasComposing = event.isComposing; }, true)")
    method = composing(page, "linxiaoyu")
    pressed_in_composition(method, key)
    page.wait_for_timeout(PAUSE_MS)
    assert page.evaluate("window.wasComposing") is True
    assert page.evaluate("location.search") == ""
    assert page.evaluate("document.activeElement.value") == "linxiaoyu"
    method.send("Input.insertText", {"text": PEOPLE[0]})
    until(page, "location.search.includes('text=')")
    expect(page.locator("tr.ant-table-row")).to_have_count(1)


@pytest.mark.parametrize("key", ["Enter", "Escape"])
def test_the_palette_waits_for_the_input_method(pointed: tuple[Page, str], key: str) -> None:
    page, url = pointed
    sign_in(page, url)
    page.keyboard.press("Control+k")
    until(page, "document.activeElement?.getAttribute('aria-controls') === 'found'")
    expect(page.get_by_role("option").first).to_be_visible()
    before = page.url
    method = composing(page, "zhou")
    pressed_in_composition(method, key)
    page.wait_for_timeout(PAUSE_MS)
    assert page.url == before
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate("document.activeElement.value") == "zhou"


DRAWERS = (
    ("/orders", "tr.ant-table-row button, tr.ant-table-row a"),
    ("/staff", "tr.ant-table-row button, tr.ant-table-row a"),
    ("/audit", "tr.ant-table-row button"),
    ("/settings/inbox?state=all", "tr.ant-table-row button"),
    ("/settings/accounts", "tr.ant-table-row button"),
)


@pytest.mark.parametrize(("address", "opener"), DRAWERS)
def test_a_drawer_keeps_the_focus_and_gives_it_back(
    desk: Desk, furnished: tuple[Company, Rooms], address: str, opener: str
) -> None:
    one = walker(desk, furnished[0])
    one.go(address)
    page = one.page
    tab_to(page, page.locator(opener))
    page.evaluate("window.opener = document.activeElement")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    until(page, "Boolean(document.activeElement.closest('.ant-drawer'))")
    for _ in range(25):
        page.keyboard.press("Tab")
        # Between the last stop and the first the focus is with the browser itself; it never is on the page below.
        assert page.evaluate("document.activeElement.matches('body, .ant-drawer, .ant-drawer *')"), "it left the drawer"
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    until(
        page,
        "document.activeElement === window.opener || document.activeElement?.outerHTML === window.opener.outerHTML",
    )
