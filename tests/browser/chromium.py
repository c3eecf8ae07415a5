"""Debian's Chromium, steered by Playwright: nothing but this machine is reachable, and whoever tries is noted."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Error, Page, Request, sync_playwright

EXECUTABLE = os.environ.get("CHROMIUM", "/usr/bin/chromium")
DESK, PHONE = (1440, 900), (390, 844)
# Names other than this machine's are never looked up, whoever asks: a page, a worker or the browser itself.
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
_HERE = re.compile(r"^(?:(?:https?|wss?)://(?:127\.0\.0\.1|localhost)(?::\d+)?(?:/|$)|(?:data|blob|about):)")


@dataclass
class Watch:
    """What went wrong in the pages of one test, whatever the test itself looks at."""

    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        """Listen to every page of a context, also those opened later."""
        context.on("request", self._note_request)
        context.on("console", self._note_console)
        context.on("dialog", self._note_dialog)
        context.on("weberror", lambda failed: self.errors.append(str(failed.error)))

    def complaints(self) -> list[str]:
        """Everything noted, in words; empty for a clean test."""
        named = {
            "request beyond this machine": self.foreign,
            "uncaught error": self.errors,
            "refused by the content security policy": self.refused,
            "dialog": self.dialogs,
        }
        return [f"{name}: {what}" for name, found in named.items() for what in found]

    def _note_request(self, request: Request) -> None:
        if not _HERE.match(request.url):
            self.foreign.append(request.url)

    def _note_console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.refused.append(message.text)

    def _note_dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(f"{dialog.type} {dialog.message}")
        dialog.dismiss()


@dataclass
class Desk:
    """Where a test opens its pages; all contexts are watched by the same `watch`."""

    browser: Browser
    watch: Watch = field(default_factory=Watch)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, url: str, *, size: tuple[int, int] = DESK, **options: Any) -> Page:
        """A page of its own profile at ``url``; ``options`` are those of a Playwright context (locale,
        color_scheme …). Narrow sizes are touched, as a phone is; Chinese is the language unless told."""
        narrow = size[0] < 600
        known: dict[str, Any] = {
            "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai",
            "viewport": {"width": size[0], "height": size[1]},
            "has_touch": narrow,
            "is_mobile": narrow,
            "service_workers": "block",
            **options,
        }
        context = self.browser.new_context(**known)
        context.set_default_timeout(10_000)
        self.watch.follow(context)
        self.contexts.append(context)
        page = context.new_page()
        page.goto(url)
        return page

    def close(self) -> None:
        """Close everything; raises AssertionError when something was noted that no page may do."""
        for context in self.contexts:
            context.close()
        complaints = self.watch.complaints()
        assert not complaints, "\n".join(complaints)


def until(page: Page, script: str, arg: Any = None, *, seconds: float = 60) -> None:
    """Ask a page again until a script (an expression or a function) is true; TimeoutError after so many seconds.

    Playwright's own waiting for a function builds it from text inside the page, which our policy refuses.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if page.evaluate(script, arg):
                return
        except Error as error:  # the page was just being replaced by another
            if "context was destroyed" not in str(error):
                raise
        page.wait_for_timeout(50)
    raise TimeoutError(f"it did not become true within {seconds:.0f} s: {script[:200]}")


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """A headless browser with a fresh profile folder, which is removed with it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=list(_FLAGS))
        try:
            yield browser
        finally:
            browser.close()
