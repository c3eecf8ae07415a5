"""When a spell begins and ends: every case of the rules, and histories in any order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.customers.rules.spells import (
    SAME_ADDITION,
    Spell,
    Step,
    begun_by,
    lived_seconds,
    on_absent,
    on_end,
    on_present,
    on_start,
)

T0 = datetime(2026, 9, 1, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


def live(since: float = 0, *, moved: float | None = None, is_half: bool = False) -> Spell:
    return Spell(1, at(since), None, at(since if moved is None else moved), is_half=is_half)


def over(
    end: float = 10, *, moved: float | None = None, unlisted: float | None = None, start: float | None = 0
) -> Spell:
    return Spell(
        1,
        None if start is None else at(start),
        at(end),
        at(end if moved is None else moved),
        None if unlisted is None else at(unlisted),
    )


@pytest.mark.parametrize(
    ("last", "minutes", "is_half", "step"),
    [
        (None, 0, False, Step.BEGIN),
        (None, 0, True, Step.BEGIN),
        (live(), 0, False, Step.NOTHING),
        (live(5), 0, False, Step.NOTHING),
        (live(), 1, False, Step.TOUCH),
        (live(), 1.01, False, Step.RESTART),
        (live(), 60, True, Step.NOTHING),
        (live(is_half=True), 0, False, Step.COMPLETE),
        (live(is_half=True), 600, False, Step.COMPLETE),
        (live(is_half=True), 600, True, Step.NOTHING),
        (over(10), 11, False, Step.BEGIN),
        (over(10), 10, False, Step.NOTHING),
        (over(10), 0, False, Step.NOTHING),
        (over(10, moved=12), 11, False, Step.NOTHING),
        (over(10, start=None), 5, False, Step.FILL_START),
        (over(10, start=None), 10, False, Step.FILL_START),
        (over(10, start=None), 11, False, Step.BEGIN),
    ],
)
def test_news_of_a_beginning(last: Spell | None, minutes: float, is_half: bool, step: Step) -> None:
    assert on_start(last, at(minutes), is_half=is_half) is step


@pytest.mark.parametrize(
    ("last", "minutes", "unlists", "step"),
    [
        (None, 0, True, Step.END_UNSEEN),
        (None, 0, False, Step.END_UNSEEN),
        (live(), 5, True, Step.END),
        (live(), 0, False, Step.END),
        (live(5), 4, True, Step.NOTHING),
        (live(0, moved=5), 4, True, Step.NOTHING),
        (over(10), 10, False, Step.NOTHING),
        (over(10), 9, True, Step.NOTHING),
        (over(10), 20, True, Step.UNLIST),
        (over(10), 20, False, Step.TOUCH),
        (over(10, unlisted=10), 20, True, Step.TOUCH),
        (over(10, unlisted=10), 10, True, Step.NOTHING),
    ],
)
def test_news_of_an_end(last: Spell | None, minutes: float, unlists: bool, step: Step) -> None:
    assert on_end(last, at(minutes), unlists=unlists) is step


@pytest.mark.parametrize(
    ("last", "since", "as_of", "step"),
    [
        (None, 0, 5, Step.BEGIN),
        (live(), 0, 5, Step.NOTHING),
        (live(), -100, 5, Step.NOTHING),
        (live(), 3, 5, Step.RESTART),
        (live(is_half=True), 3, 5, Step.NOTHING),
        (live(10), 3, 5, Step.NOTHING),
        (live(), None, 5, Step.NOTHING),
        (over(10), 0, 20, Step.NOTHING),
        (over(10), None, 20, Step.NOTHING),
        (over(10), 15, 20, Step.BEGIN),
        (over(10, unlisted=10), 15, 20, Step.BEGIN),
        (over(10, unlisted=10), 0, 20, Step.BEGIN),
        (over(10, unlisted=10), 0, 9, Step.NOTHING),
    ],
)
def test_what_the_list_shows(last: Spell | None, since: float | None, as_of: float, step: Step) -> None:
    assert on_present(last, None if since is None else at(since), at(as_of)) is step


@pytest.mark.parametrize(
    ("last", "as_of", "step"),
    [
        (live(), 5, Step.END),
        (live(5), 5, Step.NOTHING),
        (live(9), 5, Step.NOTHING),
        (live(is_half=True), 5, Step.NOTHING),
        (over(10), 20, Step.UNLIST),
        (over(10, unlisted=10), 20, Step.NOTHING),
        (over(10), 9, Step.NOTHING),
    ],
)
def test_what_the_list_does_not_show(last: Spell, as_of: float, step: Step) -> None:
    assert on_absent(last, at(as_of)) is step


def test_who_began_a_relation() -> None:
    assert [begun_by("", 1), begun_by("", 202), begun_by("", None), begun_by("staff", 202)] == [
        "customer",
        "admin",
        "customer",
        "staff",
    ]


def test_how_long_it_lasted() -> None:
    assert lived_seconds(at(0), at(2)) == 120
    assert lived_seconds(None, at(2)) is None
    assert lived_seconds(at(3), at(2)) == 0


def move(last: Spell | None, step: Step, when: datetime, *, unlists: bool) -> Spell | None:
    """What the service does with a step, in memory."""
    if step is Step.BEGIN:
        return Spell(last.number + 1 if last else 1, when, None, when)
    if last is None:
        return Spell(1, None, when, when, when if unlists else None)
    changes = {
        Step.RESTART: {"number": last.number + 1, "started_at": when, "moved_at": when},
        Step.COMPLETE: {"moved_at": max(last.moved_at, when), "is_half": False},
        Step.TOUCH: {"moved_at": when},
        Step.FILL_START: {"started_at": when},
        Step.END: {"ended_at": when, "moved_at": when, "unlisted_at": when if unlists else None},
        Step.UNLIST: {"unlisted_at": when, "moved_at": when},
        Step.NOTHING: {},
    }[step]
    return replace(last, **changes)  # type: ignore[arg-type]  # a table of columns


News = tuple[int, bool, bool]  # minute, is it a beginning, does it take the customer off the list
NEWS = st.lists(
    st.tuples(st.integers(0, 400), st.booleans(), st.booleans()), min_size=1, max_size=12, unique_by=lambda one: one[0]
)


@given(news=NEWS, data=st.data())
def test_whatever_the_order_the_newest_news_decide(news: list[News], data: st.DataObject) -> None:
    arrivals = data.draw(st.permutations(news + data.draw(st.lists(st.sampled_from(news), max_size=5))))
    spell: Spell | None = None
    for minute, starts, unlists in arrivals:
        when = at(minute)
        step = on_start(spell, when, is_half=False) if starts else on_end(spell, when, unlists=unlists)
        spell = move(spell, step, when, unlists=unlists)
    assert spell is not None
    newest = max(news)
    assert spell.is_live is newest[1]


@given(news=NEWS)
def test_in_the_right_order_every_return_is_a_spell_of_its_own(news: list[News]) -> None:
    spell: Spell | None = None
    expected = 0
    standing = False
    last_start = -(10**9)
    for minute, starts, unlists in sorted(news):
        when = at(minute)
        step = on_start(spell, when, is_half=False) if starts else on_end(spell, when, unlists=unlists)
        spell = move(spell, step, when, unlists=unlists)
        if starts:
            is_repeat = standing and timedelta(minutes=minute - last_start) <= SAME_ADDITION
            expected += not is_repeat
            last_start = minute
        elif spell is not None and expected == 0:
            expected = 1
        standing = starts
    assert spell is not None
    assert spell.number == expected
