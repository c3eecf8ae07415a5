"""Days and hours as people of one place count them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """The calendar day of an instant in a zone."""
    return instant.astimezone(zone).date()


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which a local day begins."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def days_between(first: date, last: date) -> list[date]:
    """Every day from `first` up to, not including, `last`."""
    return [first + timedelta(days=offset) for offset in range((last - first).days)]
