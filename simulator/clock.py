"""The simulator's clock: real, frozen, shifted, or running up to 10,000 times faster.

Every limit of the pretend WeCom (token life, welcome codes, quotas, block times) reads this clock.
Only the network behaviour of the callback sender (time-outs, retries) uses real time.
"""

import time
from dataclasses import dataclass

MAX_SPEED = 10_000.0


@dataclass(slots=True)
class ClockSetting:
    """How simulated time follows real time: ``sim = base_sim + (real - base_real) * speed``."""

    base_sim: float
    base_real: float
    speed: float


class Clock:
    """Simulated Unix time in seconds."""

    def __init__(self, setting: ClockSetting | None = None) -> None:
        real = time.time()
        self.setting = setting or ClockSetting(base_sim=real, base_real=real, speed=1.0)

    def now(self) -> float:
        """Simulated Unix time, with fractions of a second."""
        return self.setting.base_sim + (time.time() - self.setting.base_real) * self.setting.speed

    def second(self) -> int:
        """Simulated Unix time in whole seconds, as WeCom prints it."""
        return int(self.now())

    def change(self, *, at: float | None = None, speed: float | None = None) -> None:
        """Jump to ``at`` (Unix seconds) and/or run at ``speed`` (0 = frozen, at most 10,000)."""
        if speed is not None and not 0 <= speed <= MAX_SPEED:
            raise ValueError(f"speed must be between 0 and {MAX_SPEED:g}")
        moment = self.now() if at is None else at
        pace = self.setting.speed if speed is None else speed
        self.setting = ClockSetting(base_sim=moment, base_real=time.time(), speed=pace)

    def follow_real_time(self) -> None:
        """Go back to the machine's own time at speed 1."""
        real = time.time()
        self.setting = ClockSetting(base_sim=real, base_real=real, speed=1.0)

    def real_seconds_until(self, moment: float) -> float | None:
        """Real seconds until simulated ``moment``; ``None`` when a frozen clock never gets there."""
        gap = moment - self.now()
        if gap <= 0:
            return 0.0
        if self.setting.speed == 0:
            return None
        return gap / self.setting.speed
