"""Merging two records into one person, undoing it, and the cases that a person must judge."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import BigInteger, ColumnElement, RowMapping, Table, any_, cast, exists, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY

from siyu.customers.queries.visibility import visible_to
from siyu.customers.tables import customers, follows, identities, identity_conflicts
from siyu.runtime.database import UnitOfWork
from siyu.runtime.viewer import Viewer

_MOVABLE: dict[str, Table] = {"identities": identities, "follows": follows}

_COPY_TAGS = text("""
INSERT INTO customer_tags (customer_id, tag_id, is_on, origin, by_user_id, changed_at)
SELECT :to, tag_id, true, origin, by_user_id, changed_at FROM customer_tags WHERE customer_id = :from AND is_on
ORDER BY tag_id
ON CONFLICT (customer_id, tag_id) DO UPDATE
SET is_on = true, changes_n = customer_tags.changes_n + 1, origin = excluded.origin, changed_at = excluded.changed_at
WHERE NOT customer_tags.is_on
RETURNING tag_id
""")

_FILL_GAPS = text("""
UPDATE customers SET
    name = CASE WHEN customers.name = '' THEN loser.name ELSE customers.name END,
    name_search = CASE WHEN customers.name = '' THEN loser.name_search ELSE customers.name_search END,
    avatar_url = CASE WHEN customers.avatar_url = '' THEN loser.avatar_url ELSE customers.avatar_url END,
    gender = CASE WHEN customers.gender = '' THEN loser.gender ELSE customers.gender END,
    birth_on = coalesce(customers.birth_on, loser.birth_on),
    region = CASE WHEN customers.region = '' THEN loser.region ELSE customers.region END,
    city = CASE WHEN customers.city = '' THEN loser.city ELSE customers.city END,
    phone_sealed = coalesce(customers.phone_sealed, loser.phone_sealed),
    phone_mark = coalesce(customers.phone_mark, loser.phone_mark),
    phone_masked = coalesce(customers.phone_masked, loser.phone_masked),
    phone_tail = coalesce(customers.phone_tail, loser.phone_tail),
    attributes = loser.attributes || customers.attributes,
    first_source = CASE WHEN loser.first_source_at < customers.first_source_at OR customers.first_source IS NULL
                        THEN loser.first_source ELSE customers.first_source END,
    first_channel = CASE WHEN loser.first_source_at < customers.first_source_at OR customers.first_source IS NULL
                         THEN loser.first_channel ELSE customers.first_channel END,
    first_source_at = least(customers.first_source_at, loser.first_source_at),
    last_source = CASE WHEN loser.last_source_at > customers.last_source_at OR customers.last_source IS NULL
                       THEN loser.last_source ELSE customers.last_source END,
    last_channel = CASE WHEN loser.last_source_at > customers.last_source_at OR customers.last_source IS NULL
                        THEN loser.last_channel ELSE customers.last_channel END,
    last_source_at = greatest(customers.last_source_at, loser.last_source_at),
    is_test = customers.is_test OR loser.is_test, is_employee = customers.is_employee OR loser.is_employee,
    is_minor = customers.is_minor OR loser.is_minor, is_blocked = customers.is_blocked OR loser.is_blocked,
    updated_at = :now
