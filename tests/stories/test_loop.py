"""The main job with real processes: scan → welcome → tag → order → segment → send → order → seen."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from demo.processes import Stack
from tests.stories import loop

PEOPLE = 12


@pytest.fixture(scope="module")
def counts() -> Iterator[dict[str, object]]:
    with TemporaryDirectory(prefix="siyu-story-") as folder:
        Path(folder).chmod(0o755)
        stack = Stack(Path(folder) / "stack")
        try:
            stack.start(lambda line: None)
            yield loop.run(stack, PEOPLE)
        finally:
            stack.stop()


@pytest.mark.timeout(400)
@pytest.mark.feature("AQ-01")
@pytest.mark.feature("AQ-02")
@pytest.mark.feature("AQ-04")
@pytest.mark.feature("SG-03")
def test_everybody_who_scans_is_greeted_tagged_and_known(counts: dict[str, int]) -> None:
    assert counts["scanned"] == counts["welcomed"] == counts["tagged"] == PEOPLE


@pytest.mark.timeout(400)
def test_the_campaign_reaches_exactly_the_segment_once(counts: dict[str, int]) -> None:
    assert counts["in_segment"] == counts["submitted"] == counts["confirmed"] == counts["delivered"] == PEOPLE // 2
    assert counts["lost"] == counts["duplicates"] == 0


@pytest.mark.timeout(400)
def test_second_orders_are_seen_in_the_warehouse(counts: dict[str, int]) -> None:
    assert counts["ordered"] == counts["seen_in_warehouse"] == PEOPLE // 4
    assert loop.is_whole(counts, PEOPLE)
