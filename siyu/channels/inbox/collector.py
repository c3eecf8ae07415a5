"""Many callbacks, one commit: what arrives within a few milliseconds is stored together."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from siyu.channels.inbox.contracts import Arrival
from siyu.channels.inbox.errors import InboxBusy
from siyu.channels.inbox.queries import store_arrivals
from siyu.runtime.database import Database
from siyu.runtime.errors import StoreUnavailable
from siyu.runtime.faults import fault_site

log = logging.getLogger(__name__)

#: How long the first callback of a batch waits for company.
GATHER_SECONDS = 0.012
MOST_ROWS = 500
#: More callbacks than this may not wait at once; the sender tries again by itself.
MOST_WAITING = 5000
#: WeCom cuts the connection after 5 seconds; we say "not now" before that.
PATIENCE_SECONDS = 4.0


@dataclass
class _Waiting:
    arrival: Arrival
    stored: asyncio.Future[None]


@dataclass
class Collector:
    """Stores callbacks in groups; `keep` returns only after the commit. One per web process and event loop."""

    database: Database
    _waiting: list[_Waiting] = field(default_factory=list)
    _task: asyncio.Task[None] | None = None

    async def keep(self, arrival: Arrival) -> None:
        """Store one callback durably (again is nothing); `InboxBusy` when that cannot be promised now."""
        if len(self._waiting) >= MOST_WAITING:
            raise InboxBusy
        waiting = _Waiting(arrival, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._empty())
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await waiting.stored
        except (TimeoutError, StoreUnavailable) as error:
            raise InboxBusy from error

    async def _empty(self) -> None:
        while self._waiting:
            await asyncio.sleep(GATHER_SECONDS)
            batch, self._waiting = self._waiting[:MOST_ROWS], self._waiting[MOST_ROWS:]
            wanted = [one for one in batch if not one.stored.done()]
            if wanted:
                await self._store(wanted)

    async def _store(self, batch: Sequence[_Waiting]) -> None:
        try:
            async with self.database.unit() as uow:
                fault_site("inbox.before_insert")
                await store_arrivals(uow.connection, [one.arrival for one in batch])
                fault_site("inbox.before_commit")
            fault_site("inbox.after_commit")
        except Exception as error:  # whoever waits must hear of it, whatever it was
            await self._fail(batch, error)
        else:
            for one in batch:
                if not one.stored.done():
                    one.stored.set_result(None)

    async def _fail(self, batch: Sequence[_Waiting], error: Exception) -> None:
        if len(batch) > 1 and not isinstance(error, StoreUnavailable):
            # One bad row must not refuse its neighbours.
            for one in batch:
                await self._store([one])
            return
        log.error("callbacks could not be stored: %s", type(error).__name__)
        for one in batch:
            if not one.stored.done():
                one.stored.set_exception(InboxBusy())
