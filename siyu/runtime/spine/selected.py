"""Writing events straight from a query: for changes to many rows, said in the same statement that makes them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, RowMapping, text
from sqlalchemy.ext.asyncio import AsyncConnection

from siyu.runtime.spine.queries import ensure_months

_NUMBERED = """
SELECT nextval('event_ids') AS id, facts.*, cast(md5(facts.dedup_key) AS uuid) AS key_hash FROM facts
"""

_FRESH = """
INSERT INTO event_keys (name, key_hash, event_id, occurred_at, received_at)
SELECT name, key_hash, id, occurred_at, cast(:received_at AS timestamptz) FROM numbered
ON CONFLICT DO NOTHING
RETURNING event_id
"""

_WRITTEN = """
INSERT INTO events (id, name, version, customer_id, staff_id, corp_id, occurred_at, occurred_basis,
                    received_at, source, dedup_key, properties)
SELECT id, name, 1, customer_id, staff_id, corp_id, occurred_at, 'exact',
       cast(:received_at AS timestamptz), source, dedup_key, properties
FROM numbered JOIN fresh_keys ON fresh_keys.event_id = numbered.id
"""


def named(name: str, statement: str) -> CTE:
    """A common table expression from SQL text; it may name the expressions before it."""
    return text(statement).columns().cte(name)


async def write_selected(
    connection: AsyncConnection,
    ctes: Sequence[CTE],
    *,
    facts: str,
    answer: str,
    received_at: datetime,
    parameters: dict[str, Any],
) -> list[RowMapping]:
    """Run one statement that changes rows (`ctes`), writes the events of `facts` and answers with `answer`.

    `facts` is a SELECT over the expressions with the columns name, dedup_key, customer_id, staff_id, corp_id,
    occurred_at, source, properties (jsonb); all events have version 1. Known keys write nothing, as always.
    `answer` is a SELECT over the expressions; its rows are returned.
    """
    await ensure_months(connection, {received_at})
    everything = [
        *ctes,
        named("facts", facts),
        named("numbered", _NUMBERED),
        named("fresh_keys", _FRESH),
        named("written_events", _WRITTEN),
    ]
    statement = text(answer).columns().add_cte(*everything)
    result = await connection.execute(statement, {**parameters, "received_at": received_at})
    return list(result.mappings())
