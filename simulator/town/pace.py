"""How fast the town lives. The simulator holds the wish, the town asks for it and keeps its own time."""

import time
from dataclasses import dataclass
from typing import Any

SILENT_AFTER = 5.0


@dataclass
class Pace:
    """The wish, and what was last heard of the town. Times of the town are seconds since its first midnight."""

    speed: float = 0.0
    paused: bool = False
    at: float = 0.0
    days: float = 0.0
    heard: float = 0.0

    def change(self, *, speed: float | None, paused: bool | None) -> None:
        """Wish another pace."""
        self.speed = self.speed if speed is None else speed
        self.paused = self.paused if paused is None else paused

    def hear(self, *, at: float, days: float, speed: float) -> None:
        """The town says where it is; the speed at which it begins counts until somebody wishes another."""
        self.at, self.days, self.heard = at, days, time.monotonic()
        if not at or not self.speed:
            self.speed, self.paused = speed, False

    def show(self) -> dict[str, Any]:
        """Everything as JSON."""
        living = bool(self.heard) and time.monotonic() - self.heard < SILENT_AFTER
        return {"living": living, "speed": self.speed, "paused": self.paused, "at": self.at, "days": self.days}


class TownClock:
    """The town's own time in seconds, at a pace that may change at any moment (0 = it stands still)."""

    def __init__(self, speed: float) -> None:
        self.speed = speed
        self._base = 0.0
        self._since = time.monotonic()

    def now(self) -> float:
        """Seconds of the town's time."""
        return self._base + (time.monotonic() - self._since) * self.speed

    def change(self, speed: float) -> None:
        """Go on from here at another speed."""
        if speed != self.speed:
            self._base, self._since, self.speed = self.now(), time.monotonic(), speed

    def real_seconds_until(self, moment: float, most: float) -> float:
        """Real seconds until a moment of the town, at most so many."""
        gap = moment - self.now()
        return most if not self.speed else min(max(gap / self.speed, 0.0), most)
