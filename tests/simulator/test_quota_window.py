"""The window in which mass messages are counted, by the calendar of China."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.clients.mass import QUOTA_MODES, QuotaWindow

CHINA = timezone(timedelta(hours=8))
MOMENTS = st.floats(1_600_000_000, 2_000_000_000)


def since(moment: datetime, mode: str) -> datetime:
    """Start of the window as a Chinese wall clock shows it."""
    return datetime.fromtimestamp(QuotaWindow.at(moment.timestamp(), mode).since, CHINA)


@pytest.mark.parametrize(
    ("mode", "start"),
    [
        ("daily_1", datetime(2026, 3, 1, tzinfo=CHINA)),
        ("weekly_7", datetime(2026, 2, 23, tzinfo=CHINA)),
        ("monthly_4", datetime(2026, 3, 1, tzinfo=CHINA)),
        ("monthly_days", datetime(2026, 3, 1, tzinfo=CHINA)),
    ],
)
def test_a_sunday_that_is_still_saturday_in_utc(mode: str, start: datetime) -> None:
    moment = datetime(2026, 2, 28, 16, 30, tzinfo=UTC)  # 00:30 on Sunday 1 March in China
    assert since(moment, mode) == start


@given(MOMENTS)
def test_a_month_allows_as_many_as_it_has_days(now: float) -> None:
    window = QuotaWindow.at(now, "monthly_days")
    first = datetime.fromtimestamp(window.since, CHINA)
    after = (first + timedelta(days=32)).replace(day=1)
    assert (first.day, first.hour, first.minute) == (1, 0, 0)
    assert window.most == (after - first).days


@given(MOMENTS, st.sampled_from(QUOTA_MODES))
def test_a_window_is_never_in_the_future_and_never_older_than_its_length(now: float, mode: str) -> None:
    longest = {"daily_1": 1, "weekly_7": 7, "monthly_4": 31, "monthly_days": 31}[mode]
    window = QuotaWindow.at(now, mode)
    assert 0 <= now - window.since < longest * 86_400
    assert window.most in {"daily_1": [1], "weekly_7": [7], "monthly_4": [4]}.get(mode, range(28, 32))
