"""WeCom's side of relations: remarks, tags per relation, what its lists show."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import RowMapping, text

from siyu.runtime.database import UnitOfWork

_PAIRS = text("""
SELECT follows.*, customers.name, customers.gender, customers.avatar_url, customers.company, customers.position,
       ARRAY(SELECT tags.wecom_id FROM follow_tags JOIN tags ON tags.id = follow_tags.tag_id
             WHERE follow_tags.follow_id = follows.id AND follow_tags.state = 'on' ORDER BY 1) AS wecom_tags,
       EXISTS (SELECT 1 FROM follow_tags WHERE follow_tags.follow_id = follows.id
               AND follow_tags.state <> 'on') AS has_orders,
       (SELECT min(value) FROM identities WHERE identities.customer_id = customers.id AND kind = 'unionid') AS unionid
FROM unnest(cast(:staff AS bigint[]), cast(:externals AS text[])) AS asked(staff_id, external_userid)
CROSS JOIN LATERAL (
    SELECT * FROM follows
    WHERE follows.staff_id = asked.staff_id AND follows.external_userid = asked.external_userid
    ORDER BY spell DESC LIMIT 1
) AS follows
JOIN customers ON customers.id = follows.customer_id
""")

_SET_NOTES = text("""
UPDATE follows
SET remark = new.remark, remark_search = new.remark_search, description = new.description,
    remark_company = new.company, remark_phones_sealed = coalesce(new.phones, remark_phones_sealed), synced_at = :now,
    add_way = coalesce(follows.add_way, new.add_way), state = coalesce(follows.state, new.state)
FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS new(
    id bigint, remark text, remark_search text, description text, company text, phones text, add_way int, state text)
WHERE follows.id = new.id
""")

_LISTED_BY_EXTERNAL = text("""
SELECT DISTINCT ON (external_userid, staff_id) * FROM follows
WHERE external_userid = ANY(cast(:externals AS text[])) AND corp_id = :corp_id
ORDER BY external_userid, staff_id, spell DESC
""")

_LISTED_BY_STAFF = text("""
SELECT external_userid FROM (
    SELECT DISTINCT ON (external_userid) external_userid, unlisted_at, moved_at FROM follows
    WHERE staff_id = :staff_id AND corp_id = :corp_id
    ORDER BY external_userid, spell DESC
) AS latest
WHERE unlisted_at IS NULL AND moved_at < :as_of ORDER BY external_userid
""")

_STAFF_WITH_LISTED = text("""
SELECT DISTINCT staff_id FROM follows WHERE corp_id = :corp_id AND unlisted_at IS NULL ORDER BY staff_id
""")

_PUT_MARKS = text("""
INSERT INTO follow_tags (follow_id, tag_id, state, changed_at)
SELECT :follow_id, tag_id, 'on', :at FROM unnest(cast(:tags AS bigint[])) AS tag_id
ON CONFLICT (follow_id, tag_id) DO UPDATE SET state = 'on', changed_at = excluded.changed_at, claimed_until = NULL
""")

# A customer keeps a tag as long as any relation that stands still carries it.
_HELD_ELSEWHERE = text("""
SELECT DISTINCT follow_tags.tag_id FROM follow_tags JOIN follows ON follows.id = follow_tags.follow_id
WHERE follows.customer_id = :customer_id AND follows.is_live AND follows.id <> :follow_id
  AND follow_tags.tag_id = ANY(cast(:tags AS bigint[])) AND follow_tags.state <> 'removing'
""")

_CLAIM = text("""
WITH chosen AS (
    SELECT follow_tags.follow_id, follow_tags.tag_id FROM follow_tags
    JOIN tags ON tags.id = follow_tags.tag_id AND tags.wecom_id IS NOT NULL
    JOIN follows ON follows.id = follow_tags.follow_id AND follows.is_live
    WHERE follow_tags.state <> 'on' AND (claimed_until IS NULL OR claimed_until < :now)
    ORDER BY follow_tags.follow_id, follow_tags.tag_id LIMIT :limit
    FOR UPDATE OF follow_tags SKIP LOCKED
)
UPDATE follow_tags SET claimed_until = :until
FROM chosen, follows, tags
WHERE follow_tags.follow_id = chosen.follow_id AND follow_tags.tag_id = chosen.tag_id
  AND follows.id = chosen.follow_id AND tags.id = chosen.tag_id
RETURNING follow_tags.follow_id, follow_tags.tag_id, follow_tags.state, follow_tags.changed_at, tags.wecom_id,
          follows.corp_id, follows.staff_id, follows.external_userid
""")

_DROP_STALE_ORDERS = text("""
DELETE FROM follow_tags USING follows
WHERE follows.id = follow_tags.follow_id AND follow_tags.state <> 'on' AND NOT follows.is_live
""")


async def list_pairs(uow: UnitOfWork, staff_id: int, externals: Sequence[str]) -> dict[str, RowMapping]:
    """The newest spell with each of these customers, with what the profile and WeCom's tags are to our knowledge."""
    columns = {"staff": [staff_id] * len(externals), "externals": list(externals)}
    return {row["external_userid"]: row for row in (await uow.execute(_PAIRS, columns)).mappings()}


