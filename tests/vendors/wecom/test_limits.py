"""The pure quota rules."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.vendors.wecom import Ceilings, MemoryQuota, QuotaKey, QuotaState, limits

NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
SMALL = Ceilings(per_minute=3, per_hour=5)


def after(calls: int, at: datetime = NOW, state: QuotaState | None = None) -> QuotaState:
    state = state or QuotaState()
    for _ in range(calls):
        state, until = limits.take(state, at, SMALL)
        assert until is None
    return state


def test_the_minute_lets_its_ceiling_through_and_no_more() -> None:
    state, until = limits.take(after(3), NOW + timedelta(seconds=59), SMALL)

    assert until == NOW + timedelta(minutes=1)
    assert state.minute_calls == 3


def test_a_new_minute_begins_after_sixty_seconds() -> None:
    _, until = limits.take(after(3), NOW + timedelta(seconds=60), SMALL)

    assert until is None


def test_the_hour_outlasts_its_minutes() -> None:
    state = after(2, NOW + timedelta(minutes=2), after(3))

    _, until = limits.take(state, NOW + timedelta(minutes=30), SMALL)

    assert until == NOW + timedelta(hours=1)


def test_a_breach_blocks_one_minute() -> None:
    assert limits.block(after(1), NOW, SMALL).blocked_until == NOW + timedelta(minutes=1)


def test_a_breach_with_the_hour_nearly_full_blocks_one_hour() -> None:
    state = after(2, NOW + timedelta(minutes=2), after(3))

    blocked = limits.block(state, NOW + timedelta(minutes=3), SMALL)

    assert blocked.blocked_until == NOW + timedelta(minutes=63)


def test_breaches_right_after_blocks_mean_longer_windows_broke() -> None:
    now, state, ends = NOW, QuotaState(), []
    for _ in range(3):
        state = limits.block(state, now, SMALL)
        ends.append(state.blocked_until)
        now = state.blocked_until + timedelta(seconds=1)

    assert ends[0] == NOW + timedelta(minutes=1)
    assert ends[1] - ends[0] == timedelta(hours=1, seconds=1)
    # 10:00 in Beijing, so the day ends 14 hours later, at 16:00 UTC.
    assert ends[2] == datetime(2026, 9, 1, 16, 0, tzinfo=UTC)


def test_a_breach_long_after_the_last_block_starts_small_again() -> None:
    state = limits.block(QuotaState(), NOW, SMALL)
    later = NOW + timedelta(minutes=20)

    assert limits.block(state, later, SMALL).blocked_until == later + timedelta(minutes=1)


def test_refusals_of_calls_under_way_do_not_lengthen_a_block() -> None:
    state = limits.block(QuotaState(), NOW, SMALL)

    assert limits.block(state, NOW + timedelta(seconds=2), SMALL) == state


@given(
    steps=st.lists(st.tuples(st.integers(0, 400), st.booleans()), max_size=80),
    per_minute=st.integers(1, 5),
    per_hour=st.integers(1, 20),
)
def test_no_window_ever_lets_more_than_its_ceiling_through(
    steps: list[tuple[int, bool]], per_minute: int, per_hour: int
) -> None:
    ceilings, state, now = Ceilings(per_minute, per_hour), QuotaState(), NOW
    sent: dict[tuple[str, datetime], int] = {}
    for seconds, breach in steps:
        now += timedelta(seconds=seconds)
        if breach:
            state = limits.block(state, now, ceilings)
        blocked_until = state.blocked_until
        state, until = limits.take(state, now, ceilings)
        assert until is None or until > now
        if until is None:
            assert blocked_until <= now
            for window in (("minute", state.minute_from), ("hour", state.hour_from)):
                sent[window] = sent.get(window, 0) + 1
    assert all(count <= (per_minute if kind == "minute" else per_hour) for (kind, _), count in sent.items())


@given(attempt=st.integers(1, 10), dice=st.floats(0, 1, exclude_max=True))
def test_pauses_grow_and_stay_within_bounds(attempt: int, dice: float) -> None:
    pause = limits.back_off(attempt, dice)

    assert 0.25 <= pause <= limits.BACK_OFF_MOST
    assert pause <= limits.back_off(attempt + 1, dice)


@pytest.mark.parametrize(("attempt", "least", "most"), [(1, 0.25, 0.5), (2, 0.5, 1.0), (3, 1.0, 2.0)])
def test_each_pause_has_its_span(attempt: int, least: float, most: float) -> None:
    assert limits.back_off(attempt, 0.0) == least
    assert limits.back_off(attempt, 0.999999) == pytest.approx(most, abs=1e-3)


async def test_corps_and_apis_have_quotas_of_their_own() -> None:
    quota = MemoryQuota(Ceilings(per_minute=1, per_hour=5))
    one = QuotaKey("ww1", "user/get")

    assert await quota.take(one, NOW) is None
    assert await quota.take(one, NOW) == NOW + timedelta(minutes=1)
    assert await quota.take(QuotaKey("ww2", "user/get"), NOW) is None
    assert await quota.take(QuotaKey("ww1", "user/list"), NOW) is None
    assert await quota.block(one, NOW) == NOW + timedelta(minutes=1)


@given(
    per_minute=st.integers(1, 10_000),
    used=st.integers(0, 10_000),
    seconds=st.floats(0, 59.9),
)
def test_a_reservation_is_a_small_part_of_what_is_left(per_minute: int, used: int, seconds: float) -> None:
    ceilings = Ceilings(per_minute, per_hour=150_000)
    now = NOW + timedelta(seconds=seconds)
    state = QuotaState(
        minute_from=NOW, minute_calls=min(used, per_minute), hour_from=NOW, hour_calls=min(used, per_minute)
    )
    calls = limits.reserve(state, now, ceilings)
    assert 1 <= calls <= limits.MOST_RESERVED
    assert calls == 1 or calls * limits.SHARES <= per_minute - state.minute_calls
    after_it, until = limits.take(state, now, ceilings, calls)
    if until is None:
        assert after_it.minute_calls <= per_minute
        assert now < limits.reserved_until(after_it, now) <= NOW + limits.MINUTE
