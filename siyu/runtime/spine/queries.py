"""Writing events once and reading them in the order in which they were committed."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

import orjson
from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncConnection

from siyu.runtime.spine.arrays import plain_array, text_array
from siyu.runtime.spine.contracts import EventRecord, Mark

# One statement writes a whole batch: keys decide which rows are new, and only those become events.
_WRITE = text("""
WITH input AS (
    SELECT nextval('event_ids') AS id, batch.*
    FROM unnest(
        cast(:names AS text[]), cast(:versions AS smallint[]), cast(:keys AS text[]), cast(:hashes AS uuid[]),
        cast(:customers AS bigint[]), cast(:visitors AS text[]), cast(:staff AS bigint[]), cast(:corps AS bigint[]),
        cast(:occurred AS timestamptz[]), cast(:basis AS text[]), cast(:received AS timestamptz[]),
        cast(:sources AS text[]), cast(:causes AS bigint[]), cast(:properties AS text[])
    ) WITH ORDINALITY AS batch(
        name, version, dedup_key, key_hash, customer_id, anonymous_id, staff_id, corp_id,
        occurred_at, occurred_basis, received_at, source, cause_id, properties, place)
), fresh AS (
    INSERT INTO event_keys (name, key_hash, event_id, occurred_at, received_at)
    SELECT name, key_hash, id, occurred_at, received_at FROM input ORDER BY name, key_hash
    ON CONFLICT DO NOTHING
    RETURNING event_id
), written AS (
    INSERT INTO events (id, name, version, customer_id, anonymous_id, staff_id, corp_id, occurred_at,
                        occurred_basis, received_at, source, dedup_key, cause_id, properties)
    SELECT id, name, version, customer_id, anonymous_id, staff_id, corp_id, occurred_at,
           occurred_basis, received_at, source, dedup_key, cause_id, cast(properties AS jsonb)
    FROM input JOIN fresh ON fresh.event_id = input.id
    ORDER BY id
    RETURNING id
)
SELECT place FROM input JOIN written USING (id)
""")

_READ = text("""
SELECT id, cast(cast(xid AS text) AS bigint) AS xid, name, version, customer_id, anonymous_id, staff_id, corp_id,
       occurred_at, occurred_basis, received_at, source, dedup_key, cause_id, properties
FROM events
WHERE (xid, id) > (cast(cast(:xid AS text) AS xid8), :id)
  AND xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY xid, id
LIMIT :limit
""")

_MARK = text("SELECT cast(cast(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint) AS xid")

_HORIZON = text("SELECT cast(cast(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) AS xid")

_KNOWN_MONTHS: set[tuple[str, int, int]] = set()


def key_hash(dedup_key: str) -> str:
    """The 128-bit form of a dedup key, as the key table stores it (32 hex digits)."""
    return hashlib.md5(dedup_key.encode(), usedforsecurity=False).hexdigest()


async def write_events(connection: AsyncConnection, records: Sequence[EventRecord]) -> list[bool]:
    """Write a batch; for each record whether it was new. A repeated key, also inside the batch, writes nothing."""
    if not records:
        return []
    await ensure_months(connection, {record.received_at for record in records})
    result = await connection.execute(_WRITE, _columns(records))
    places = {row.place for row in result}
    return [index + 1 in places for index in range(len(records))]


def _columns(records: Sequence[EventRecord]) -> dict[str, str]:
    return {
        "names": text_array([record.name for record in records]),
        "versions": plain_array([record.version for record in records]),
        "keys": text_array([record.dedup_key for record in records]),
        "hashes": plain_array([key_hash(record.dedup_key) for record in records]),
        "customers": plain_array([record.customer_id for record in records]),
        "visitors": text_array([record.anonymous_id for record in records]),
        "staff": plain_array([record.staff_id for record in records]),
        "corps": plain_array([record.corp_id for record in records]),
        "occurred": plain_array([record.occurred_at for record in records]),
        "basis": text_array([record.occurred_basis for record in records]),
        "received": plain_array([record.received_at for record in records]),
        "sources": text_array([str(record.source) for record in records]),
        "causes": plain_array([record.cause_id for record in records]),
        "properties": text_array([orjson.dumps(record.properties).decode() for record in records]),
    }


async def read_events(connection: AsyncConnection, after: Mark, *, limit: int) -> list[EventRecord]:
    """The next events after a mark, in commit order, none that a slower transaction could still precede."""
    result = await connection.execute(_READ, {"xid": after.xid, "id": after.id, "limit": limit})
    return [record_of(row) for row in result.mappings()]


def record_of(row: RowMapping) -> EventRecord:
    """A stored row as a record."""
    return EventRecord(**row)


async def current_mark(connection: AsyncConnection) -> Mark:
    """A mark behind every event committed before now; wait for it to see them all."""
    xid = (await connection.execute(_MARK)).scalar_one()
    return Mark(int(xid), 0)


async def read_horizon(connection: AsyncConnection) -> int:
    """The transaction id below which nothing new can appear any more."""
    return int((await connection.execute(_HORIZON)).scalar_one())


async def ensure_months(connection: AsyncConnection, instants: set[datetime]) -> None:
    """Make the log's monthly partitions for these acceptance times, if they are not there yet.

    On a connection of its own: the new partition must outlive a rollback and block nobody meanwhile.
    """
    database = connection.engine.url.render_as_string()
    months = {(database, moment.astimezone(UTC).year, moment.astimezone(UTC).month) for moment in instants}
    for month in months - _KNOWN_MONTHS:
        statement = text("SELECT ensure_event_month(:year, :month)")
        async with connection.engine.begin() as other:
            await other.execute(statement, {"year": month[1], "month": month[2]})
        _KNOWN_MONTHS.add(month)
