"""SQL of the dispatcher: cursors, parked events, crash counts."""

from datetime import datetime

from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncConnection

from siyu.runtime.spine.contracts import EventRecord, Mark
from siyu.runtime.spine.queries import record_of

_READ_SHARD = text("""
SELECT id, cast(cast(xid AS text) AS bigint) AS xid, name, version, customer_id, anonymous_id, staff_id, corp_id,
       occurred_at, occurred_basis, received_at, source, dedup_key, cause_id, properties
FROM events
WHERE (xid, id) > (cast(cast(:xid AS text) AS xid8), :id)
  AND xid < pg_snapshot_xmin(pg_current_snapshot())
  AND name = ANY(:names)
  AND coalesce(customer_id, 0) % :shards = :shard
ORDER BY xid, id
LIMIT :limit
""")


async def ensure_cursors(connection: AsyncConnection, consumer: str, shards: int) -> None:
    """Make the consumer's cursor rows if they are not there."""
    await connection.execute(
        text("""
            INSERT INTO event_cursors (consumer, shard) SELECT :consumer, generate_series(0, :last)
            ON CONFLICT DO NOTHING
        """),
        {"consumer": consumer, "last": shards - 1},
    )


async def lock_cursor(connection: AsyncConnection, consumer: str, shard: int) -> RowMapping | None:
    """The cursor of a shard, locked until the end of the transaction; None when another process holds it."""
    result = await connection.execute(
        text("""
            SELECT xid, event_id, crashes FROM event_cursors
            WHERE consumer = :consumer AND shard = :shard FOR UPDATE SKIP LOCKED
        """),
        {"consumer": consumer, "shard": shard},
    )
    return result.mappings().one_or_none()


async def count_try(connection: AsyncConnection, consumer: str, shard: int) -> None:
    """Note, before the try, that a batch is about to be tried: a process that dies leaves the count behind."""
    await connection.execute(
        text("UPDATE event_cursors SET crashes = crashes + 1 WHERE consumer = :consumer AND shard = :shard"),
        {"consumer": consumer, "shard": shard},
    )


async def move_cursor(connection: AsyncConnection, consumer: str, shard: int, mark: Mark, now: datetime) -> None:
    """Remember how far a shard has come; the crash count starts anew."""
    await connection.execute(
        text("""
            UPDATE event_cursors SET xid = :xid, event_id = :id, crashes = 0, moved_at = :now
            WHERE consumer = :consumer AND shard = :shard
        """),
        {"consumer": consumer, "shard": shard, "xid": mark.xid, "id": mark.id, "now": now},
    )


async def read_shard(
    connection: AsyncConnection, after: Mark, *, names: list[str], shard: int, shards: int, limit: int
) -> list[EventRecord]:
    """The next events of one shard that somebody wants."""
    parameters = {
        "xid": after.xid,
        "id": after.id,
        "names": names,
        "shard": shard,
        "shards": shards,
        "limit": limit,
    }
    result = await connection.execute(_READ_SHARD, parameters)
    return [record_of(row) for row in result.mappings()]


async def park(
    connection: AsyncConnection, handler: str, record: EventRecord, reason: str, retry_at: datetime | None
) -> None:
    """Set an event aside for one handler, with the reason; a second failure counts up."""
    await connection.execute(
        text("""
            INSERT INTO parked_events (handler, event_id, received_at, customer_id, reason, parked_at, retry_at)
            VALUES (:handler, :event_id, :received_at, :customer_id, :reason, :now, :retry_at)
            ON CONFLICT (handler, event_id) DO UPDATE
            SET tries = parked_events.tries + 1, reason = excluded.reason, retry_at = excluded.retry_at
        """),
        {
            "handler": handler,
            "event_id": record.id,
            "received_at": record.received_at,
            "customer_id": record.customer_id,
            "reason": reason[:500],
            "now": record.received_at,
            "retry_at": retry_at,
        },
    )


async def list_blocked(connection: AsyncConnection, customers: set[int]) -> set[tuple[str, int]]:
    """(handler, customer) pairs with a parked event: later events of theirs must wait behind it."""
    result = await connection.execute(
        text("SELECT DISTINCT handler, customer_id FROM parked_events WHERE customer_id = ANY(:customers)"),
        {"customers": list(customers)},
    )
    return {(row.handler, row.customer_id) for row in result}


async def list_parked(connection: AsyncConnection, *, due: datetime, limit: int) -> list[RowMapping]:
    """Parked events whose next try is due, oldest first, locked."""
    result = await connection.execute(
        text("""
            SELECT handler, event_id, received_at, tries FROM parked_events
            WHERE retry_at <= :due ORDER BY event_id LIMIT :limit FOR UPDATE SKIP LOCKED
        """),
        {"due": due, "limit": limit},
    )
    return list(result.mappings())


async def unpark(connection: AsyncConnection, handler: str, event_id: int) -> None:
    """Forget a parked event after it succeeded."""
    await connection.execute(
        text("DELETE FROM parked_events WHERE handler = :handler AND event_id = :id"),
        {"handler": handler, "id": event_id},
    )


async def find_event(connection: AsyncConnection, event_id: int, received_at: datetime) -> EventRecord | None:
    """A stored event by its id and acceptance time."""
    result = await connection.execute(
        text("""
            SELECT id, cast(cast(xid AS text) AS bigint) AS xid, name, version, customer_id, anonymous_id, staff_id,
                   corp_id, occurred_at, occurred_basis, received_at, source, dedup_key, cause_id, properties
            FROM events WHERE id = :id AND received_at = :received_at
        """),
        {"id": event_id, "received_at": received_at},
    )
    row = result.mappings().one_or_none()
    return record_of(row) if row else None
