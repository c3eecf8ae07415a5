"""A five-condition rule over a million people and twenty million events, beside the same question in bare SQL."""

import statistics
import time

from bench.figures import Figure, measure
from bench.stores import fresh_house, fresh_settings
from siyu import segments
from siyu.runtime.house import House
from siyu.runtime.viewer import system_viewer
from siyu.warehouse import NamedQuery, Warehouse
from siyu.warehouse.jobs import loader_of

PEOPLE, EVENTS, ROUNDS = 1_000_000, 20_000_000, 7

_SNAPSHOTS = """
INSERT INTO customer_snapshots (customer_id, gender, city, created_at, tag_ids, staff_ids, live_follows,
                                first_follow_at, last_follow_at, version)
SELECT number + 1, ['female', 'male'][1 + number % 2], ['上海', '杭州', '成都', '广州'][1 + number % 4],
       now() - INTERVAL 200 DAY, [toInt64(number % 20 + 1)], [toInt64(number % 50 + 1)], 1,
       now() - INTERVAL 100 DAY, now() - INTERVAL 100 DAY, 1
FROM numbers({people:UInt64})
"""
_EVENTS = """
INSERT INTO load_inbox (id, name, customer_id, occurred_at, received_at, source, dedup_key, p)
SELECT 1000000000 + number, ['order_paid', 'page_viewed', 'product_viewed', 'page_viewed'][1 + number % 4],
       cityHash64(number) % {people:UInt64} + 1, now64(3) - toIntervalSecond(cityHash64(number, 1) % 7776000),
       now64(3), 'import', toString(number),
       toJSONString(map('paid_cents', toInt64(1000 + number % 50000)))::JSON
FROM numbers({first:UInt64}, {rows:UInt64})
"""
RULE = {
    "type": "all",
    "of": [
        {"type": "attribute", "field": "city", "op": "in", "values": ["上海", "杭州"]},
        {"type": "tags", "op": "any", "tags": [1, 2, 3, 4, 5]},
        {"type": "event", "event": "order_paid", "op": "at_least", "values": [2], "window": {"last_days": 60}},
        {"type": "event", "event": "product_viewed", "op": "at_least", "values": [1], "window": {"last_days": 30}},
        {
            "type": "event",
            "event": "order_paid",
            "measure": "sum",
            "property": "paid_cents",
            "op": "at_least",
            "values": [20000],
            "window": {"last_days": 90},
        },
    ],
}
_BARE = """
SELECT count() AS count FROM customer_snapshots AS s
WHERE s.city IN ('上海', '杭州') AND hasAny(s.tag_ids, [1, 2, 3, 4, 5])
  AND s.customer_id IN (
      SELECT customer_id FROM events WHERE name = 'order_paid' AND occurred_at >= now() - INTERVAL 90 DAY
      GROUP BY customer_id
      HAVING countIf(occurred_at >= now() - INTERVAL 60 DAY) >= 2 AND sum(p.paid_cents) >= 20000)
  AND s.customer_id IN (
      SELECT customer_id FROM events WHERE name = 'product_viewed' AND occurred_at >= now() - INTERVAL 30 DAY)
"""


@measure("loop_segment_estimate_1m_20m_s")
async def measure_segments() -> list[Figure]:
    """The median of several estimates through the product's door, and of the bare question."""
    with fresh_settings() as settings:
        async with fresh_house(settings) as house:
            await loader_of(house).catch_up()
            await _fill(house)
            await segments.estimate(house, system_viewer(), RULE)
            ours = [await _timed_estimate(house) for _ in range(ROUNDS)]
            bare = [await _timed_bare(house) for _ in range(ROUNDS)]
    figure = Figure(
        "loop_segment_estimate_1m_20m_s",
        statistics.median(ours),
        "s",
        "hand-written SQL",
        statistics.median(bare),
    )
    return [figure, Figure("loop_segment_estimate_1m_20m_max_s", max(ours), "s")]


async def _fill(house: House) -> None:
    client = house.get(Warehouse).client
    await client.command(_SNAPSHOTS, {"people": PEOPLE}, timeout=600)
    step = 2_000_000
    for first in range(0, EVENTS, step):
        await client.command(_EVENTS, {"people": PEOPLE, "first": first, "rows": step}, timeout=600)


async def _timed_estimate(house: House) -> float:
    began = time.perf_counter()
    await segments.estimate(house, system_viewer(), RULE)
    return time.perf_counter() - began


async def _timed_bare(house: House) -> float:
    began = time.perf_counter()
    await house.get(Warehouse).ask(NamedQuery("bare", _BARE, "one row"), {}, timeout=60)
    return time.perf_counter() - began
