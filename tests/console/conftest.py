"""The browser of the pages' tests."""

from tests.browser.fixtures import browser, desk

__all__ = ["browser", "desk"]
