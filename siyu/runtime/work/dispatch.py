"""Runs the handlers: in commit order per customer, each effect in the same transaction as the cursor's move."""

import logging
from collections.abc import Sequence
from datetime import timedelta

from siyu.runtime.database import Database, UnitOfWork
from siyu.runtime.house import House
from siyu.runtime.jobs import lane
from siyu.runtime.spine import cursors
from siyu.runtime.spine.contracts import EventRecord, Mark
from siyu.runtime.spine.handlers import Handler, registered_handlers

log = logging.getLogger(__name__)

CONSUMER = "handlers"
SHARDS = 4
BATCH = 200
# A batch that killed the process this often is tried one event at a time, and then the event is set aside.
CRASHES_BEFORE_SINGLE = 3
CRASHES_BEFORE_PARKING = 6
MOST_TRIES = 5


async def dispatch_once(database: Database, shard: int) -> int:
    """Handle the next batch of one shard; how many events were handled (0: nothing to do, or another has the shard)."""
    handlers = registered_handlers()
    if not handlers:
        return 0
    crashes = await _count_try(database, shard)
    async with database.unit() as uow:
        cursor = await cursors.lock_cursor(uow.connection, CONSUMER, shard)
        if cursor is None:
            return 0
        after = Mark(cursor["xid"], cursor["event_id"])
        limit = 1 if crashes > CRASHES_BEFORE_SINGLE else BATCH
        records = await cursors.read_shard(
            uow.connection, after, names=list(handlers), shard=shard, shards=SHARDS, limit=limit
        )
        if records:
            if crashes > CRASHES_BEFORE_PARKING:
                await _park_all(uow, handlers, records, "the process died while handling this event")
            else:
                await _handle(uow, handlers, records)
        mark = records[-1].mark if records else after
        await cursors.move_cursor(uow.connection, CONSUMER, shard, mark, uow.now())
    return len(records)


async def _count_try(database: Database, shard: int) -> int:
    async with database.unit() as uow:
        cursor = await cursors.lock_cursor(uow.connection, CONSUMER, shard)
        if cursor is None:
            return 0
        await cursors.count_try(uow.connection, CONSUMER, shard)
        return int(cursor["crashes"]) + 1


async def _handle(uow: UnitOfWork, handlers: dict[str, list[Handler]], records: Sequence[EventRecord]) -> None:
    customers = {record.customer_id for record in records if record.customer_id is not None}
    blocked = await cursors.list_blocked(uow.connection, customers)
    for record in records:
        for handler in handlers[record.name]:
            if record.customer_id is not None and (handler.name, record.customer_id) in blocked:
                reason = "waits behind an earlier event of this customer"
                await cursors.park(uow.connection, handler.name, record, reason, uow.now())
            elif not await _try(uow, handler, record) and record.customer_id is not None:
                blocked.add((handler.name, record.customer_id))


async def _try(uow: UnitOfWork, handler: Handler, record: EventRecord, tries: int = 0) -> bool:
    try:
        async with uow.connection.begin_nested():
            await handler.react(handler.event.of(record), uow)
            await uow.flush()
    except Exception as error:  # any failure of one reaction must not stop the others
        uow.forget()
        log.exception("handler %s failed on event %s", handler.name, record.id)
        retry_at = uow.now() + timedelta(seconds=2**tries) if tries < MOST_TRIES else None
        await cursors.park(uow.connection, handler.name, record, f"{type(error).__name__}: {error}", retry_at)
        return False
    return True


async def _park_all(
    uow: UnitOfWork, handlers: dict[str, list[Handler]], records: Sequence[EventRecord], reason: str
) -> None:
    for record in records:
        for handler in handlers[record.name]:
            await cursors.park(uow.connection, handler.name, record, reason, None)


async def retry_parked(database: Database, *, limit: int = 50) -> int:
    """Try parked events again whose time has come; how many succeeded."""
    by_name = {handler.name: handler for group in registered_handlers().values() for handler in group}
    succeeded = 0
    async with database.unit() as uow:
        for row in await cursors.list_parked(uow.connection, due=uow.now(), limit=limit):
            record = await cursors.find_event(uow.connection, row["event_id"], row["received_at"])
            handler = by_name.get(row["handler"])
            if record and handler and await _try(uow, handler, record, row["tries"]):
                await cursors.unpark(uow.connection, handler.name, row["event_id"])
                succeeded += 1
    return succeeded


_PREPARED: set[str] = set()


async def prepare_once(database: Database) -> None:
    """Make the cursor rows, once per process and database."""
    if database.url in _PREPARED:
        return
    async with database.unit() as uow:
        await cursors.ensure_cursors(uow.connection, CONSUMER, SHARDS)
    _PREPARED.add(database.url)


@lane("spine.handlers", rest_seconds=0.5)
async def turn_handlers(house: House) -> int:
    """One turn over all shards, so that no shard starves another."""
    await prepare_once(house.database)
    done = 0
    for shard in range(SHARDS):
        done += await dispatch_once(house.database, shard)
    return done


@lane("spine.parked", rest_seconds=2.0)
async def turn_parked(house: House) -> int:
    """Parked events get another chance when their time has come."""
    return await retry_parked(house.database)
