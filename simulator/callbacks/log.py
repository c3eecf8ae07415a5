"""The delivery log: what became of every callback, with counts and answer times."""

import time
from collections import Counter, deque
from typing import Any, Protocol

from simulator.journal import Journal

SCHEMA = """
CREATE TABLE IF NOT EXISTS delivery_log (
    delivery_id INTEGER PRIMARY KEY, corp_id TEXT NOT NULL, credential TEXT NOT NULL, event TEXT NOT NULL,
    outcome TEXT NOT NULL, reason TEXT NOT NULL, tries INTEGER NOT NULL, copy_of INTEGER NOT NULL,
    made_at REAL NOT NULL, done_at REAL NOT NULL, plaintext TEXT NOT NULL
);
"""
COLUMNS = (
    "delivery_id",
    "corp_id",
    "credential",
    "event",
    "outcome",
    "reason",
    "tries",
    "copy_of",
    "made_at",
    "done_at",
    "plaintext",
)
INSERT = f"INSERT OR REPLACE INTO delivery_log VALUES ({', '.join('?' * len(COLUMNS))})"


class Finished(Protocol):
    """What the log wants to know of a delivery."""

    delivery_id: int
    corp_id: str
    credential: str
    event: str
    plaintext: str
    made_at: float
    copy_of: int
    tries: int


class DeliveryLog:
    """Counts survive a restart; answer times are those of the last 100,000 tries of this process."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        journal.connection.executescript(SCHEMA)
        self._counts = {key: Counter(body) for key, body in journal.load("callback_count")}
        self._seconds: deque[tuple[str, float]] = deque(maxlen=100_000)

    def count(self, corp_id: str, name: str) -> None:
        """Add one to a named count."""
        counts = self._counts.setdefault(corp_id, Counter())
        counts[name] += 1
        self._journal.put("callback_count", corp_id, counts)

    def note_try(self, corp_id: str, reason: str, seconds: float) -> None:
        """One try is over; an empty reason means that it was accepted."""
        self.count(corp_id, "tries")
        if reason:
            self.count(corp_id, "failed_tries")
        self._seconds.append((corp_id, seconds))

    def finish(self, delivery: Finished, outcome: str, *, reason: str) -> None:
        """A delivery has come to its end: accepted, failed (all tries used) or lost (on demand)."""
        self.count(delivery.corp_id, outcome)
        row = (
            delivery.delivery_id,
            delivery.corp_id,
            delivery.credential,
            delivery.event,
            outcome,
            reason,
            delivery.tries,
            delivery.copy_of,
            delivery.made_at,
            time.time(),
            delivery.plaintext,
        )
        self._journal.append(INSERT, [row])

    def reset_times(self) -> None:
        """Forget the answer times, so that a measurement starts afresh."""
        self._seconds.clear()

    def summarise(self, corp_id: str) -> dict[str, Any]:
        """Counts and the distribution of answer times in milliseconds."""
        names = ("events", "copies", "tries", "failed_tries", "accepted", "failed", "lost")
        counts = self._counts.get(corp_id, Counter())
        times = sorted(seconds * 1000 for owner, seconds in self._seconds if owner == corp_id)
        return {**{name: counts[name] for name in names}, "answer_ms": _spread(times)}

    def list_finished(self, corp_id: str, *, outcome: str, after: int, limit: int) -> list[dict[str, Any]]:
        """Finished deliveries by id, with their plaintext."""
        self._journal.commit()
        sql = f"SELECT {', '.join(COLUMNS)} FROM delivery_log WHERE corp_id = ? AND delivery_id > ?"
        values: list[Any] = [corp_id, after]
        if outcome:
            sql += " AND outcome = ?"
            values.append(outcome)
        rows = self._journal.connection.execute(f"{sql} ORDER BY delivery_id LIMIT ?", (*values, limit))
        return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def _spread(times: list[float]) -> dict[str, float]:
    if not times:
        return {"count": 0}
    last = len(times) - 1
    marks = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "max": 1.0}
    return {"count": len(times), **{name: round(times[int(last * at)], 2) for name, at in marks.items()}}
