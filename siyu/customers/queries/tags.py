"""Tags: the catalogue, who has which, and what each WeCom relation carries."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, Table, text, update

from siyu.customers.tables import tag_groups, tags
from siyu.runtime.database import UnitOfWork
from siyu.runtime.spine import named, write_selected

_LOCK_CATALOGUE = text("SELECT pg_advisory_xact_lock(hashtext('siyu.customers.tags'))")

_FIND_TAGS = text("""
SELECT tags.id, tags.name, tags.wecom_id, tags.group_id, tags.is_deleted, tag_groups.name AS group_name,
       tag_groups.corp_id, tag_groups.is_exclusive, tag_groups.wecom_id AS group_wecom_id
FROM tags JOIN tag_groups ON tag_groups.id = tags.group_id
WHERE tags.id = ANY(cast(:ids AS bigint[])) AND NOT tags.is_deleted
ORDER BY tags.id
""")

_ADD_TAGS = """
INSERT INTO customer_tags (customer_id, tag_id, is_on, origin, by_user_id, changed_at)
SELECT customer_id, tag_id, true, :origin, cast(:user_id AS bigint), cast(:now AS timestamptz)
FROM unnest(cast(:customers AS bigint[])) AS customer_id CROSS JOIN unnest(cast(:tags AS bigint[])) AS tag_id
ORDER BY customer_id, tag_id
ON CONFLICT (customer_id, tag_id) DO UPDATE
SET is_on = true, changes_n = customer_tags.changes_n + 1, origin = excluded.origin,
    by_user_id = excluded.by_user_id, changed_at = excluded.changed_at
WHERE NOT customer_tags.is_on
RETURNING customer_id, tag_id, changes_n
"""

_REMOVE_TAGS = """
WITH chosen AS (
    SELECT customer_id, tag_id FROM customer_tags
    WHERE customer_id = ANY(cast(:customers AS bigint[])) AND tag_id = ANY(cast(:tags AS bigint[])) AND is_on
    ORDER BY customer_id, tag_id FOR UPDATE
)
UPDATE customer_tags
SET is_on = false, changes_n = changes_n + 1, origin = :origin, by_user_id = cast(:user_id AS bigint),
    changed_at = :now
FROM chosen
WHERE customer_tags.customer_id = chosen.customer_id AND customer_tags.tag_id = chosen.tag_id
RETURNING customer_tags.customer_id, customer_tags.tag_id, customer_tags.changes_n
"""

_TAG_FACTS = """
SELECT cast(:event AS text) AS name, 'tagging:' || customer_id || ':' || tag_id || ':' || changes_n AS dedup_key,
       customer_id, cast(NULL AS bigint) AS staff_id, cast(NULL AS bigint) AS corp_id,
       cast(:now AS timestamptz) AS occurred_at, cast(:source AS text) AS source,
       jsonb_strip_nulls(jsonb_build_object(
           'tag', tag_id, 'by', cast(:origin AS text), 'reason', cast(:reason AS text))) AS properties
FROM changed
"""

_SIBLINGS = text("""
SELECT others.id FROM tags JOIN tag_groups ON tag_groups.id = tags.group_id
JOIN tags AS others ON others.group_id = tags.group_id
WHERE tag_groups.is_exclusive AND tags.id = ANY(cast(:ids AS bigint[])) AND others.id <> ALL(cast(:ids AS bigint[]))
""")

# Every relation that stands carries the tag, because at WeCom tags belong to relations.
_ORDER_PUSH = text("""
INSERT INTO follow_tags (follow_id, tag_id, state, changed_at)
SELECT follows.id, tags.id, 'adding', :now
FROM follows
JOIN tag_groups ON tag_groups.corp_id = follows.corp_id
JOIN tags ON tags.group_id = tag_groups.id AND tags.id = ANY(cast(:tags AS bigint[]))
WHERE follows.customer_id = ANY(cast(:customers AS bigint[])) AND follows.is_live
ORDER BY follows.id, tags.id
ON CONFLICT (follow_id, tag_id) DO UPDATE SET state = 'adding', changed_at = excluded.changed_at
WHERE follow_tags.state = 'removing'
""")

_ORDER_PULL = text("""
UPDATE follow_tags SET state = 'removing', changed_at = :now
FROM follows
WHERE follows.id = follow_tags.follow_id AND follows.customer_id = ANY(cast(:customers AS bigint[]))
  AND follow_tags.tag_id = ANY(cast(:tags AS bigint[])) AND follow_tags.state <> 'removing'
