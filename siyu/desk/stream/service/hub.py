"""One reader of the log for the whole process; everybody who watches gets every event and is shown their own."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from siyu.desk.stream.rules import SHOWN
from siyu.runtime.database import Database
from siyu.runtime.errors import StoreUnavailable
from siyu.runtime.spine import EventRecord, Mark, read_events
from siyu.runtime.spine.queries import read_horizon

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5
_BATCH = 500
#: A watcher who is so far behind loses events and is told so.
MOST_WAITING = 1_000


class Watcher:
    """One open stream: events that wait for it, and whether some were dropped."""

    def __init__(self) -> None:
        self._waiting: list[EventRecord] = []
        self._bell = asyncio.Event()
        self.has_gap = False

    def offer(self, records: list[EventRecord]) -> None:
        """Put events before the watcher; the oldest give way when too many wait."""
        self._waiting += records
        if len(self._waiting) > MOST_WAITING:
            self._waiting = self._waiting[-MOST_WAITING:]
            self.has_gap = True
        self._bell.set()

    async def take(self, seconds: float) -> list[EventRecord]:
        """What waits, at the latest after so many seconds (then possibly nothing)."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._bell.wait(), seconds)
        self._bell.clear()
        taken, self._waiting = self._waiting, []
        return taken


class StreamHub:
    """Reads while somebody watches; `house.provide(StreamHub(house.database))`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._watchers: set[Watcher] = set()
        self._reading: asyncio.Task[None] | None = None

    @property
    def watchers_n(self) -> int:
        """How many streams are open in this process."""
        return len(self._watchers)

    @asynccontextmanager
    async def watch(self) -> AsyncIterator[Watcher]:
        """A watcher who is offered every event committed from now on."""
        watcher = Watcher()
        self._watchers.add(watcher)
        if self._reading is None:
            self._reading = asyncio.create_task(self._read_on())
        try:
            yield watcher
        finally:
            self._watchers.discard(watcher)
            if not self._watchers and self._reading is not None:
                self._reading.cancel()
                self._reading = None

    async def _read_on(self) -> None:
        """Begin where everything earlier is over, so that no slow transaction's events are passed by."""
        after: Mark | None = None
        while True:
            try:
                async with self._database.unit() as uow:
                    after = after or Mark(await read_horizon(uow.connection), 0)
                    records = await read_events(uow.connection, after, limit=_BATCH)
            except StoreUnavailable:
                log.warning("the stream's reader cannot reach the database; it goes on")
                await asyncio.sleep(POLL_SECONDS * 4)
                continue
            if records:
                after = records[-1].mark
                shown = [record for record in records if record.name in SHOWN]
                for watcher in list(self._watchers) if shown else ():
                    watcher.offer(shown)
            if len(records) < _BATCH:
                await asyncio.sleep(POLL_SECONDS)
