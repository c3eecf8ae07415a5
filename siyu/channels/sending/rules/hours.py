"""Quiet hours and the starts of days, weeks and months, in the organisation's zone."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from siyu.kit.zones import local_day, start_of_day


def quiet_until(now: datetime, zone: ZoneInfo, quiet_from: time | None, quiet_to: time | None) -> datetime | None:
    """When the quiet time ends that `now` lies in (UTC); None when one may speak.

    The span is half open and may cross midnight (21:00–08:00). The end follows the wall clock: after a change
    to or from summer time it is still the written hour.
    """
    if quiet_from is None or quiet_to is None or quiet_from == quiet_to:
        return None
    local = now.astimezone(zone)
    clock = local.time()
    crosses = quiet_from > quiet_to
    if not (clock >= quiet_from or clock < quiet_to if crosses else quiet_from <= clock < quiet_to):
        return None
    day = local.date() + timedelta(days=1) if crosses and clock >= quiet_from else local.date()
    end = datetime.combine(day, quiet_to, tzinfo=zone).astimezone(UTC)
    # Where the written hour does not exist or exists twice, the later reading is never inside the quiet time.
    return max(end, datetime.combine(day, quiet_to, tzinfo=zone).replace(fold=1).astimezone(UTC), now)


@dataclass(frozen=True, slots=True)
class Windows:
    """The calendar windows around an instant: `[start, end)` of its day, week (from Monday) and month."""

    day: tuple[datetime, datetime]
    week: tuple[datetime, datetime]
    month: tuple[datetime, datetime]
    days_in_month: int


def windows_at(instant: datetime, zone: ZoneInfo) -> Windows:
    """The local day, week and month that an instant lies in, as UTC spans."""
    today = local_day(instant, zone)
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    length = monthrange(today.year, today.month)[1]
    return Windows(
        day=(start_of_day(today, zone), start_of_day(today + timedelta(days=1), zone)),
        week=(start_of_day(monday, zone), start_of_day(monday + timedelta(days=7), zone)),
        month=(start_of_day(first, zone), start_of_day(first + timedelta(days=length), zone)),
        days_in_month=length,
    )
