"""One running company for a file of page tests, and a browser that looks at it."""

from collections.abc import Iterator

import pytest

from tests.browser.fixtures import browser, desk
from tests.builders.stack import Company, running_company

__all__ = ["browser", "company", "desk"]


@pytest.fixture(scope="module")
def company() -> Iterator[Company]:
    """A product with one corp of five members; its pages are those that were built last."""
    with running_company(staff=5, seed=7) as running:
        yield running
