"""Persons and the identities by which they are found."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, text

from siyu.runtime.database import UnitOfWork
from siyu.runtime.spine import named, write_selected

_FIND = text("SELECT customer_id FROM identities WHERE kind = :kind AND value = :value")

_FIND_MANY = text("""
SELECT input.place, identities.customer_id
FROM unnest(cast(:kinds AS text[]), cast(:values AS text[])) WITH ORDINALITY AS input(kind, value, place)
JOIN identities ON identities.kind = input.kind AND identities.value = input.value
""")

_NEW_CUSTOMERS = text("""
INSERT INTO customers (kind, created_at, updated_at)
SELECT :kind, :now, :now FROM generate_series(1, :many) RETURNING id
""")

# In one order of keys, so that two batches wait for each other instead of locking each other out.
_LINK_MANY = """
INSERT INTO identities (kind, value, customer_id, origin_customer_id, source, linked_at)
SELECT kind, value, customer_id, customer_id, cast(:source AS text), cast(:now AS timestamptz)
FROM unnest(cast(:kinds AS text[]), cast(:values AS text[]), cast(:customers AS bigint[]))
     AS input(kind, value, customer_id)
ORDER BY kind, value
ON CONFLICT (kind, value) DO NOTHING
RETURNING id, kind, value, customer_id
"""

# The same facts as `linked_event` and `CustomerCreated`, said by the statement that makes the rows.
_ARRIVAL_FACTS = """
SELECT 'customer_created' AS name, 'customer:' || customer_id || ':' || 'created' AS dedup_key, customer_id,
       cast(NULL AS bigint) AS staff_id, cast(NULL AS bigint) AS corp_id, cast(:now AS timestamptz) AS occurred_at,
       cast(:source AS text) AS source, jsonb_build_object('kind', cast(:created_kind AS text)) AS properties
FROM linked
UNION ALL
SELECT 'identity_linked', 'identity:' || id || ':' || 'linked', customer_id, NULL, NULL, cast(:now AS timestamptz),
       cast(:source AS text),
       jsonb_build_object('kind', cast(:event_kind AS text), 'is_on', true, 'value',
           CASE WHEN :is_hashed THEN encode(sha256(convert_to(kind || ':' || value, 'UTF8')), 'hex') ELSE value END)
FROM linked
"""

_LINK = text(_LINK_MANY)

_DROP_EMPTY = text("DELETE FROM customers WHERE id = ANY(cast(:ids AS bigint[]))")

_RESOLVE = text("""
WITH RECURSIVE chain AS (
    SELECT id AS asked, id, merged_into FROM customers WHERE id = ANY(cast(:ids AS bigint[]))
    UNION ALL
    SELECT chain.asked, customers.id, customers.merged_into
    FROM chain JOIN customers ON customers.id = chain.merged_into
)
SELECT asked, id FROM chain WHERE merged_into IS NULL
""")

_ALL_IDS_OF = text("""
WITH RECURSIVE family AS (
    SELECT id FROM customers WHERE id = :id
    UNION ALL
    SELECT customers.id FROM family JOIN customers ON customers.merged_into = family.id
)
SELECT id FROM family ORDER BY id
""")

_SET_PHONES = text("""
UPDATE customers
SET phone_sealed = input.sealed, phone_mark = input.mark, phone_masked = input.masked, phone_tail = input.tail,
    is_phone_verified = :verified
FROM unnest(cast(:ids AS bigint[]), cast(:sealed AS text[]), cast(:marks AS text[]), cast(:masked AS text[]),
            cast(:tails AS text[])) AS input(id, sealed, mark, masked, tail)
WHERE customers.id = input.id AND (customers.phone_mark IS NULL OR (:verified AND NOT customers.is_phone_verified))
""")

_SOURCES = text("""
UPDATE customers
SET first_source = coalesce(first_source, input.source),
    first_source_at = CASE WHEN first_source IS NULL THEN input.at ELSE first_source_at END,
    first_channel = CASE WHEN first_source IS NULL THEN input.channel ELSE first_channel END,
    last_source = CASE WHEN :moves_last AND (last_source_at IS NULL OR input.at >= last_source_at)
                       THEN input.source ELSE coalesce(last_source, input.source) END,
    last_channel = CASE WHEN :moves_last AND (last_source_at IS NULL OR input.at >= last_source_at)
                        THEN input.channel ELSE last_channel END,
    last_source_at = CASE WHEN :moves_last AND (last_source_at IS NULL OR input.at >= last_source_at)
                          THEN input.at ELSE coalesce(last_source_at, input.at) END
FROM unnest(cast(:ids AS bigint[]), cast(:sources AS text[]), cast(:channels AS bigint[]),
            cast(:times AS timestamptz[])) AS input(id, source, channel, at)
