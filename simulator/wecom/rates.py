"""Call quotas: per (company, API) and per source address, with the true block times."""

from collections import Counter
from dataclasses import dataclass

from simulator.clock import Clock
from simulator.wecom.errors import WeComError
from simulator.wecom.model import Corp

MINUTE, HOUR = 60.0, 3600.0


@dataclass(slots=True)
class Window:
    """Calls since ``start``; after an excess every call is refused until ``blocked_until``."""

    start: float = 0.0
    calls: int = 0
    blocked_until: float = 0.0

    def take(self, now: float, length: float, limit: int) -> bool:
        """Count one call; False when it is over the limit or still blocked. A block is not prolonged."""
        if now < self.blocked_until:
            return False
        if now - self.start >= length or now < self.start:
            self.start, self.calls = now, 0
        self.calls += 1
        if self.calls > limit:
            self.blocked_until = now + length
            self.start, self.calls = self.blocked_until, 0
            return False
        return True


class Rates:
    """Quota windows and call counts. They start afresh with the process, as nobody relies on them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._windows: dict[tuple[str, str, float], Window] = {}
        self.in_flight: Counter[str] = Counter()
        self.answers: Counter[tuple[str, str, int]] = Counter()

    def check(self, corp: Corp, path: str, ip: str) -> None:
        """Count one call against all four windows; raises WeComError 45009."""
        per_minute = corp.per_path.get(path, corp.per_minute)
        allowed = [
            self._take((corp.corp_id, path, MINUTE), per_minute),
            self._take((corp.corp_id, path, HOUR), corp.per_hour),
            self._take(("ip", ip, MINUTE), corp.ip_per_minute),
            self._take(("ip", ip, HOUR), corp.ip_per_hour),
        ]
        if not all(allowed):
            raise WeComError(45009)

    def enter(self, corp: Corp) -> None:
        """One more call is being worked on; raises WeComError 45033 above the company's limit."""
        if corp.concurrency and self.in_flight[corp.corp_id] >= corp.concurrency:
            raise WeComError(45033)
        self.in_flight[corp.corp_id] += 1

    def leave(self, corp: Corp) -> None:
        """The call is done."""
        self.in_flight[corp.corp_id] -= 1

    def reset(self) -> None:
        """Forget all windows and blocks."""
        self._windows.clear()

    def _take(self, key: tuple[str, str, float], limit: int) -> bool:
        window = self._windows.setdefault(key, Window(start=self._clock.now()))
        return window.take(self._clock.now(), key[2], limit)
