"""The loader brings every event once, and the warehouse says how far it is."""

from siyu.runtime.database import Database
from siyu.runtime.spine import current_mark
from siyu.warehouse import NamedQuery, Warehouse
from siyu.warehouse.loader import Loader
from tests.warehouse.stories import an_order_paid, many_events, write

_TOTALS = NamedQuery("totals", "SELECT count() AS n, sum(p.paid_cents) AS cents, sum(id) AS ids FROM events")
_DAYS = NamedQuery("days", "SELECT sum(events) AS n, sum(cents) AS cents FROM customer_days")


async def test_every_event_arrives_once_with_its_properties(
    loader: Loader, database: Database, warehouse: Warehouse
) -> None:
    await write(database, [an_order_paid(1, 19_900), an_order_paid(1, 19_900), an_order_paid(2, 100)])

    assert await loader.catch_up() == 2

    query = NamedQuery("orders", "SELECT p.order AS o, p.items.product AS products FROM events ORDER BY o")
    assert await warehouse.ask(query) == [
        {"o": "O1", "products": ['SKU\\1\t"二"']},
        {"o": "O2", "products": ['SKU\\1\t"二"']},
    ]


async def test_day_sums_agree_with_the_events(loader: Loader, database: Database, warehouse: Warehouse) -> None:
    events = many_events(3500)
    await write(database, events)

    assert await loader.catch_up() == 3500

    paid = sum(event.properties.get("paid_cents", 0) for event in events)
    [totals], [days] = await warehouse.ask(_TOTALS), await warehouse.ask(_DAYS)
    assert (totals["n"], totals["cents"]) == (3500, paid)
    assert (days["n"], days["cents"]) == (3500, paid)


async def test_waiting_for_a_mark_shows_everything_accepted_before(
    loader: Loader, database: Database, warehouse: Warehouse
) -> None:
    await write(database, many_events(10))
    async with database.unit() as uow:
        mark = await current_mark(uow.connection)

    await loader.catch_up()
    stamp = await warehouse.wait_for(mark, timeout=2)

    assert stamp.covers(mark)
    [totals] = await warehouse.ask(_TOTALS)
    assert totals["n"] == 10
