"""The pure rules of WeCom's call quotas: windows, blocks and pauses. No clock, no store.

WeCom counts per (corp, API): 10,000 a minute and 150,000 an hour. Going over answers 45009
and blocks for about the length of the broken window; calling on while blocked makes it worse.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
BEIJING = timezone(timedelta(hours=8))  # WeCom's day begins at midnight there
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
AGAIN_WITHIN = timedelta(minutes=5)  # a breach so soon after a block means the longer window broke
NEAR = 0.9  # other programs of the corp may call too, so our own count is a lower bound
MOST_RESERVED, SHARES = 20, 100
RESERVED_FOR = timedelta(seconds=2)
BACK_OFF_BASE = 0.25
BACK_OFF_MOST = 4.0


@dataclass(frozen=True, slots=True)
class Ceilings:
    """How many calls of one API one corp may make."""

    per_minute: int = 10_000
    per_hour: int = 150_000


@dataclass(frozen=True, slots=True)
class QuotaState:
    """What is known about one (corp, API): two counting windows and the last block."""

    minute_from: datetime = LONG_AGO
    minute_calls: int = 0
    hour_from: datetime = LONG_AGO
    hour_calls: int = 0
    blocked_until: datetime = LONG_AGO
    breaches: int = 0


def take(state: QuotaState, now: datetime, ceilings: Ceilings, calls: int = 1) -> tuple[QuotaState, datetime | None]:
    """Count `calls` calls: the new state, and None if they may go or the instant until which they may not.

    Refused calls are not counted. More than one at a time are those that `reserve` allows.
    """
    state = _roll(state, now)
    until = _wait_until(state, now, ceilings)
    if until is not None:
        return state, until
    return replace(state, minute_calls=state.minute_calls + calls, hour_calls=state.hour_calls + calls), None


def reserve(state: QuotaState, now: datetime, ceilings: Ceilings) -> int:
    """How many calls a process may take at once for itself: few of what is left, one by one when little is left."""
    state = _roll(state, now)
    left = min(ceilings.per_minute - state.minute_calls, ceilings.per_hour - state.hour_calls)
    return max(1, min(MOST_RESERVED, left // SHARES))


def reserved_until(state: QuotaState, now: datetime) -> datetime:
    """Until when calls taken ahead may be made: soon over, and never beyond the minute they were counted in."""
    return min(now + RESERVED_FOR, state.minute_from + MINUTE)


def block(state: QuotaState, now: datetime, ceilings: Ceilings) -> QuotaState:
    """The state after WeCom answered 45009.

    The first breach blocks a minute, or an hour if our own count is near the hour's ceiling;
    a breach right after a block means a longer window broke: an hour, then the calendar day.
    """
    state = _roll(state, now)
    if state.blocked_until > now:
        return state  # answers of calls already under way when the block began
    again = now - state.blocked_until < AGAIN_WITHIN
    breaches = state.breaches + 1 if again else 1
    if state.hour_calls >= ceilings.per_hour * NEAR:
        breaches = max(breaches, 2)
    return replace(state, blocked_until=_block_end(now, breaches), breaches=breaches)


def back_off(attempt: int, dice: float) -> float:
    """Seconds to wait before try ``attempt`` + 1 (from 1); ``dice`` in [0, 1) spreads callers."""
    ceiling = min(BACK_OFF_MOST, BACK_OFF_BASE * 2.0 ** (attempt - 1) * 2)
    return ceiling / 2 + dice * ceiling / 2


def _roll(state: QuotaState, now: datetime) -> QuotaState:
    if not timedelta() <= now - state.minute_from < MINUTE:
        state = replace(state, minute_from=now, minute_calls=0)
    if not timedelta() <= now - state.hour_from < HOUR:
        state = replace(state, hour_from=now, hour_calls=0)
    return state


def _wait_until(state: QuotaState, now: datetime, ceilings: Ceilings) -> datetime | None:
    ends = [state.blocked_until]
    if state.minute_calls >= ceilings.per_minute:
        ends.append(state.minute_from + MINUTE)
    if state.hour_calls >= ceilings.per_hour:
        ends.append(state.hour_from + HOUR)
    last = max(ends)
    return last if last > now else None


def _block_end(now: datetime, breaches: int) -> datetime:
    if breaches == 1:
        return now + MINUTE
    if breaches == 2:
        return now + HOUR
    midnight = now.astimezone(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight + DAY).astimezone(UTC)
