"""Relations by spell."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import RowMapping, Select, select, text

from siyu.customers.tables import follows
from siyu.runtime.database import UnitOfWork

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 60))")

_LAST = text("""
SELECT * FROM follows
WHERE staff_id = :staff_id AND external_userid = :external_userid
ORDER BY spell DESC LIMIT 1
""")

_LAST_OF_MANY = text("""
SELECT last.* FROM unnest(cast(:staff AS bigint[]), cast(:externals AS text[])) AS asked(staff_id, external_userid)
CROSS JOIN LATERAL (
    SELECT * FROM follows
    WHERE follows.staff_id = asked.staff_id AND follows.external_userid = asked.external_userid
    ORDER BY spell DESC LIMIT 1
) AS last
""")

_INSERT = text("""
INSERT INTO follows (customer_id, corp_id, staff_id, external_userid, spell, is_live, is_half, started_by, add_way,
                     state, live_code, acq_channel, started_at, ended_at, ended_by, unlisted_at, moved_at,
                     last_interaction_at, source)
VALUES (:customer_id, :corp_id, :staff_id, :external_userid, :spell, :is_live, :is_half, :started_by, :add_way,
        :state, :live_code, :acq_channel, :started_at, :ended_at, :ended_by, :unlisted_at, :moved_at,
        :last_interaction_at, :source)
RETURNING *
""")

_EMPTY_SPELL: dict[str, Any] = {
    "is_half": False,
    "started_by": "customer",
    "add_way": None,
    "state": None,
    "live_code": None,
    "acq_channel": None,
    "started_at": None,
    "ended_at": None,
    "ended_by": None,
    "unlisted_at": None,
    "last_interaction_at": None,
}

_END = text("""
UPDATE follows SET is_live = false, is_half = false, ended_at = :at, ended_by = :by, moved_at = :at,
                   unlisted_at = CASE WHEN :unlists THEN :at ELSE unlisted_at END
WHERE id = :id
""")

_UNLIST = text("UPDATE follows SET unlisted_at = :at, moved_at = greatest(moved_at, :at) WHERE id = :id")

_TOUCH = text("""
UPDATE follows
SET moved_at = greatest(moved_at, :at), is_half = is_half AND :is_half, state = coalesce(state, :state),
    add_way = coalesce(add_way, :add_way)
WHERE id = :id
RETURNING *
""")

# A beginning later than the first end we heard of belongs to a later end: the newest moment we know.
_FILL_START = text("""
UPDATE follows
SET ended_at = CASE WHEN ended_at < :at THEN moved_at ELSE ended_at END,
        started_at = :at, started_by = :by, add_way = coalesce(add_way, :add_way), state = coalesce(state, :state),
    live_code = :live_code, acq_channel = :acq_channel
WHERE id = :id
RETURNING *
""")

# A customer is seen by those who have them now, or, when nobody has, by the one who had them last.
_MARK_CURRENT = text("""
UPDATE follows SET is_current = judged.is_current
FROM (
    SELECT id,
           is_live OR (NOT bool_or(is_live) OVER (PARTITION BY customer_id)
                       AND row_number() OVER (PARTITION BY customer_id ORDER BY ended_at DESC, id DESC) = 1
           ) AS is_current
    FROM follows WHERE customer_id = ANY(cast(:ids AS bigint[]))
) AS judged
WHERE follows.id = judged.id AND follows.is_current IS DISTINCT FROM judged.is_current
""")


async def lock_relation(uow: UnitOfWork, external_userid: str) -> None:
    """Let nobody else change this customer's relations until the transaction ends."""
    await uow.execute(_LOCK, {"key": external_userid})


async def lock_relations(uow: UnitOfWork, external_userids: Sequence[str]) -> None:
    """The same for many customers, always in one order."""
    statement = text("""
        SELECT pg_advisory_xact_lock(hashtextextended(key, 60))
        FROM (SELECT key FROM unnest(cast(:keys AS text[])) AS key ORDER BY key) AS ordered
    """)
    await uow.execute(statement, {"keys": sorted(set(external_userids))})


async def find_last_spell(uow: UnitOfWork, staff_id: int, external_userid: str) -> RowMapping | None:
    """The newest spell of a relation."""
    keys = {"staff_id": staff_id, "external_userid": external_userid}
    return (await uow.execute(_LAST, keys)).mappings().one_or_none()


async def find_last_spells(uow: UnitOfWork, pairs: Sequence[tuple[int, str]]) -> dict[tuple[int, str], RowMapping]:
    """The newest spells of many relations by (member, external_userid); those who have none are absent."""
    columns = {"staff": [staff_id for staff_id, _ in pairs], "externals": [external for _, external in pairs]}
    rows = (await uow.execute(_LAST_OF_MANY, columns)).mappings()
    return {(row["staff_id"], row["external_userid"]): row for row in rows}


async def add_spell(uow: UnitOfWork, row: Mapping[str, Any]) -> RowMapping:
    """A new spell; columns that are not given are empty."""
    return (await uow.execute(_INSERT, {**_EMPTY_SPELL, **row})).mappings().one()


async def end_spell(uow: UnitOfWork, follow_id: int, *, at: datetime, by: str, unlists: bool) -> None:
    """The spell is over."""
    await uow.execute(_END, {"id": follow_id, "at": at, "by": by, "unlists": unlists})