async def set_notes(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> None:
    """What members noted, by follow `id`: remark, remark_search, description, company, phones (sealed or None; then
    the ones we have stay), add_way, state."""
    if rows:
        values = {"rows": orjson.dumps([dict(row) for row in rows]).decode(), "now": uow.now()}
        await uow.execute(_SET_NOTES, values)


async def list_latest_of(uow: UnitOfWork, corp_id: int, externals: Sequence[str]) -> dict[tuple[int, str], RowMapping]:
    """The newest spell of each member with each of these customers, by (member, external_userid)."""
    rows = (await uow.execute(_LISTED_BY_EXTERNAL, {"corp_id": corp_id, "externals": list(externals)})).mappings()
    return {(row["staff_id"], row["external_userid"]): row for row in rows}


async def list_listed_by(uow: UnitOfWork, corp_id: int, staff_id: int, *, before: datetime) -> list[str]:
    """Customers whom, to our knowledge, the member's list shows, as far as nothing is newer than `before`."""
    keys = {"corp_id": corp_id, "staff_id": staff_id, "as_of": before}
    return list((await uow.execute(_LISTED_BY_STAFF, keys)).scalars())


async def list_staff_with_listed(uow: UnitOfWork, corp_id: int) -> list[int]:
    """Members whose list, to our knowledge, shows anybody."""
    return list((await uow.execute(_STAFF_WITH_LISTED, {"corp_id": corp_id})).scalars())


async def list_marks(uow: UnitOfWork, follow_ids: Sequence[int]) -> list[RowMapping]:
    """The tags of relations: follow_id, tag_id, state, changed_at."""
    statement = text("""
        SELECT follow_id, tag_id, state, changed_at FROM follow_tags WHERE follow_id = ANY(cast(:ids AS bigint[]))
    """)
    return list((await uow.execute(statement, {"ids": list(follow_ids)})).mappings())


async def put_marks(uow: UnitOfWork, follow_id: int, tags: Sequence[int], *, at: datetime) -> None:
    """WeCom's relation carries these tags."""
    await uow.execute(_PUT_MARKS, {"follow_id": follow_id, "tags": sorted(tags), "at": at})


async def drop_marks(uow: UnitOfWork, follow_id: int, tags: Sequence[int]) -> None:
    """WeCom's relation does not carry these tags."""
    statement = text("DELETE FROM follow_tags WHERE follow_id = :id AND tag_id = ANY(cast(:tags AS bigint[]))")
    await uow.execute(statement, {"id": follow_id, "tags": sorted(tags)})


async def list_held_elsewhere(uow: UnitOfWork, customer_id: int, follow_id: int, tags: Sequence[int]) -> set[int]:
    """Those of the tags that another standing relation of the customer carries."""
    values = {"customer_id": customer_id, "follow_id": follow_id, "tags": sorted(tags)}
    return set((await uow.execute(_HELD_ELSEWHERE, values)).scalars())


async def find_tags_by_wecom(uow: UnitOfWork, wecom_ids: Sequence[str]) -> dict[str, int]:
    """Our ids of WeCom's tags."""
    statement = text("""
        SELECT wecom_id, id FROM tags WHERE wecom_id = ANY(cast(:ids AS text[])) AND NOT is_deleted
    """)
    return {row.wecom_id: row.id for row in await uow.execute(statement, {"ids": list(wecom_ids)})}


async def claim_orders(uow: UnitOfWork, *, limit: int, until: datetime) -> list[RowMapping]:
    """Tags that WeCom must hear of, taken until `until`; nobody else takes them meanwhile."""
    await uow.execute(_DROP_STALE_ORDERS)
    values = {"now": uow.now(), "limit": limit, "until": until}
    return list((await uow.execute(_CLAIM, values)).mappings())


async def settle_orders(uow: UnitOfWork, follow_id: int, orders: Sequence[RowMapping]) -> None:
    """WeCom has heard: additions are on, removals are gone, unless the order changed meanwhile."""
    added = text("""
        UPDATE follow_tags SET state = 'on', claimed_until = NULL, changed_at = :now
        WHERE follow_id = :id AND tag_id = :tag AND state = 'adding' AND changed_at = :changed
    """)
    removed = text("""
        DELETE FROM follow_tags WHERE follow_id = :id AND tag_id = :tag AND state = 'removing' AND changed_at = :changed
    """)
    for order in orders:
        values = {"id": follow_id, "tag": order["tag_id"], "changed": order["changed_at"]}
        if order["state"] == "adding":
            await uow.execute(added, {**values, "now": uow.now()})
        else:
            await uow.execute(removed, values)
        released = text("UPDATE follow_tags SET claimed_until = NULL WHERE follow_id = :id AND tag_id = :tag")
        await uow.execute(released, {"id": follow_id, "tag": order["tag_id"]})


async def hold_orders(uow: UnitOfWork, corp_id: int, *, until: datetime) -> None:
    """Leave a corp's orders alone until then (its quota is used up)."""
    statement = text("""
        UPDATE follow_tags SET claimed_until = :until FROM follows
        WHERE follows.id = follow_tags.follow_id AND follows.corp_id = :corp_id AND follow_tags.state <> 'on'
    """)
    await uow.execute(statement, {"corp_id": corp_id, "until": until})
