"""How callbacks were met at the door, noted now and then: enough to tell a person what is wrong at WeCom's side."""

import asyncio
import logging
import time
from collections import Counter
from dataclasses import dataclass, field

from siyu.channels.inbox import queries
from siyu.kit.clock import Clock
from siyu.runtime.database import Database
from siyu.runtime.errors import StoreUnavailable

log = logging.getLogger(__name__)

ACCEPTED = "accepted"
#: Each outcome of a corp is written at most this often by a process; what comes between is counted.
EVERY_SECONDS = 5.0


@dataclass
class Visits:
    """Counts outcomes; one per web process. Nobody waits for the writing, so it tells nothing by its time."""

    database: Database
    clock: Clock
    _counted: Counter[tuple[int, str]] = field(default_factory=Counter)
    _next: dict[tuple[int, str], float] = field(default_factory=dict)
    _writing: set[asyncio.Task[None]] = field(default_factory=set)

    def note(self, corp_id: int | None, outcome: str) -> None:
        """Count one; addresses that nobody has are not counted."""
        if corp_id is None:
            return
        key = (corp_id, outcome)
        self._counted[key] += 1
        now = time.monotonic()
        if now >= self._next.get(key, 0.0):
            self._next[key] = now + EVERY_SECONDS
            task = asyncio.create_task(self._write(key))
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)

    async def _write(self, key: tuple[int, str]) -> None:
        count = self._counted.pop(key, 0)
        try:
            async with self.database.unit() as uow:
                await queries.note_visits(uow.connection, *key, count=count, now=self.clock.now())
        except StoreUnavailable:
            self._counted[key] += count
            log.warning("the outcome of %s callbacks could not be noted yet", count)