""")

_WAKE = text("SELECT pg_notify('customers_push', '')")


async def lock_catalogue(uow: UnitOfWork) -> None:
    """Let nobody else make tags until the transaction ends, so that a name is made once."""
    await uow.execute(_LOCK_CATALOGUE)


async def find_tags(uow: UnitOfWork, ids: Sequence[int]) -> list[RowMapping]:
    """Tags that exist, with their group."""
    return list((await uow.execute(_FIND_TAGS, {"ids": list(ids)})).mappings())


async def find_tag_names(uow: UnitOfWork, group_id: int, names: Sequence[str]) -> dict[str, int]:
    """Ids of the tags of a group by name."""
    statement = text("""
        SELECT name, id FROM tags WHERE group_id = :group AND name = ANY(cast(:names AS text[])) AND NOT is_deleted
    """)
    rows = await uow.execute(statement, {"group": group_id, "names": list(names)})
    return {row.name: row.id for row in rows}


async def find_group(uow: UnitOfWork, corp_id: int | None, name: str) -> RowMapping | None:
    """A group by its name inside its corp (None = ours alone)."""
    statement = text("""
        SELECT * FROM tag_groups
        WHERE corp_id IS NOT DISTINCT FROM cast(:corp AS bigint) AND name = :name AND NOT is_deleted
    """)
    return (await uow.execute(statement, {"corp": corp_id, "name": name})).mappings().one_or_none()


async def add_group(
    uow: UnitOfWork, name: str, *, corp_id: int | None, is_exclusive: bool, wecom_id: str | None = None
) -> int:
    """A new tag group; one of a corp waits to be made at WeCom unless it comes from there."""
    statement = text("""
        INSERT INTO tag_groups (corp_id, wecom_id, name, is_exclusive, push_state, created_at, changed_at)
        VALUES (:corp, :wecom_id, :name, :exclusive, :push, :now, :now) RETURNING id
    """)
    push = "none" if corp_id is None or wecom_id else "waiting"
    values = {"corp": corp_id, "wecom_id": wecom_id, "name": name, "exclusive": is_exclusive, "push": push}
    return int((await uow.execute(statement, {**values, "now": uow.now()})).scalar_one())


async def add_tag_rows(uow: UnitOfWork, group_id: int, names: Sequence[str], *, push_state: str) -> dict[str, int]:
    """New tags of a group; their ids by name."""
    statement = text("""
        INSERT INTO tags (group_id, name, push_state, created_at, changed_at)
        SELECT :group, name, :push, :now, :now FROM unnest(cast(:names AS text[])) AS name
        RETURNING name, id
    """)
    values = {"group": group_id, "names": list(names), "push": push_state, "now": uow.now()}
    return {row.name: row.id for row in await uow.execute(statement, values)}


async def switch_tags(  # noqa: PLR0913  # who, what, which way, and the words of the fact
    uow: UnitOfWork,
    customers: Sequence[int],
    tag_ids: Sequence[int],
    *,
    is_on: bool,
    origin: str,
    source: str,
    user_id: int | None,
    reason: str | None,
) -> list[RowMapping]:
    """Put tags on customers or take them off, and say so in the same statement; the pairs that really changed."""
    return await write_selected(
        uow.connection,
        [named("changed", _ADD_TAGS if is_on else _REMOVE_TAGS)],
        facts=_TAG_FACTS,
        answer="SELECT customer_id, tag_id, changes_n FROM changed",
        received_at=uow.now(),
        parameters={
            "customers": list(customers),
            "tags": list(tag_ids),
            "now": uow.now(),
            "origin": origin,
            "event": "tag_added" if is_on else "tag_removed",
            "source": source,
            "user_id": user_id,
            "reason": reason,
        },
    )


async def list_exclusive_siblings(uow: UnitOfWork, tag_ids: Sequence[int]) -> list[int]:
    """The other tags of those exclusive groups that the given tags are in."""
    return list((await uow.execute(_SIBLINGS, {"ids": list(tag_ids)})).scalars())


async def order_push(uow: UnitOfWork, customers: Sequence[int], tag_ids: Sequence[int], *, is_on: bool) -> None:
    """Note what WeCom's relations have to be told, and wake the lane that tells it."""
    statement = _ORDER_PUSH if is_on else _ORDER_PULL
    values = {"customers": list(customers), "tags": list(tag_ids), "now": uow.now()}
    if (await uow.execute(statement, values)).rowcount:
        await uow.execute(_WAKE)


async def wake_push(uow: UnitOfWork) -> None:
    """Wake the lane that speaks to WeCom about tags."""
    await uow.execute(_WAKE)


