"""The browser itself is tried here; the pages' tests live with their pages."""

from tests.browser.fixtures import browser, desk

__all__ = ["browser", "desk"]
