"""Changing what is known of persons; the warehouse's view of them."""

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncConnection

from siyu.runtime.database import UnitOfWork

# Field by field only where something really changes, so that no event tells of nothing.
_UPDATE = text("""
WITH input AS (
    SELECT cast(item->>'id' AS bigint) AS id, item->'set' AS changes
    FROM jsonb_array_elements(cast(:rows AS jsonb)) AS item
), locked AS (
    SELECT customers.id, customers.attributes, to_jsonb(customers) AS before, input.changes
    FROM customers JOIN input USING (id) ORDER BY customers.id FOR UPDATE OF customers
), merged AS (
    SELECT locked.id, changes,
           ARRAY(SELECT key FROM jsonb_each(changes) AS change(key, value)
                 WHERE key <> 'attributes' AND value IS DISTINCT FROM before -> key
                 UNION ALL
                 SELECT 'attributes.' || key FROM jsonb_each(coalesce(changes->'attributes', '{}'))
                        AS change(key, value)
                 WHERE value IS DISTINCT FROM locked.attributes -> key
                 ORDER BY 1) AS fields
    FROM locked
)
UPDATE customers SET
    name = coalesce(changes->>'name', name),
    name_search = coalesce(changes->>'name_search', name_search),
    avatar_url = coalesce(changes->>'avatar_url', avatar_url),
    gender = coalesce(changes->>'gender', gender),
    birth_on = coalesce(cast(changes->>'birth_on' AS date), birth_on),
    country = coalesce(changes->>'country', country),
    region = coalesce(changes->>'region', region),
    city = coalesce(changes->>'city', city),
    company = coalesce(changes->>'company', company),
    position = coalesce(changes->>'position', position),
    attributes = attributes || coalesce(changes->'attributes', '{}'),
    revision = revision + 1, updated_at = :now
FROM merged WHERE customers.id = merged.id AND cardinality(merged.fields) > 0
RETURNING customers.id, customers.revision, merged.fields
""")

_FLAG = text("""
UPDATE customers SET
    is_test = CASE WHEN :flag = 'test' THEN :is_on ELSE is_test END,
    is_employee = CASE WHEN :flag = 'employee' THEN :is_on ELSE is_employee END,
    is_minor = CASE WHEN :flag = 'minor' THEN :is_on ELSE is_minor END,
    is_blocked = CASE WHEN :flag = 'blocked' THEN :is_on ELSE is_blocked END,
    revision = revision + 1, updated_at = :now
WHERE id = :id AND :is_on <> CASE :flag WHEN 'test' THEN is_test WHEN 'employee' THEN is_employee
                                        WHEN 'minor' THEN is_minor ELSE is_blocked END
RETURNING revision
""")

_SNAPSHOTS = text("""
SELECT customers.id, gender, birth_on, country, region, city, first_channel, last_channel, created_at, is_test,
       is_employee, is_erased, attributes,
       coalesce(f.staff_ids, '{}') AS staff_ids, coalesce(f.live_follows, 0) AS live_follows,
       f.first_follow_at, f.last_follow_at,
       ARRAY(SELECT tag_id FROM customer_tags JOIN tags ON tags.id = tag_id
             WHERE customer_id = customers.id AND is_on AND NOT tags.is_deleted ORDER BY tag_id) AS tag_ids
FROM customers LEFT JOIN (
    SELECT customer_id, array_agg(DISTINCT staff_id) FILTER (WHERE is_current) AS staff_ids,
           count(*) FILTER (WHERE is_live) AS live_follows,
           min(started_at) AS first_follow_at, max(started_at) AS last_follow_at
    FROM follows WHERE customer_id = ANY(cast(:ids AS bigint[])) GROUP BY customer_id
) AS f ON f.customer_id = customers.id
WHERE customers.id = ANY(cast(:ids AS bigint[])) AND merged_into IS NULL
ORDER BY customers.id
""")


async def update(uow: UnitOfWork, rows: Sequence[dict[str, Any]]) -> list[RowMapping]:
    """Change fields of customers, given as {id, set: {field: value}}; (id, revision, fields) of those that changed."""
    values = {"rows": orjson.dumps(list(rows)).decode(), "now": uow.now()}
    return list((await uow.execute(_UPDATE, values)).mappings())


async def set_flag(uow: UnitOfWork, customer_id: int, flag: str, *, is_on: bool) -> int | None:
    """Mark a customer; the new revision, None when nothing changed."""
    values = {"id": customer_id, "flag": flag, "is_on": is_on, "now": uow.now()}
    revision: int | None = (await uow.execute(_FLAG, values)).scalar_one_or_none()
    return revision


async def read_snapshots(connection: AsyncConnection, customer_ids: Sequence[int]) -> list[RowMapping]:
    """What segments may ask of these customers; merged records are absent."""
    return list((await connection.execute(_SNAPSHOTS, {"ids": list(customer_ids)})).mappings())


async def read_ids(connection: AsyncConnection, after: int, limit: int) -> list[int]:
    """Customer ids greater than `after`, ascending."""
    statement = text("SELECT id FROM customers WHERE id > :after AND merged_into IS NULL ORDER BY id LIMIT :limit")
    return list((await connection.execute(statement, {"after": after, "limit": limit})).scalars())
