"""Periods of local days."""

from datetime import date, timedelta


def equal_period_before(a: date, z: date) -> date:
    """Where the equal period before `[a, z)` begins: as many whole months when it is months, else as many days."""
    if a.day == 1 and z.day == 1:
        months = (z.year - a.year) * 12 + z.month - a.month
        earlier = a.year * 12 + a.month - 1 - months
        return date(earlier // 12, earlier % 12 + 1, 1)
    return a - (z - a)


def days_of(a: date, z: date) -> list[date]:
    """Every day of the period."""
    return [a + timedelta(days=offset) for offset in range((z - a).days)]
