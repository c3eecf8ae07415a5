"""What must hold of the pure rules of sending, over many drawn zones, instants and shares."""

import itertools
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from siyu.channels.sending.contracts import Message, Origin, PlanRequest, SendRules, State, Variant
from siyu.channels.sending.rules.hours import quiet_until, windows_at
from siyu.channels.sending.rules.shares import PLACES, arm_at, arm_bounds, place_of
from siyu.channels.sending.rules.states import may_become
from siyu.channels.sending.service.judging import hold_until
from tests.channels.sending.conftest import members

ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("posix", "right")))
#: Where hours are skipped and repeated, by half hours too, and where none are.
ODD = (
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/St_Johns",
    "Asia/Shanghai",
    "Europe/London",
)
minutes = st.integers(0, 24 * 60 - 1).map(lambda number: time(number // 60, number % 60))
instants = st.integers(0, 20 * 366 * 24 * 3600).map(
    lambda seconds: datetime(2015, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
zones = st.one_of(st.sampled_from(ODD), st.sampled_from(ZONES)).map(ZoneInfo)


def is_quiet(at: datetime, zone: ZoneInfo, start: time, end: time) -> bool:
    """Written a second time: whether the wall clock stands in the quiet hours."""
    clock = at.astimezone(zone).time()
    return start <= clock < end if start < end else clock >= start or clock < end


@settings(max_examples=1500, deadline=None)
@given(instants, zones, minutes, minutes)
def test_a_wait_is_exactly_the_quiet_hours_and_ends_outside_them(
    now: datetime, zone: ZoneInfo, start: time, end: time
) -> None:
    assume(start != end)
    until = quiet_until(now, zone, start, end)
    assert (until is not None) == is_quiet(now, zone, start, end)
    if until is not None:
        assert now <= until < now + timedelta(hours=26)
        assert not is_quiet(until, zone, start, end)
        assert quiet_until(until, zone, start, end) is None


@settings(max_examples=300, deadline=None)
@given(st.dates(date(2015, 1, 1), date(2034, 1, 1)), st.sampled_from(ODD), minutes, minutes)
def test_the_borders_belong_to_the_quiet_hours_at_their_start_only(
    day: date, name: str, start: time, end: time
) -> None:
    assume(start != end)
    zone = ZoneInfo(name)
    for fold in (0, 1):
        at = datetime.combine(day, start, tzinfo=zone).replace(fold=fold)
        assume(at.astimezone(UTC).astimezone(zone).time() == start)
        assert quiet_until(at.astimezone(UTC), zone, start, end) is not None
        at = datetime.combine(day, end, tzinfo=zone).replace(fold=fold)
        assume(at.astimezone(UTC).astimezone(zone).time() == end)
        assert quiet_until(at.astimezone(UTC), zone, start, end) is None


@settings(max_examples=500, deadline=None)
@given(instants, zones)
def test_an_instant_lies_in_its_own_day_week_and_month(now: datetime, zone: ZoneInfo) -> None:
    found = windows_at(now, zone)
    for start, end in (found.day, found.week, found.month):
        assert start <= now < end
    assert found.month[0] <= found.day[0] < found.day[1] <= found.month[1]
    assert found.week[0] <= found.day[0] < found.day[1] <= found.week[1]
    assert windows_at(found.day[1], zone).day[0] == found.day[1]
    assert windows_at(found.week[1], zone).week[0] == found.week[1]


@settings(max_examples=500, deadline=None)
@given(instants, zones, st.none() | st.timedeltas(timedelta(days=-3), timedelta(days=30)))
def test_nobody_is_held_for_a_moment_before_the_wish_or_inside_quiet_hours(
    now: datetime, zone: ZoneInfo, later: timedelta | None
) -> None:
    wish = None if later is None else now + later
    rules = SendRules()
    variants = (Variant(name="a", message=Message(text="x")),)
    request = PlanRequest(origin=Origin.CAMPAIGN, origin_id=1, members=members([]), variants=variants, not_before=wish)
    held = hold_until(request, rules, now, zone)
    at = held[0] if held else now
    assert at >= now
    assert wish is None or at >= wish
    assert rules.quiet_from is not None
    assert rules.quiet_to is not None
    assert not is_quiet(at, zone, rules.quiet_from, rules.quiet_to)


shares = st.lists(st.integers(0, 400), min_size=1, max_size=8).filter(lambda parts: sum(parts) <= PLACES)


@settings(max_examples=300, deadline=None)
@given(shares)
def test_arms_are_disjoint_and_as_large_as_asked(parts: list[int]) -> None:
    bounds = arm_bounds(parts)
    found = Counter(arm_at(place, bounds) for place in range(PLACES))
    assert [found[arm] for arm in range(len(parts))] == parts
    assert found[None] == PLACES - sum(parts)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=20), st.integers(1, 2**62), st.integers(0, 1000), st.integers(0, 1000))
def test_a_person_keeps_their_place_and_only_the_difference_of_two_shares_moves(
    salt: str, customer: int, first: int, second: int
) -> None:
    place = place_of(salt, customer)
    assert place == place_of(salt, customer)
    assert 0 <= place < PLACES
    is_moved = (place < first) != (place < second)
    assert is_moved == (min(first, second) <= place < max(first, second))


def test_what_is_settled_never_moves_and_everything_else_can_be_settled() -> None:
    settled = {State.DELIVERED, State.FAILED, State.SKIPPED}
    for before, after in itertools.product(State, State):
        assert not (before in settled and may_become(before, after))
    for state in set(State) - settled:
        reached, open_ = {state}, [state]
        while open_:
            now = open_.pop()
            new = {after for after in State if may_become(now, after)} - reached
            reached, open_ = reached | new, open_ + list(new)
        assert reached & settled
