"""The unit of work: one transaction, the events it says and the jobs it orders, all or nothing."""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import CursorResult, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import Executable

from siyu.kit.clock import Clock
from siyu.runtime.jobs.registry import Job
from siyu.runtime.jobs.store import defer
from siyu.runtime.spine.contracts import Event, EventRecord
from siyu.runtime.spine.queries import write_events

_NOTIFY = text("SELECT pg_notify(:channel, '')")

T = TypeVar("T")
Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]


class UnitOfWork:
    """A transaction that someone else commits: domains load, decide, save and say through it."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self.connection = connection
        self.clock = clock
        self._said: list[EventRecord] = []
        self._read: dict[Hashable, Any] = {}

    def now(self) -> datetime:
        """The current instant in UTC."""
        return self.clock.now()

    async def execute(self, statement: Executable, parameters: Parameters | None = None) -> CursorResult[Any]:
        """Run a statement inside this transaction."""
        return await self.connection.execute(statement, parameters)

    def say(self, *events: Event) -> None:
        """Write facts together with the change they belong to; a repeated `dedup_key` is quietly nothing."""
        now = self.now()
        self._said.extend(event.record(now) for event in events)

    async def record(self, records: Sequence[EventRecord]) -> list[bool]:
        """Write events at once; for each, whether it was new (False: its key was known already)."""
        return await write_events(self.connection, records)

    async def enqueue(self, job: Job, *, at: datetime | None = None, **arguments: Any) -> None:
        """Order a job that exists only if this transaction commits; `at` is its earliest start."""
        await defer(self.connection, job, at=at, arguments=arguments)

    async def notify(self, channel: str) -> None:
        """Wake the lanes that listen on a channel, if this transaction commits."""
        await self.connection.execute(_NOTIFY, {"channel": channel})

    async def once(self, key: Hashable, read: Callable[[], Awaitable[T]]) -> T:
        """What `read` gives, asked for once in this transaction; only for rows which it does not change itself."""
        if key not in self._read:
            self._read[key] = await read()
        found: T = self._read[key]
        return found

    def forget(self) -> None:
        """Drop what was said but not yet written, and what was read, after the change around it was rolled back."""
        self._said, self._read = [], {}

    async def flush(self) -> None:
        """Write what was said so far; the database does this before every commit."""
        said, self._said = self._said, []
        if said:
            await write_events(self.connection, said)
