"""Batches that wait for their staff member: whose turn it is to be asked about, and what was heard."""

from datetime import datetime, timedelta

from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncConnection

_CLAIM = text("""
UPDATE message_batches SET poll_at = :again_at, polls = polls + 1
WHERE id = (SELECT id FROM message_batches WHERE poll_at <= :now AND state = 'submitted'
            ORDER BY poll_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING *
""")

_NOTE = text("""
UPDATE message_batches SET poll_at = :poll_at, confirmed_at = coalesce(confirmed_at, :confirmed_at)
WHERE id = :id AND state = 'submitted'
""")

_CLOSE = text("""
UPDATE message_batches SET state = :state, closed_at = :now, poll_at = NULL,
                           confirmed_at = coalesce(confirmed_at, :confirmed_at)
WHERE id = :id AND state = 'submitted'
""")


_WISH_CANCEL = text("""
UPDATE message_batches SET reason = 'stop', poll_at = :now WHERE id = :id AND state = 'submitted'
""")


async def claim_poll(connection: AsyncConnection, *, now: datetime, lease: timedelta) -> RowMapping | None:
    """The batch that has waited longest for news; it is not given to another for the length of the lease."""
    result = await connection.execute(_CLAIM, {"now": now, "again_at": now + lease})
    return result.mappings().one_or_none()


async def note_poll(
    connection: AsyncConnection, batch_id: int, *, poll_at: datetime | None, confirmed_at: datetime | None = None
) -> None:
    """When to ask about this batch next, and when the staff member confirmed, if they have."""
    await connection.execute(_NOTE, {"id": batch_id, "poll_at": poll_at, "confirmed_at": confirmed_at})


async def close_batch(
    connection: AsyncConnection, batch_id: int, state: str, *, confirmed_at: datetime | None, now: datetime
) -> None:
    """Everything about this batch is known: `closed`, or `cancelled`."""
    await connection.execute(_CLOSE, {"id": batch_id, "state": state, "confirmed_at": confirmed_at, "now": now})


async def count_submitted(connection: AsyncConnection, batch_id: int) -> int:
    """How many of a batch's people still wait."""
    statement = text("SELECT count(*) FROM messages WHERE batch_id = :id AND state = 'submitted'")
    return int((await connection.execute(statement, {"id": batch_id})).scalar_one())


async def has_msgid(connection: AsyncConnection, batch_id: int, msgid: str) -> bool:
    """Whether the batch has this task already."""
    statement = text("SELECT 1 FROM message_batches WHERE id = :id AND msgid = :msgid")
    return (await connection.execute(statement, {"id": batch_id, "msgid": msgid})).first() is not None


async def wish_cancel(connection: AsyncConnection, batch_id: int, *, now: datetime) -> None:
    """The polling lane shall cancel this task."""
    await connection.execute(_WISH_CANCEL, {"id": batch_id, "now": now})


_STOP_QUEUES = text("""
UPDATE send_queues SET is_stopped = true, next_at = CASE WHEN EXISTS (
    SELECT 1 FROM message_batches b WHERE b.queue_id = send_queues.id AND b.state = 'intended')
    THEN cast(:now AS timestamptz) END
WHERE origin = :origin AND origin_id = :origin_id
""")

_STOP_BATCHES = text("""
UPDATE message_batches SET reason = 'stop', poll_at = :now
WHERE origin = :origin AND origin_id = :origin_id AND state = 'submitted' AND confirmed_at IS NULL
""")


async def stop_origin(connection: AsyncConnection, *, origin: str, origin_id: int, now: datetime) -> None:
    """No new batches of an origin, and its unconfirmed tasks shall be cancelled."""
    values = {"origin": origin, "origin_id": origin_id, "now": now}
    await connection.execute(_STOP_QUEUES, values)
    await connection.execute(_STOP_BATCHES, values)


async def poll_now(connection: AsyncConnection, *, origin: str, origin_id: int, now: datetime) -> int:
    """Ask about every open batch of an origin at once; how many."""
    statement = text("""
        UPDATE message_batches SET poll_at = :now, polls = 0
        WHERE origin = :origin AND origin_id = :origin_id AND state = 'submitted'
    """)
    return (await connection.execute(statement, {"origin": origin, "origin_id": origin_id, "now": now})).rowcount


_REMIND = text("""
UPDATE message_batches
SET reminders = array_append(ARRAY(SELECT r FROM unnest(reminders) r WHERE r > :since), cast(:at AS text))
WHERE id = (SELECT id FROM message_batches
            WHERE origin = :origin AND origin_id = :origin_id AND id > :after AND state = 'submitted'
              AND confirmed_at IS NULL AND (SELECT count(*) FROM unnest(reminders) r WHERE r > :since) < :most
            ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, corp_id, msgid
""")


async def take_reminder(  # noqa: PLR0913
    connection: AsyncConnection, *, origin: str, origin_id: int, after: int, since: str, at: str, most: int
) -> RowMapping | None:
    """Note a reminder for the next unconfirmed batch that has had fewer than `most` since an instant."""
    values = {"origin": origin, "origin_id": origin_id, "after": after, "since": since, "at": at, "most": most}
    return (await connection.execute(_REMIND, values)).mappings().one_or_none()
