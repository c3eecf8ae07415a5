"""Every PostgreSQL statement of the loader."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection as DriverConnection
from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from siyu.runtime.spine import Mark
from siyu.warehouse.blocks import Block, MonthSum

_LOADER_LOCK = 0x5349_5957

_PLAN = text("""
WITH next AS MATERIALIZED (
    SELECT xid, id, received_at FROM events
    WHERE (xid, id) > (cast(cast(:xid AS text) AS xid8), :id)
      AND xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY xid, id LIMIT :limit
)
SELECT count(*) AS row_count, coalesce(sum(id), 0) AS id_sum, max(received_at) AS newest_received_at,
       (SELECT cast(cast(xid AS text) AS bigint) FROM next ORDER BY xid DESC, id DESC LIMIT 1) AS to_xid,
       (SELECT id FROM next ORDER BY xid DESC, id DESC LIMIT 1) AS to_id,
       cast(cast(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) AS horizon_xid
FROM next
""")

_SAVE = text("""
INSERT INTO load_blocks (generation, number, from_xid, from_id, to_xid, to_id, horizon_xid, row_count, id_sum,
                         newest_received_at, planned_at)
VALUES (:generation, :number, :from_xid, :from_id, :to_xid, :to_id, :horizon_xid, :row_count, :id_sum,
        :newest_received_at, :planned_at)
""")

_LAST = text("""
SELECT generation, number, from_xid, from_id, to_xid, to_id, horizon_xid, row_count, id_sum, newest_received_at
FROM load_blocks WHERE generation = :generation ORDER BY number DESC LIMIT 1
""")

# The rows as the warehouse reads them, made by PostgreSQL itself: tab-separated text needs no second look.
_COLUMNS = """
    id, name, version, coalesce(customer_id, 0), coalesce(anonymous_id, ''), coalesce(staff_id, 0),
    coalesce(corp_id, 0), to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS'), occurred_basis,
    to_char(received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS'), source, dedup_key,
    coalesce(cause_id, 0), cast(%(block)s AS bigint), properties
"""

_COPY_BLOCK = f"""
COPY (
    SELECT {_COLUMNS} FROM events
    WHERE (xid, id) > (%(from_xid)s::xid8, %(from_id)s) AND (xid, id) <= (%(to_xid)s::xid8, %(to_id)s)
    ORDER BY xid, id
) TO STDOUT
"""

_COPY_MONTH = f"""
COPY (
    SELECT {_COLUMNS} FROM events
    WHERE occurred_at >= %(since)s AND occurred_at < %(until)s AND (xid, id) <= (%(to_xid)s::xid8, %(to_id)s)
    ORDER BY id
) TO STDOUT
"""

_CHANGED = text("""
SELECT DISTINCT customer_id FROM events
WHERE (xid, id) > (cast(cast(:from_xid AS text) AS xid8), :from_id)
  AND (xid, id) <= (cast(cast(:to_xid AS text) AS xid8), :to_id)
  AND customer_id IS NOT NULL AND name = ANY(:names)
UNION
SELECT cast(properties ->> 'loser' AS bigint) FROM events
WHERE (xid, id) > (cast(cast(:from_xid AS text) AS xid8), :from_id)
  AND (xid, id) <= (cast(cast(:to_xid AS text) AS xid8), :to_id)
  AND name IN ('customer_merged', 'customer_unmerged')
""")

_HAS_ANY = text("""
SELECT EXISTS (
    SELECT FROM events
    WHERE (xid, id) > (cast(cast(:from_xid AS text) AS xid8), :from_id)
      AND (xid, id) <= (cast(cast(:to_xid AS text) AS xid8), :to_id) AND name = ANY(:names)
)
""")

_MONTH_SUMS = text("""
SELECT to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, name, count(*) AS row_count,
       sum(cast(cast('x' || left(md5(concat_ws('|', id, coalesce(customer_id, 0),
           cast(round(extract(epoch FROM occurred_at) * 1000) AS bigint), dedup_key)), 8) AS bit(32)) AS bigint)
       ) AS row_hash,
       sum(CASE WHEN jsonb_typeof(properties -> 'paid_cents') = 'number'
                THEN cast(properties -> 'paid_cents' AS bigint) ELSE 0 END
         + CASE WHEN jsonb_typeof(properties -> 'refund_cents') = 'number'
                THEN cast(properties -> 'refund_cents' AS bigint) ELSE 0 END) AS cents
FROM events
WHERE occurred_at >= :since AND occurred_at < :until
  AND (xid, id) <= (cast(cast(:to_xid AS text) AS xid8), :to_id)
GROUP BY 1, 2
""")


@asynccontextmanager
async def sole_loader(engine: AsyncEngine) -> AsyncIterator[bool]:
    """Whether we are the one process that may write to the warehouse, for as long as the block lasts."""
    async with engine.begin() as connection:
        found = await connection.execute(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _LOADER_LOCK})
        yield bool(found.scalar_one())


async def find_generation(connection: AsyncConnection) -> RowMapping | None:
    """The newest generation: generation, target_xid, ready_at."""
    result = await connection.execute(
        text("SELECT generation, target_xid, ready_at FROM load_generations ORDER BY id DESC LIMIT 1")
    )
    return result.mappings().one_or_none()


async def save_generation(connection: AsyncConnection, generation: UUID, reason: str, now: datetime) -> None:
    """Begin a generation that is ready when everything known now is loaded; plans of older ones are forgotten."""
    await connection.execute(
        text("""
            INSERT INTO load_generations (generation, target_xid, reason, started_at)
            VALUES (:generation, cast(cast(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint), :reason, :now)
        """),
        {"generation": generation, "reason": reason, "now": now},
    )
    await connection.execute(text("DELETE FROM load_blocks"))
    await connection.execute(text("DELETE FROM load_mends"))


async def note_ready(connection: AsyncConnection, generation: UUID, now: datetime) -> None:
    """Remember when a generation caught up."""
    await connection.execute(
        text("UPDATE load_generations SET ready_at = :now WHERE generation = :generation AND ready_at IS NULL"),
        {"generation": generation, "now": now},
    )


async def find_last_block(connection: AsyncConnection, generation: UUID) -> Block | None:
    """The block planned last in a generation."""
    row = (await connection.execute(_LAST, {"generation": generation})).mappings().one_or_none()
    return Block(**{**row, "id_sum": int(row["id_sum"])}) if row else None


async def plan_block(
    connection: AsyncConnection, generation: UUID, number: int, after: Mark, *, limit: int, now: datetime
) -> tuple[Block | None, int]:
    """Fix the next block, if there is anything, and the horizon below which nothing new can appear."""
    row = (await connection.execute(_PLAN, {"xid": after.xid, "id": after.id, "limit": limit})).mappings().one()
    if not row["row_count"]:
        return None, row["horizon_xid"]
    block = Block(
        generation=generation,
        number=number,
        from_xid=after.xid,
        from_id=after.id,
        to_xid=row["to_xid"],
        to_id=row["to_id"],
        # A full block may have left events of its last transaction for the next one.
        horizon_xid=row["to_xid"] if row["row_count"] == limit else row["horizon_xid"],
        row_count=row["row_count"],
        id_sum=int(row["id_sum"]),
        newest_received_at=row["newest_received_at"],
    )
    await connection.execute(_SAVE, {**block.columns(), "planned_at": now})
    await connection.execute(text("DELETE FROM load_blocks WHERE number < :oldest"), {"oldest": number - 1000})
    return block, block.horizon_xid


async def next_mark_number(connection: AsyncConnection) -> int:
    """A number greater than every one before."""
    result = await connection.execute(text("SELECT nextval('load_mark_numbers')"))
    return int(result.scalar_one())


async def copy_block(connection: AsyncConnection, block: Block) -> bytes:
    """The rows of a block as tab-separated text."""
    values = {name: getattr(block, name) for name in ("from_id", "to_id")}
    places = {"from_xid": str(block.from_xid), "to_xid": str(block.to_xid), "block": block.number}
    return b"".join([piece async for piece in _copy(connection, _COPY_BLOCK, {**values, **places})])


async def copy_month(
    connection: AsyncConnection, since: datetime, until: datetime, *, up_to: Mark, block: int
) -> AsyncIterator[bytes]:
    """The rows of a month up to a mark, in pieces of whole lines or parts of lines."""
    values = {"since": since, "until": until, "to_xid": str(up_to.xid), "to_id": up_to.id, "block": block}
    async for piece in _copy(connection, _COPY_MONTH, values):
        yield piece


async def _copy(connection: AsyncConnection, statement: str, values: dict[str, Any]) -> AsyncIterator[bytes]:
    raw = await connection.get_raw_connection()
    driver = raw.driver_connection
    if not isinstance(driver, DriverConnection):
        raise TypeError("the loader needs psycopg")
    async with driver.cursor() as cursor, cursor.copy(statement, values) as copy:
        async for piece in copy:
            yield bytes(piece)


async def list_changed_customers(connection: AsyncConnection, block: Block, names: Sequence[str]) -> list[int]:
    """Customers to whom one of these events happened in the block, and both sides of its merges."""
    result = await connection.execute(_CHANGED, {**block.range(), "names": list(names)})
    return sorted(row[0] for row in result if row[0])


async def has_any(connection: AsyncConnection, block: Block, names: Sequence[str]) -> bool:
    """Whether one of these events is in the block."""
    return bool((await connection.execute(_HAS_ANY, {**block.range(), "names": list(names)})).scalar_one())


async def list_month_sums(
    connection: AsyncConnection, since: datetime, until: datetime, *, up_to: Mark
) -> list[MonthSum]:
    """Per UTC day and event: rows, hash and cents of the events up to a mark."""
    values = {"since": since, "until": until, "to_xid": up_to.xid, "to_id": up_to.id}
    result = await connection.execute(_MONTH_SUMS, values)
    return [MonthSum(row.day, row.name, int(row.row_count), int(row.row_hash), int(row.cents)) for row in result]


async def list_months(connection: AsyncConnection, received_since: datetime | None) -> list[int]:
    """UTC months (202609) of the events received since then; of all events without a limit."""
    result = await connection.execute(
        text("""
            SELECT DISTINCT cast(to_char(occurred_at AT TIME ZONE 'UTC', 'YYYYMM') AS integer) FROM events
            WHERE cast(:since AS timestamptz) IS NULL OR received_at >= :since
        """),
        {"since": received_since},
    )
    return sorted(row[0] for row in result)


async def save_comparison(connection: AsyncConnection, found: dict[str, Any]) -> None:
    """Write down what a comparison found."""
    await connection.execute(
        text("""
            INSERT INTO load_comparisons (compared_at, month, row_count, differing, example, is_mended)
            VALUES (:compared_at, :month, :row_count, :differing, :example, :is_mended)
        """),
        found,
    )


async def begin_mend(connection: AsyncConnection, month: int, now: datetime) -> None:
    """Note that a month is about to be dropped and loaded anew."""
    await connection.execute(
        text("INSERT INTO load_mends (month, begun_at) VALUES (:month, :now) ON CONFLICT DO NOTHING"),
        {"month": month, "now": now},
    )


async def end_mend(connection: AsyncConnection, month: int) -> None:
    """Note that a month is whole again."""
    await connection.execute(text("DELETE FROM load_mends WHERE month = :month"), {"month": month})


async def list_mends(connection: AsyncConnection) -> list[int]:
    """Months whose mending was begun and not ended."""
    result = await connection.execute(text("SELECT month FROM load_mends ORDER BY month"))
    return [row.month for row in result]
