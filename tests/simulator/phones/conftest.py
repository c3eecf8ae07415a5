"""The browser for the phones' page."""

from tests.browser.fixtures import browser, desk

__all__ = ["browser", "desk"]
