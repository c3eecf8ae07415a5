"""Events for the live stream, and the names that go with them."""

from collections.abc import Collection

from sqlalchemy import BigInteger, RowMapping, any_, cast, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from siyu import customers
from siyu.runtime.database import UnitOfWork
from siyu.runtime.schema import metadata
from siyu.runtime.spine import EventRecord, Mark
from siyu.runtime.spine.queries import record_of
from siyu.runtime.viewer import Viewer

_LATEST = text("""
SELECT id, cast(cast(xid AS text) AS bigint) AS xid, name, version, customer_id, anonymous_id, staff_id, corp_id,
       occurred_at, occurred_basis, received_at, source, dedup_key, cause_id, properties
FROM events
WHERE (xid, id) < (cast(cast(:xid AS text) AS xid8), :id) AND xid < pg_snapshot_xmin(pg_current_snapshot())
  AND name = ANY(:names)
ORDER BY xid DESC, id DESC
LIMIT :limit
""")


async def list_latest(uow: UnitOfWork, before: Mark, names: Collection[str], *, limit: int) -> list[EventRecord]:
    """The last events before a mark, newest first."""
    given = {"xid": before.xid, "id": before.id, "names": sorted(names), "limit": limit}
    return [record_of(row) for row in (await uow.execute(_LATEST, given)).mappings()]


async def list_seen(uow: UnitOfWork, viewer: Viewer, customer_ids: Collection[int]) -> dict[int, RowMapping]:
    """Those of the given customers whom the viewer may see, as (id, name)."""
    persons = metadata.tables["customers"]
    wanted = persons.c.id == any_(cast(sorted(customer_ids), ARRAY(BigInteger)))
    statement = select(persons.c.id, persons.c.name).where(
        wanted, persons.c.merged_into.is_(None), persons.c.is_erased.is_(False), customers.visible_to(viewer)
    )
    return {row["id"]: row for row in (await uow.execute(statement)).mappings()}
