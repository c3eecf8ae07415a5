"""Fixtures for every folder of browser tests; its conftest imports them by name.

    from tests.browser.fixtures import browser, desk

Tests are plain functions: Playwright's blocking hands keep the thread's event loop to themselves, so the browser
lives no longer than one file of tests, and async tests belong in another file.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import Desk, running_chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a file of tests."""
    with running_chromium() as running:
        yield running


@pytest.fixture
def desk(browser: Browser) -> Iterator[Desk]:
    """Opens pages; fails the test when a page reached beyond this machine, threw, spoke or broke its policy.

    A test that provokes one of these on purpose looks at `desk.watch` and empties it.
    """
    here = Desk(browser)
    yield here
    here.close()