FROM customers AS loser
WHERE customers.id = :to AND loser.id = :from
""")

# What a merge fills in, so that its undoing can give back exactly that.
_SNAPSHOT = text("""
SELECT to_jsonb(kept) FROM (
    SELECT name, name_search, avatar_url, gender, birth_on, region, city, phone_sealed, phone_mark, phone_masked,
           phone_tail, attributes, first_source, first_source_at, first_channel, last_source, last_source_at,
           last_channel, is_test, is_employee, is_minor, is_blocked
    FROM customers WHERE id = :id
) AS kept
""")

_RESTORE = text("""
UPDATE customers SET (
    name, name_search, avatar_url, gender, birth_on, region, city, phone_sealed, phone_mark, phone_masked,
    phone_tail, attributes, first_source, first_source_at, first_channel, last_source, last_source_at,
    last_channel, is_test, is_employee, is_minor, is_blocked, updated_at
) = (
    SELECT name, name_search, avatar_url, gender, birth_on, region, city, phone_sealed, phone_mark, phone_masked,
           phone_tail, attributes, first_source, first_source_at, first_channel, last_source, last_source_at,
           last_channel, is_test, is_employee, is_minor, is_blocked, cast(:now AS timestamptz)
    FROM jsonb_populate_record(NULL::customers, cast(:kept AS jsonb))
)
WHERE id = :id
""")


async def move(uow: UnitOfWork, table: str, *, source: int, target: int) -> list[int]:
    """Hand the identities or relations of one customer to another; their ids."""
    moved = _MOVABLE[table]
    statement = update(moved).where(moved.c.customer_id == source).values(customer_id=target).returning(moved.c.id)
    return sorted((await uow.execute(statement)).scalars())


async def move_back(uow: UnitOfWork, table: str, ids: Sequence[int], *, target: int) -> None:
    """Hand certain rows back."""
    moved = _MOVABLE[table]
    chosen = moved.c.id == any_(cast(list(ids), ARRAY(BigInteger)))
    await uow.execute(update(moved).where(chosen).values(customer_id=target))


async def copy_tags(uow: UnitOfWork, *, source: int, target: int) -> list[int]:
    """Give the survivor the tags it lacks; those it got."""
    return sorted((await uow.execute(_COPY_TAGS, {"from": source, "to": target})).scalars())


async def drop_tags(uow: UnitOfWork, customer_id: int, tag_ids: Sequence[int]) -> None:
    """Take back tags that came with a merge, without a word: they were never put on."""
    statement = text("""
        UPDATE customer_tags SET is_on = false, changes_n = changes_n + 1, changed_at = :now
        WHERE customer_id = :id AND tag_id = ANY(cast(:tags AS bigint[]))
    """)
    await uow.execute(statement, {"id": customer_id, "tags": list(tag_ids), "now": uow.now()})


async def read_profile(uow: UnitOfWork, customer_id: int) -> dict[str, Any]:
    """The columns a merge may fill, as they are."""
    found: dict[str, Any] = (await uow.execute(_SNAPSHOT, {"id": customer_id})).scalar_one()
    return found


async def fill_gaps(uow: UnitOfWork, *, source: int, target: int) -> None:
    """What the survivor does not know, the loser does; first touch is the earlier, last touch the later."""
    await uow.execute(_FILL_GAPS, {"from": source, "to": target, "now": uow.now()})


async def restore_profile(uow: UnitOfWork, customer_id: int, kept: Mapping[str, Any]) -> None:
    """Set the columns a merge filled back to what they were."""
    values = {"id": customer_id, "kept": orjson.dumps(kept).decode(), "now": uow.now()}
    await uow.execute(_RESTORE, values)


async def point(uow: UnitOfWork, customer_ids: Sequence[int], *, target: int | None) -> None:
    """Let these records stand for another customer, or for themselves again."""
    statement = text("UPDATE customers SET merged_into = :to WHERE id = ANY(cast(:ids AS bigint[]))")
    await uow.execute(statement, {"ids": list(customer_ids), "to": target})


async def list_children(uow: UnitOfWork, customer_id: int) -> list[int]:
    """Records that stand for this customer."""
    statement = text("SELECT id FROM customers WHERE merged_into = :id ORDER BY id")
    return list((await uow.execute(statement, {"id": customer_id})).scalars())


async def add_merge(uow: UnitOfWork, row: Mapping[str, Any], moved: Mapping[str, Any]) -> int:
    """Note a merge with everything needed to undo it."""
    statement = text("""
        INSERT INTO customer_merges (survivor_id, loser_id, rule, strength, moved, merged_at, merged_by)
        VALUES (:survivor_id, :loser_id, :rule, :strength, cast(:moved AS jsonb), :now, :merged_by) RETURNING id
    """)
    values = {**row, "moved": orjson.dumps(moved).decode(), "now": uow.now()}
    return int((await uow.execute(statement, values)).scalar_one())


async def lock_merge(uow: UnitOfWork, merge_id: int) -> RowMapping | None:
    """A merge that still holds, locked."""
    statement = text("SELECT * FROM customer_merges WHERE id = :id AND undone_at IS NULL FOR UPDATE")
    return (await uow.execute(statement, {"id": merge_id})).mappings().one_or_none()


async def mark_undone(uow: UnitOfWork, merge_id: int, user_id: int | None) -> None:
    """The merge was taken back."""
    statement = text("UPDATE customer_merges SET undone_at = :now, undone_by = :user WHERE id = :id")
    await uow.execute(statement, {"id": merge_id, "user": user_id, "now": uow.now()})


async def list_merges(uow: UnitOfWork, customer_id: int) -> list[RowMapping]:
    """Merges into a customer that still hold, newest first."""
    statement = text("""
        SELECT id, survivor_id, loser_id, rule, strength, merged_at FROM customer_merges
        WHERE survivor_id = :id AND undone_at IS NULL ORDER BY id DESC
    """)
    return list((await uow.execute(statement, {"id": customer_id})).mappings())


async def find_pair(uow: UnitOfWork, left: int, right: int) -> RowMapping | None:
    """An earlier judgement on these two."""
    statement = text("""
        SELECT * FROM identity_conflicts WHERE left_customer_id = :left AND right_customer_id = :right
        ORDER BY (state = 'kept_apart') DESC, id DESC LIMIT 1
    """)
    return (await uow.execute(statement, {"left": left, "right": right})).mappings().one_or_none()


async def add_conflict(uow: UnitOfWork, left: int, right: int, *, kind: str) -> None:
    """Two people share a key: note it once."""
    statement = text("""
        INSERT INTO identity_conflicts (left_customer_id, right_customer_id, kind, found_at)
        VALUES (:left, :right, :kind, :now) ON CONFLICT DO NOTHING
    """)
    await uow.execute(statement, {"left": left, "right": right, "kind": kind, "now": uow.now()})


async def settle_conflicts(uow: UnitOfWork, left: int, right: int, *, state: str, user_id: int | None) -> None:
    """Judge every open conflict between the two."""
    statement = text("""
        UPDATE identity_conflicts SET state = :state, settled_at = :now, settled_by = :user
        WHERE least(left_customer_id, right_customer_id) = least(cast(:left AS bigint), cast(:right AS bigint))
          AND greatest(left_customer_id, right_customer_id) = greatest(cast(:left AS bigint), cast(:right AS bigint))
          AND state = 'open'
    """)
    values = {"left": left, "right": right, "state": state, "user": user_id, "now": uow.now()}
    await uow.execute(statement, values)


async def lock_conflict(uow: UnitOfWork, conflict_id: int) -> RowMapping | None:
    """An open conflict, locked."""
    statement = text("SELECT * FROM identity_conflicts WHERE id = :id AND state = 'open' FOR UPDATE")
    return (await uow.execute(statement, {"id": conflict_id})).mappings().one_or_none()


async def list_conflicts(uow: UnitOfWork, viewer: Viewer, *, before: int | None, limit: int) -> list[RowMapping]:
    """Open conflicts of which the viewer may see both people, newest first."""
    of = identity_conflicts.c
    shown = [of.id, of.left_customer_id, of.right_customer_id, of.kind, of.state, of.found_at]
    wanted: list[ColumnElement[bool]] = [of.state == "open"]
    for side in (of.left_customer_id, of.right_customer_id):
        wanted.append(exists().where(customers.c.id == side, customers.c.merged_into.is_(None), visible_to(viewer)))
    if before is not None:
        wanted.append(of.id < before)
    statement = select(*shown).where(*wanted).order_by(of.id.desc()).limit(limit)
    return list((await uow.execute(statement)).mappings())
