"""First views and the answer to a hand, in Chromium slowed to a quarter of this machine's speed.

Every page of the rail is measured, so a page that is added is measured from then on.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from bench.figures import Figure, measure
from tests.browser.chromium import DESK, running_chromium
from tests.builders.stack import Company, running_company

CUSTOMERS, ROUNDS, SLOWER = 400, 5, 4
_WATCH = """
window.seen = { paint: 0, hands: {} };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.seen.paint = entry.startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (!entry.interactionId) continue;
    const known = window.seen.hands[entry.interactionId] ?? 0;
    window.seen.hands[entry.interactionId] = Math.max(known, entry.duration);
  }
}).observe({ type: "event", buffered: true, durationThreshold: 16 });
"""
_RAIL = "nav a[href^='/']"


@measure("console_first_view_p95_s")
async def first_views() -> list[Figure]:
    """From navigation to the largest paint of each page, with an empty cache."""
    return await asyncio.to_thread(_first_views)


@measure("console_inp_p95_ms")
async def hands() -> list[Figure]:
    """From a press to the next paint, while a person walks through the rail and writes into each page's search."""
    return await asyncio.to_thread(_hands)


def _first_views() -> list[Figure]:
    seconds: list[float] = []
    with _open_shop() as (browser, company):
        for address in _pages(browser, company):
            for _ in range(ROUNDS):
                with _slow_page(browser, company) as page:
                    page.goto(company.stack.product_url + address, wait_until="networkidle")
                    page.wait_for_selector(_RAIL)
                    seconds.append(page.evaluate("window.seen.paint") / 1000)
    return [Figure("console_first_view_p95_s", _p95(seconds), "s")]


def _hands() -> list[Figure]:
    waits: list[float] = []
    with _open_shop() as (browser, company):
        addresses = _pages(browser, company)
        with _slow_page(browser, company) as page:
            page.goto(company.stack.product_url, wait_until="networkidle")
            for _ in range(ROUNDS):
                for address in addresses:
                    _use(page, address)
            # Presses quicker than the threshold of the browser's clock are not told; they count as that threshold.
            waits = list(page.evaluate("Object.values(window.seen.hands)"))
    if not waits:
        raise RuntimeError("no press was measured")
    return [Figure("console_inp_p95_ms", _p95(waits), "ms")]


def _use(page: Page, address: str) -> None:
    page.locator(f"nav a[href='{address}']").first.click()
    page.wait_for_load_state("networkidle")
    field = page.locator("main input:visible").first
    if field.count():
        field.click()
        page.keyboard.type("茶a", delay=40)
        page.keyboard.press("Escape")
        page.wait_for_load_state("networkidle")


@contextmanager
def _open_shop() -> Iterator[tuple[Browser, Company]]:
    with running_company(staff=5) as company, running_chromium() as browser:
        company.befriend(CUSTOMERS)
        company.reconcile(CUSTOMERS, seconds=120)
        yield browser, company


@contextmanager
def _slow_page(browser: Browser, company: Company) -> Iterator[Page]:
    """A page of a fresh profile, signed in, on a slow machine."""
    context = browser.new_context(
        locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": DESK[0], "height": DESK[1]}
    )
    try:
        url = company.stack.product_url
        jar = company.api.http.cookies.jar
        context.add_cookies([{"name": one.name, "value": one.value or "", "url": url} for one in jar])
        context.add_init_script(_WATCH)
        page = context.new_page()
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        yield page
    finally:
        context.close()


def _pages(browser: Browser, company: Company) -> list[str]:
    with _slow_page(browser, company) as page:
        page.goto(company.stack.product_url)
        page.wait_for_selector(_RAIL)
        found = page.eval_on_selector_all(_RAIL, "links => links.map((link) => link.getAttribute('href'))")
    return list(dict.fromkeys(str(address) for address in found))


def _p95(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]
