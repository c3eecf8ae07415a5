"""Figures and lists of what became of a send."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from siyu.channels.sending.contracts import RecipientFilter
from siyu.channels.sending.tables import messages
from siyu.runtime.schema import metadata

_COUNTS = text("""
SELECT origin_id, state, gate, reason, count(*) AS people FROM messages
WHERE origin_id = ANY(cast(:origin_ids AS bigint[])) AND origin = :origin GROUP BY origin_id, state, gate, reason
""")

_BY_STAFF = text("""
SELECT m.staff_id,
       count(*) FILTER (WHERE m.state IN ('planned', 'held', 'dispatching')) AS waiting,
       count(*) FILTER (WHERE m.state = 'submitted') AS submitted,
       count(*) FILTER (WHERE m.state = 'delivered') AS delivered,
       count(*) FILTER (WHERE m.state = 'failed') AS failed,
       count(*) FILTER (WHERE m.state = 'unknown') AS unknown,
       max(b.tasks) AS tasks, max(b.confirmed) AS confirmed_tasks, max(q.problem) AS problem
FROM messages m
LEFT JOIN (SELECT staff_id, count(*) AS tasks, count(confirmed_at) AS confirmed FROM message_batches
           WHERE origin_id = :origin_id AND origin = :origin AND msgid IS NOT NULL GROUP BY staff_id) b
       ON b.staff_id = m.staff_id
LEFT JOIN (SELECT staff_id, max(problem) AS problem FROM send_queues
           WHERE origin_id = :origin_id AND origin = :origin GROUP BY staff_id) q ON q.staff_id = m.staff_id
WHERE m.origin_id = :origin_id AND m.origin = :origin AND m.state <> 'skipped'
GROUP BY m.staff_id ORDER BY m.staff_id
""")

_UNKNOWN = text("""
SELECT b.id, b.queue_id, b.origin, b.origin_id, b.staff_id, b.intended_at, b.asks, b.reason,
       (SELECT count(*) FROM messages m WHERE m.batch_id = b.id AND m.state = 'unknown') AS people
FROM message_batches b WHERE b.state = 'unknown' AND (cast(:id AS bigint) IS NULL OR b.id = :id) ORDER BY b.id
""")


async def count_by_reason(connection: AsyncConnection, origin: str, origin_ids: Sequence[int]) -> list[RowMapping]:
    """People of several sends by state, gate and reason."""
    found = await connection.execute(_COUNTS, {"origin": origin, "origin_ids": list(origin_ids)})
    return list(found.mappings())


async def count_by_staff(connection: AsyncConnection, key: Mapping[str, Any]) -> list[RowMapping]:
    """People and tasks by staff member."""
    return list((await connection.execute(_BY_STAFF, dict(key))).mappings())


async def list_messages(  # a page of a scoped, filtered list
    connection: AsyncConnection,
    key: Mapping[str, Any],
    *,
    seen: ColumnElement[bool],
    want: RecipientFilter,
    after: int,
    limit: int,
) -> list[RowMapping]:
    """Messages with ids above `after` of customers that satisfy `seen`, with the customers' names."""
    table, people = messages.c, metadata.tables["customers"].c
    statement = (
        select(messages, people.name.label("customer_name"))
        .join(metadata.tables["customers"], people.id == table.customer_id)
        .where(*_wanted(key, want), table.id > after, seen)
        .order_by(table.id)
        .limit(limit)
    )
    return list((await connection.execute(statement)).mappings())


async def count_messages(
    connection: AsyncConnection, key: Mapping[str, Any], *, seen: ColumnElement[bool], want: RecipientFilter
) -> int:
    """How many messages such a list has in all."""
    statement = select(func.count()).select_from(messages).where(*_wanted(key, want), seen)
    return int((await connection.execute(statement)).scalar_one())


def _wanted(key: Mapping[str, Any], want: RecipientFilter) -> list[ColumnElement[bool]]:
    table = messages.c
    found: list[ColumnElement[bool]] = [table.origin_id == key["origin_id"], table.origin == key["origin"]]
    if want.states:
        found.append(table.state.in_([str(state) for state in want.states]))
    if want.gate is not None:
        found.append(table.gate == str(want.gate))
    if want.reason is not None:
        # What has no reason of its own is counted as "other".
        found.append(func.coalesce(table.reason, "other") == want.reason)
    if want.staff_id is not None:
        found.append(table.staff_id == want.staff_id)
    return found


async def find_message(
    connection: AsyncConnection, key: Mapping[str, Any], customer_id: int, *, seen: ColumnElement[bool]
) -> RowMapping | None:
    """The latest message of an origin to a customer that satisfies `seen`."""
    table = messages.c
    statement = (
        select(messages)
        .where(
            table.customer_id == customer_id, table.origin_id == key["origin_id"], table.origin == key["origin"], seen
        )
        .order_by(table.visit.desc())
        .limit(1)
    )
    return (await connection.execute(statement)).mappings().one_or_none()


async def list_unknown(connection: AsyncConnection, batch_id: int | None = None) -> list[RowMapping]:
    """Batches whose outcome nobody can tell."""
    return list((await connection.execute(_UNKNOWN, {"id": batch_id})).mappings())


async def reopen_batch(connection: AsyncConnection, batch_id: int) -> None:
    """An unknown batch is asked about again, from the beginning."""
    statement = text("""
        UPDATE message_batches SET state = 'intended', asks = 0, ask_at = NULL, closed_at = NULL
        WHERE id = :id AND state = 'unknown'
    """)
    await connection.execute(statement, {"id": batch_id})


async def wake_queue(connection: AsyncConnection, queue_id: int, at: Any) -> None:
    """Look at a queue again."""
    await connection.execute(text("UPDATE send_queues SET next_at = :at WHERE id = :id"), {"id": queue_id, "at": at})