async def unlist_spell(uow: UnitOfWork, follow_id: int, *, at: datetime) -> None:
    """The member's list no longer shows the customer."""
    await uow.execute(_UNLIST, {"id": follow_id, "at": at})


async def touch_spell(
    uow: UnitOfWork, follow_id: int, *, at: datetime, is_half: bool, state: str | None, add_way: int | None
) -> RowMapping:
    """Newer news of the same addition: fill in what was missing."""
    values = {"id": follow_id, "at": at, "is_half": is_half, "state": state, "add_way": add_way}
    return (await uow.execute(_TOUCH, values)).mappings().one()


async def fill_start(uow: UnitOfWork, follow_id: int, values: Mapping[str, Any]) -> RowMapping:
    """The beginning of a spell whose end came first: at, by, add_way, state, live_code, acq_channel."""
    return (await uow.execute(_FILL_START, {"id": follow_id, **values})).mappings().one()


async def add_first_spells(
    uow: UnitOfWork, rows: Sequence[Mapping[str, Any]], *, source: str, is_read: bool
) -> list[RowMapping]:
    """First spells of many relations at once; those that were new. `is_read`: from WeCom's list, notes and all."""
    statement = text("""
        INSERT INTO follows (customer_id, corp_id, staff_id, external_userid, spell, is_live, is_half, started_by,
                             add_way, state, live_code, acq_channel, started_at, moved_at, last_interaction_at, remark,
                             remark_search, description, remark_company, remark_phones_sealed, source, synced_at)
        SELECT customer_id, corp_id, staff_id, external_userid, 1, true, is_half, started_by, add_way, state, live_code,
               acq_channel, started_at, started_at, CASE WHEN started_by = 'customer' THEN started_at END, remark,
               remark_search, description, company, phones, :source, cast(:read_at AS timestamptz)
        FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS new(
            customer_id bigint, corp_id bigint, staff_id bigint, external_userid text, is_half boolean, started_by text,
            add_way int, state text, live_code bigint, acq_channel bigint, started_at timestamptz, remark text,
            remark_search text, description text, company text, phones text)
        ORDER BY staff_id, external_userid
        ON CONFLICT (staff_id, external_userid, spell) DO NOTHING
        RETURNING *
    """)
    read_at = uow.now() if is_read else None
    values = {"rows": orjson.dumps([dict(row) for row in rows]).decode(), "source": source, "read_at": read_at}
    return list((await uow.execute(statement, values)).mappings())


async def end_all_of(uow: UnitOfWork, staff_id: int, *, at: datetime, by: str) -> list[RowMapping]:
    """End every relation of a member that stands; the rows."""
    statement = text("""
        UPDATE follows SET is_live = false, is_half = false, ended_at = :at, ended_by = :by, moved_at = :at,
                           unlisted_at = :at
        WHERE staff_id = :staff_id AND is_live AND moved_at <= :at
        RETURNING *
    """)
    return list((await uow.execute(statement, {"staff_id": staff_id, "at": at, "by": by})).mappings())


async def mark_current(uow: UnitOfWork, customer_ids: Sequence[int]) -> None:
    """Decide anew which spells let their members see these customers."""
    await uow.execute(_MARK_CURRENT, {"ids": list(customer_ids)})


async def find_follow(uow: UnitOfWork, follow_id: int) -> RowMapping | None:
    """One spell by its id."""
    return (await uow.execute(text("SELECT * FROM follows WHERE id = :id"), {"id": follow_id})).mappings().one_or_none()


async def find_spell(uow: UnitOfWork, customer_id: int, staff_id: int, spell: int) -> RowMapping | None:
    """A spell as an event names it; `customer_id` may be of before a merge."""
    statement = text("""
        SELECT follows.* FROM follows JOIN customers ON customers.id = :customer_id
        WHERE follows.customer_id = coalesce(customers.merged_into, customers.id)
          AND staff_id = :staff_id AND spell = :spell
        ORDER BY follows.id DESC LIMIT 1
    """)
    keys = {"customer_id": customer_id, "staff_id": staff_id, "spell": spell}
    return (await uow.execute(statement, keys)).mappings().one_or_none()


async def list_follows(uow: UnitOfWork, customer_ids: Sequence[int]) -> list[RowMapping]:
    """Every spell of some customers, newest first."""
    statement = text("""
        SELECT * FROM follows WHERE customer_id = ANY(cast(:ids AS bigint[]))
        ORDER BY is_live DESC, moved_at DESC, id DESC
    """)
    return list((await uow.execute(statement, {"ids": list(customer_ids)})).mappings())


async def note_interaction(uow: UnitOfWork, customer_id: int, staff_id: int, at: datetime) -> None:
    """The customer did something towards this member at `at`."""
    statement = text("""
        UPDATE follows SET last_interaction_at = greatest(last_interaction_at, :at)
        WHERE customer_id = :customer_id AND staff_id = :staff_id AND is_live
    """)
    await uow.execute(statement, {"customer_id": customer_id, "staff_id": staff_id, "at": at})


def live_follows() -> Select[Any]:
    """Relations that stand, for planning over whole tables: one row per relation."""
    return select(
        follows.c.id.label("follow_id"),
        follows.c.customer_id,
        follows.c.staff_id,
        follows.c.corp_id,
        follows.c.external_userid,
        follows.c.spell,
        follows.c.is_half,
        follows.c.started_at,
        follows.c.last_interaction_at,
    ).where(follows.c.is_live)
