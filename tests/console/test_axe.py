"""Every page of the console, in both languages, themes and sizes, has no serious or critical finding of axe."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import DESK, PHONE, Desk
from tests.builders.furnished import Rooms, furnish
from tests.builders.stack import Company, running_company
from tests.console.tour import Walker, stops, walker

AXE = Path(__file__).parents[2] / "console" / "node_modules" / "axe-core" / "axe.min.js"
LOOKS = tuple(product(("zh", "en"), ("light", "dark"), (DESK, PHONE)))
#: Each side of every choice once; `make soak` looks at every combination.
QUICK = (("zh", "light", DESK), ("en", "dark", PHONE))
#: All looks are examined at the same time: begun on every page, then read from every page.
BEGIN = """() => {
  window.finding = axe.run(document, { resultTypes: ["violations"], selectors: false, preload: false, iframes: false });
}"""
READ = """async () => (await window.finding).violations
  .filter(({ impact }) => impact === "serious" || impact === "critical")
  .flatMap(({ id, nodes }) => nodes.map(({ html, any, all, none }) => {
    const why = [...any, ...all, ...none].map(({ message }) => message).join("; ");
    return `${id}: ${html.slice(0, 200)} | ${why.slice(0, 200)}`;
  }))
"""
#: The first test also starts a whole company.
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def rooms(furnished: tuple[Company, Rooms]) -> Rooms:
    return furnished[1]


@pytest.fixture(scope="module")
def furnished() -> Iterator[tuple[Company, Rooms]]:
    """A company with something on every page."""
    with running_company(staff=5, seed=21) as company:
        yield company, furnish(company)


def findings(walkers: dict[Any, Walker], address: str) -> list[str]:
    """What axe finds at an address, in every look."""
    for one in walkers.values():
        one.leave_for(address)
    for one in walkers.values():
        one.arrive()
        one.page.evaluate(BEGIN)
    return [
        f"{address} {' '.join(map(str, look))} — {finding}"
        for look, one in walkers.items()
        for finding in one.page.evaluate(READ)
    ]


@pytest.mark.parametrize("looks", [QUICK, pytest.param(LOOKS, marks=pytest.mark.soak)], ids=["two looks", "all looks"])
def test_no_page_has_a_serious_or_critical_finding(
    desk: Desk, furnished: tuple[Company, Rooms], looks: tuple[tuple[str, str, tuple[int, int]], ...]
) -> None:
    company, rooms = furnished
    axe = AXE.read_text(encoding="utf-8")
    walkers = {
        (language, theme, size[0]): walker(desk, company, language=language, theme=theme, size=size)
        for language, theme, size in looks
    }
    for one in walkers.values():
        one.page.evaluate(axe)
    found = [finding for stop in stops(rooms) for finding in findings(walkers, stop.address)]
    assert not found, "\n".join(found)