async def list_tags_of(uow: UnitOfWork, customer_ids: Sequence[int]) -> list[RowMapping]:
    """Tags of some customers, by group and place in it."""
    statement = text("""
        SELECT customer_tags.customer_id, tags.id, tags.name, tags.group_id, tag_groups.name AS group_name,
               tags.wecom_id IS NOT NULL AS is_mirrored
        FROM customer_tags JOIN tags ON tags.id = customer_tags.tag_id JOIN tag_groups ON tag_groups.id = tags.group_id
        WHERE customer_tags.customer_id = ANY(cast(:ids AS bigint[])) AND customer_tags.is_on AND NOT tags.is_deleted
        ORDER BY tag_groups.position DESC, tag_groups.id, tags.position DESC, tags.id
    """)
    return list((await uow.execute(statement, {"ids": list(customer_ids)})).mappings())


async def list_groups(uow: UnitOfWork) -> list[RowMapping]:
    """Every tag group that exists."""
    statement = text("SELECT * FROM tag_groups WHERE NOT is_deleted ORDER BY position DESC, id")
    return list((await uow.execute(statement)).mappings())


async def list_all_tags(uow: UnitOfWork, *, counts: bool) -> list[RowMapping]:
    """Every tag that exists, with how many customers have it; without `counts` nobody is counted."""
    statement = text("""
        SELECT tags.id, tags.name, tags.group_id, tags.wecom_id IS NOT NULL AS is_mirrored, coalesce(c.many, 0) AS many
        FROM tags LEFT JOIN (
            SELECT tag_id, count(*) AS many FROM customer_tags WHERE is_on AND :counts GROUP BY tag_id
        ) AS c ON c.tag_id = tags.id
        WHERE NOT tags.is_deleted ORDER BY tags.position DESC, tags.id
    """)
    return list((await uow.execute(statement, {"counts": counts})).mappings())


async def list_holders(uow: UnitOfWork, tag_ids: Sequence[int], limit: int) -> list[int]:
    """Some customers who have one of these tags."""
    statement = text("""
        SELECT DISTINCT customer_id FROM customer_tags
        WHERE tag_id = ANY(cast(:ids AS bigint[])) AND is_on ORDER BY customer_id LIMIT :limit
    """)
    return list((await uow.execute(statement, {"ids": list(tag_ids), "limit": limit})).scalars())


_NAMED: dict[str, Table] = {"tags": tags, "tag_groups": tag_groups}


async def rename(uow: UnitOfWork, kind: str, row_id: int, name: str, *, push_state: str | None) -> None:
    """Give a tag (kind `tags`) or a group (`tag_groups`) another name; `push_state` None leaves that as it is."""
    table = _NAMED[kind]
    push = {"push_state": push_state} if push_state else {}
    await uow.execute(update(table).where(table.c.id == row_id).values(name=name, changed_at=uow.now(), **push))


async def mark_deleted(uow: UnitOfWork, kind: str, ids: Sequence[int], *, push_state: str) -> None:
    """Tags or groups are no more; `push_state` deleting means that WeCom must still hear of it."""
    table = _NAMED[kind]
    values = {"is_deleted": True, "push_state": push_state, "changed_at": uow.now()}
    await uow.execute(update(table).where(table.c.id.in_(ids)).values(**values))


async def drop_relation_tags(uow: UnitOfWork, tag_ids: Sequence[int]) -> None:
    """No relation carries these tags any more."""
    statement = text("DELETE FROM follow_tags WHERE tag_id = ANY(cast(:ids AS bigint[]))")
    await uow.execute(statement, {"ids": list(tag_ids)})


async def list_group_tags(uow: UnitOfWork, group_id: int) -> list[int]:
    """Ids of the tags of a group."""
    statement = text("SELECT id FROM tags WHERE group_id = :id AND NOT is_deleted")
    return list((await uow.execute(statement, {"id": group_id})).scalars())


async def find_group_by_id(uow: UnitOfWork, group_id: int) -> RowMapping | None:
    """A group by its id."""
    statement = text("SELECT * FROM tag_groups WHERE id = :id AND NOT is_deleted")
    return (await uow.execute(statement, {"id": group_id})).mappings().one_or_none()


async def set_exclusive(uow: UnitOfWork, group_id: int, *, is_exclusive: bool, at: datetime) -> None:
    """Whether a customer may have only one tag of this group."""
    statement = text("UPDATE tag_groups SET is_exclusive = :exclusive, changed_at = :at WHERE id = :id")
    await uow.execute(statement, {"id": group_id, "exclusive": is_exclusive, "at": at})
