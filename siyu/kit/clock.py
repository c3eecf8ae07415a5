"""Time as something that is handed in, never taken."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time; everything that depends on "now" asks one of these."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        ...


class SystemClock:
    """The wall clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class ManualClock:
    """A clock that only moves when told; for tests and simulations."""

    instant: datetime = field(default_factory=lambda: datetime(2026, 9, 1, 2, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.instant

    def advance(self, by: timedelta) -> None:
        """Move forward (or back, with a negative span)."""
        self.instant += by