WHERE customers.id = input.id
""")


async def find_owner(uow: UnitOfWork, kind: str, value: str) -> int | None:
    """The customer who has this identity."""
    owner: int | None = (await uow.execute(_FIND, {"kind": kind, "value": value})).scalar_one_or_none()
    return owner


async def find_owners(uow: UnitOfWork, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The owners of many (kind, value) keys; those nobody has are absent."""
    columns = {"kinds": [kind for kind, _ in keys], "values": [value for _, value in keys]}
    rows = await uow.execute(_FIND_MANY, columns)
    return {keys[row.place - 1]: row.customer_id for row in rows}


async def add_customers(uow: UnitOfWork, kind: str, many: int) -> list[int]:
    """New, empty customers; their ids ascending."""
    result = await uow.execute(_NEW_CUSTOMERS, {"kind": kind, "many": many, "now": uow.now()})
    return sorted(result.scalars())


async def link(uow: UnitOfWork, rows: Sequence[tuple[str, str, int]], *, source: str) -> list[RowMapping]:
    """Tie (kind, value, customer) together where the key is free; the new rows with id, kind, value, customer_id."""
    return list((await uow.execute(_LINK, _columns(uow, rows, source))).mappings())


async def link_new(
    uow: UnitOfWork, rows: Sequence[tuple[str, str, int]], *, source: str, words: dict[str, Any]
) -> list[RowMapping]:
    """The same for customers made a moment ago, of whom it says that they were created and how they are known.

    `words`: created_kind, event_kind (the catalogue's), is_hashed (whether the event hides the value).
    """
    return await write_selected(
        uow.connection,
        [named("linked", _LINK_MANY)],
        facts=_ARRIVAL_FACTS,
        answer="SELECT id, kind, value, customer_id FROM linked",
        received_at=uow.now(),
        parameters={**_columns(uow, rows, source), **words},
    )


def _columns(uow: UnitOfWork, rows: Sequence[tuple[str, str, int]], source: str) -> dict[str, Any]:
    return {
        "kinds": [kind for kind, _, _ in rows],
        "values": [value for _, value, _ in rows],
        "customers": [customer for _, _, customer in rows],
        "source": source,
        "now": uow.now(),
    }


async def drop_customers(uow: UnitOfWork, ids: Sequence[int]) -> None:
    """Take back customers made a moment ago, whose identity somebody else tied first."""
    await uow.execute(_DROP_EMPTY, {"ids": list(ids)})


async def resolve(uow: UnitOfWork, ids: Sequence[int]) -> dict[int, int]:
    """Each known id → the id of the person it stands for now."""
    rows = await uow.execute(_RESOLVE, {"ids": list(ids)})
    return {row.asked: row.id for row in rows}


async def list_all_ids(uow: UnitOfWork, customer_id: int) -> list[int]:
    """The person's id and every id that was merged into it."""
    return list((await uow.execute(_ALL_IDS_OF, {"id": customer_id})).scalars())


async def set_phones(uow: UnitOfWork, phones: Sequence[tuple[int, str, str, str, str]], *, is_verified: bool) -> None:
    """Note phones as (customer, sealed, mark, masked, tail); a verified phone gives way to none but an unverified."""
    ids, sealed, marks, masked, tails = (list(column) for column in zip(*phones, strict=True))
    columns: dict[str, Any] = {"ids": ids, "sealed": sealed, "marks": marks, "masked": masked, "tails": tails}
    await uow.execute(_SET_PHONES, {**columns, "verified": is_verified})


async def note_sources(
    uow: UnitOfWork, rows: Sequence[tuple[int, str, int | None, datetime]], *, moves_last: bool
) -> None:
    """First touch stays for ever; the last touch moves with the newest (customer, source, channel, at)."""
    ids, sources, channels, times = (list(column) for column in zip(*rows, strict=True))
    columns: dict[str, Any] = {"ids": ids, "sources": sources, "channels": channels, "times": times}
    await uow.execute(_SOURCES, {**columns, "moves_last": moves_last})


async def find_person(uow: UnitOfWork, customer_id: int) -> RowMapping | None:
    """All columns of one customer."""
    statement = text("SELECT * FROM customers WHERE id = :id")
    return (await uow.execute(statement, {"id": customer_id})).mappings().one_or_none()


async def lock_persons(uow: UnitOfWork, ids: Sequence[int]) -> list[RowMapping]:
    """Rows of customers, locked in order of id."""
    statement = text("SELECT * FROM customers WHERE id = ANY(cast(:ids AS bigint[])) ORDER BY id FOR UPDATE")
    return list((await uow.execute(statement, {"ids": list(ids)})).mappings())


async def list_identities(uow: UnitOfWork, customer_ids: Sequence[int]) -> list[RowMapping]:
    """Identities of some customers, oldest first."""
    statement = text("SELECT * FROM identities WHERE customer_id = ANY(cast(:ids AS bigint[])) ORDER BY id")
    return list((await uow.execute(statement, {"ids": list(customer_ids)})).mappings())
