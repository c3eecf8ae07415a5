"""The comparison finds what differs, however little, and mends it."""

from siyu.runtime.database import Database
from siyu.warehouse import NamedQuery, Warehouse
from siyu.warehouse.compare import compare_all
from siyu.warehouse.loader import Loader
from tests.warehouse.stories import many_events, write

_TOTALS = NamedQuery("totals", "SELECT count() AS n, sum(p.paid_cents) AS cents FROM events")
_DAYS = NamedQuery("days", "SELECT sum(events) AS n, sum(cents) AS cents FROM customer_days")


async def test_equal_stores_are_found_equal(loader: Loader, database: Database, warehouse: Warehouse) -> None:
    await write(database, many_events(2500))
    await loader.catch_up()

    found = await compare_all(database, warehouse.client, loader)

    assert sum(item.row_count for item in found) == 2500
    assert [item.differing for item in found] == [0] * len(found)


async def test_a_lost_event_and_a_changed_sum_are_mended(
    loader: Loader, database: Database, warehouse: Warehouse
) -> None:
    await write(database, many_events(2500))
    await loader.catch_up()
    [truth], [days] = await warehouse.ask(_TOTALS), await warehouse.ask(_DAYS)
    await warehouse.client.command("DELETE FROM events WHERE id = (SELECT max(id) FROM events)")
    await warehouse.client.command(
        "ALTER TABLE customer_days DELETE WHERE customer_id = 7", settings={"mutations_sync": 1}
    )

    found = await compare_all(database, warehouse.client, loader)

    assert any(item.differing for item in found)
    assert all(item.is_mended for item in found if item.differing)
    assert await warehouse.ask(_TOTALS) == [truth]
    assert await warehouse.ask(_DAYS) == [days]


async def test_a_second_comparison_has_nothing_left_to_mend(
    loader: Loader, database: Database, warehouse: Warehouse
) -> None:
    await write(database, many_events(500))
    await loader.catch_up()
    await warehouse.client.command("TRUNCATE TABLE events")
    await compare_all(database, warehouse.client, loader)

    again = await compare_all(database, warehouse.client, loader)

    assert [item.differing for item in again] == [0] * len(again)
