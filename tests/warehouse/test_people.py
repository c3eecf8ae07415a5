"""Merged customers are one, visitors are who they turned out to be, test people are in no figure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncConnection

from siyu.runtime.database import Database
from siyu.runtime.spine import EventRecord
from siyu.warehouse import CustomerSnapshot, NamedQuery, Warehouse, register_snapshot_source
from siyu.warehouse.loader import Loader
from siyu.warehouse.snapshots import _SOURCES
from siyu.warehouse.writing import flatten
from tests.warehouse.stories import NOON, a_page_view, an_order_paid, write

_BY_PERSON = NamedQuery("people", "SELECT cid, sum(p.paid_cents) AS cents FROM ev GROUP BY cid ORDER BY cid")
_FAST = NamedQuery(
    "fast", "SELECT cid, sum(p.paid_cents) AS cents FROM events WHERE NOT is_hidden GROUP BY cid ORDER BY cid"
)
_CUSTOMERS = NamedQuery("snapshots", "SELECT customer_id, city, tag_ids, attributes FROM people ORDER BY customer_id")


def _happened(name: str, customer_id: int, minutes: int, **properties: object) -> EventRecord:
    at = NOON + timedelta(minutes=minutes)
    return EventRecord(
        name=name,
        dedup_key=f"{name}:{minutes}",
        customer_id=customer_id,
        occurred_at=at,
        received_at=at,
        properties=properties,
    )


def _merged(survivor: int, loser: int, minutes: int) -> EventRecord:
    return _happened("customer_merged", survivor, minutes, loser=loser, rule="phone", strength="strong")


async def test_merged_customers_are_one_until_the_merge_is_undone(
    loader: Loader, database: Database, warehouse: Warehouse
) -> None:
    await write(database, [an_order_paid(number, 100, customer_id=number) for number in (1, 2, 3)])
    await write(database, [_merged(2, 1, 1), _merged(3, 2, 2)])
    await loader.catch_up()
    assert await warehouse.ask(_BY_PERSON) == [{"cid": 3, "cents": 300}]

    await write(database, [_happened("customer_unmerged", 3, 3, loser=2, merge=1)])
    await loader.catch_up()
    assert await warehouse.ask(_BY_PERSON) == [{"cid": 2, "cents": 200}, {"cid": 3, "cents": 100}]
    assert await warehouse.ask(_FAST) == await warehouse.ask(_BY_PERSON)


async def test_test_people_are_absent_also_after_a_merge(
    loader: Loader, database: Database, warehouse: Warehouse
) -> None:
    await write(database, [an_order_paid(number, 100, customer_id=number) for number in (1, 2, 3)])
    await write(database, [_happened("customer_flagged", 1, 1, kind="test", is_on=True), _merged(2, 1, 2)])
    await loader.catch_up()
    assert await warehouse.ask(_FAST) == [{"cid": 3, "cents": 100}]

    await write(database, [_happened("customer_flagged", 2, 3, kind="test", is_on=False)])
    await loader.catch_up()
    assert [row["cid"] for row in await warehouse.ask(_FAST)] == [2, 3]


async def test_a_visitor_becomes_the_customer_for_all_history(
    loader: Loader, database: Database, warehouse: Warehouse
) -> None:
    view = replace(a_page_view(1, customer_id=None), anonymous_id="v1")
    await write(database, [view])
    await loader.catch_up()
    count = NamedQuery("acts", "SELECT cid, countIf(is_i) AS acts FROM ev WHERE name = 'page_viewed' GROUP BY cid")
    assert await warehouse.ask(count) == [{"cid": 0, "acts": 0}]

    await write(database, [_happened("identity_linked", 5, 9, kind="anonymous", value="v1", is_on=True)])
    await loader.catch_up()
    assert await warehouse.ask(count) == [{"cid": 5, "acts": 1}]


class _Customers:
    """A snapshot source with two customers."""

    def __init__(self) -> None:
        self.known = {1: "上海", 2: "a'b\\\t\n"}

    async def list_snapshots(self, connection: AsyncConnection, customer_ids: Sequence[int]) -> list[CustomerSnapshot]:
        return [
            CustomerSnapshot(one, city=self.known[one], tag_ids=(5, 6), attributes={"k'": self.known[one]})
            for one in customer_ids
            if one in self.known
        ]

    async def list_customer_ids(self, connection: AsyncConnection, after: int, limit: int) -> list[int]:
        return [one for one in sorted(self.known) if one > after][:limit]


async def test_snapshots_follow_the_customers_whose_events_were_loaded(
    loader: Loader, database: Database, warehouse: Warehouse
) -> None:
    source = _Customers()
    register_snapshot_source(source)
    try:
        await write(database, [_happened("customer_created", one, one, kind="wecom") for one in (1, 2)])
        await loader.catch_up()
        expected = [
            {"customer_id": one, "city": city, "tag_ids": [5, 6], "attributes": {"k'": city}}
            for one, city in source.known.items()
        ]
        assert await warehouse.ask(_CUSTOMERS) == expected

        del source.known[2]
        await write(database, [_happened("customer_erased", 2, 7, request=1)])
        await loader.catch_up()
        assert await warehouse.ask(_CUSTOMERS) == expected[:1]
    finally:
        _SOURCES.clear()


@pytest.mark.parametrize(
    ("merges", "expected"),
    [
        ([("customer_merged", 2, 1), ("customer_merged", 3, 2)], {1: 3, 2: 3}),
        ([("customer_merged", 2, 1), ("customer_unmerged", 2, 1)], {}),
        ([("customer_merged", 1, 1)], {}),
    ],
)
def test_chains_of_merges_are_flattened(merges: list[tuple[str, int, int]], expected: dict[int, int]) -> None:
    assert flatten(merges) == expected


@given(
    st.lists(st.tuples(st.sampled_from(["customer_merged", "customer_unmerged"]), st.integers(1, 6), st.integers(1, 6)))
)
def test_flattening_always_ends(merges: list[tuple[str, int, int]]) -> None:
    assert all(old in range(1, 7) for old in flatten(merges))
