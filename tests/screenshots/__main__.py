"""`make screenshots`: the pages of the living demo, in Chinese and in English, into docs/screenshots/."""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page

from demo.world import PASSWORD, Api
from tests.browser.chromium import DESK, PHONE, Desk, running_chromium
from tests.console.hand import LOCALES
from tests.console.phones import Phones
from tests.screenshots.camera import Camera
from tests.screenshots.demo_town import Demo, running_demo
from tests.screenshots.strip import make_strip

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
LOADED = "[data-page][data-state=loaded]"
NAMES = {"zh": ("近 30 天下单的老友", "老友专享"), "en": ("Bought in 30 days", "For our regulars")}
TEXTS = {
    "zh": "您好，我是{{ staff.name }}。本周五到店，第二件半价。",
    "en": "Hello, {{ staff.name }} here. This Friday the second item is half price.",
}
RULE = {
    "type": "all",
    "of": [
        {"type": "event", "event": "order_paid", "op": "at_least", "values": [1], "window": {"last_days": 30}},
        {"type": "lifecycle", "classes": ["new", "active", "high_value"]},
    ],
}


def signed_in(desk: Desk, demo: Demo, language: str, **options: object) -> Page:
    """A page of the administrator, who sees everything."""
    page = desk.open(f"{demo.url}/sign-in", locale=LOCALES[language], **options)  # type: ignore[arg-type]
    page.request.post(
        f"{demo.url}/v1/sign-in", data={"login": "admin", "password": PASSWORD}, headers={"origin": demo.url}
    )
    page.set_default_timeout(120_000)
    return page


def prepare(api: Api, language: str) -> dict[str, str]:
    """A segment and a campaign to look at; the addresses of everything that has one of its own."""
    api.ask("POST", "/v1/onboarding/dismiss", {"is_dismissed": True})
    segment_name, campaign_name = NAMES[language]
    segment = api.ask("POST", "/v1/segments", {"name": segment_name, "rule": RULE})
    variants = [{"name": "a", "message": {"text": TEXTS[language]}}]
    spec = {"name": campaign_name, "whom": {"rule": {"type": "everyone"}}, "variants": variants}
    campaign = api.ask("POST", "/v1/campaigns", spec)
    code = api.ask("GET", "/v1/live-codes", limit=1)["items"][0]
    buyer = next(row["customer_id"] for row in api.ask("GET", "/v1/orders", limit=50)["items"] if row["customer_id"])
    return {
        "overview": "/overview?days=7",
        "customers": "/customers",
        "customer": f"/customers/{buyer}",
        "live-code": f"/live-codes/{code['id']}",
        "segment": f"/segments/{segment['id']}",
        "campaign": f"/campaigns/{campaign['id']}/edit",
        "doctor": "/settings/doctor",
    }


#: What must be there before a page is worth a picture.
READY = {
    "overview": "[data-part=charts] canvas",
    "customers": "tr.ant-table-row",
    "customer": "[data-part=identity]",
    "live-code": "canvas",
    "segment": "[data-estimate]",
    "campaign": "[data-waterfall=preview] [data-bar]",
    "doctor": "[data-line]",
}


def open_page(page: Page, demo: Demo, path: str, ready: str) -> None:
    """Go there and wait for what matters."""
    page.goto(demo.url + path)
    page.wait_for_selector(LOADED)
    page.wait_for_selector(ready)


def take_phones(desk: Desk, demo: Demo, camera: Camera, language: str) -> None:
    """A new customer scans a code and reads the welcome."""
    page = desk.open(f"{demo.phones}?lang={language}", locale=LOCALES[language])
    page.set_default_timeout(60_000)
    phones = Phones(page, language)
    page.locator("#codes button.code").first.click()
    phones.add_contact()
    phones.read("welcome").first.wait_for()
    camera.take(page, "phones")


def take_all(browser: Browser, demo: Demo, language: str) -> None:
    """All pictures of one language."""
    folder = FOLDER / language
    folder.mkdir(parents=True, exist_ok=True)
    camera, desk = Camera(browser, folder), Desk(browser)
    take_phones(desk, demo, camera, language)
    paths = prepare(demo.api, language)
    page = signed_in(desk, demo, language, size=DESK)
    for name, path in paths.items():
        open_page(page, demo, path, READY[name])
        if name == "campaign":
            page.locator(READY[name]).first.scroll_into_view_if_needed()
        camera.take(page, name)
    dark = signed_in(desk, demo, language, size=DESK, color_scheme="dark")
    open_page(dark, demo, paths["overview"], READY["overview"])
    camera.take(dark, "dark")
    small = signed_in(desk, demo, language, size=PHONE)
    open_page(small, demo, paths["overview"], "[data-part=five] [data-number]")
    camera.take(small, "phone")
    make_strip(browser, camera, language)
    desk.close()


def main() -> int:
    """Both languages, of one demo."""
    with running_demo() as demo, running_chromium() as browser:
        for language in ("zh", "en"):
            take_all(browser, demo, language)
            sys.stdout.write(f"{language}: {len(list((FOLDER / language).glob('*.webp')))} pictures\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
