"""How fast events reach the warehouse, exactly once, beside a bare ClickHouse insert of the same rows."""

import time

from sqlalchemy import text

from bench.figures import Figure, measure
from bench.stores import fresh_house, fresh_settings
from siyu.runtime.house import House
from siyu.warehouse import Warehouse
from siyu.warehouse.jobs import loader_of

ROWS = 500_000

# Paid orders of 50,000 customers over a year, written as events directly: this measures the loader, not the writing.
_FILL = text("""
INSERT INTO events (id, name, customer_id, occurred_at, received_at, source, dedup_key, properties)
SELECT nextval('event_ids'), CASE WHEN n % 4 = 0 THEN 'order_paid' ELSE 'page_viewed' END, n % 50000 + 1,
       now() - make_interval(mins => n % 525600), now(), 'import', 'bench:' || n,
       CASE WHEN n % 4 = 0
            THEN jsonb_build_object('order', 'o' || n, 'sales_channel', 'mini_program', 'paid_cents', n % 90000 + 100)
            ELSE jsonb_build_object('page', 'p' || n % 300, 'referrer_kind', 'search', 'is_bot', false) END
FROM generate_series(1, :rows) AS n
""")
_BARE = """
CREATE TABLE bare ENGINE = MergeTree PARTITION BY toYYYYMM(occurred_at) ORDER BY (name, customer_id, occurred_at, id)
AS SELECT * FROM events WHERE 0
"""


@measure("loop_loader_rows_per_s")
async def measure_loader() -> list[Figure]:
    """Load half a million events; then insert the same rows bare, in the loader's block size."""
    with fresh_settings() as settings:
        async with fresh_house(settings) as house:
            async with house.unit() as uow:
                await uow.execute(_FILL, {"rows": ROWS})
            began = time.perf_counter()
            loaded = await loader_of(house).catch_up()
            loading = time.perf_counter() - began
            assert loaded == ROWS, f"{loaded} of {ROWS} rows arrived"
            bare = await _bare_insert(house)
    figure = Figure("loop_loader_rows_per_s", ROWS / loading, "rows/s", "bare ClickHouse INSERT … SELECT", ROWS / bare)
    return [figure]


async def _bare_insert(house: House) -> float:
    client = house.get(Warehouse).client
    await client.command(_BARE)
    began = time.perf_counter()
    await client.command("INSERT INTO bare SELECT * FROM events")
    return time.perf_counter() - began
