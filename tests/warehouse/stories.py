"""Events for tests: small, readable, with a count and a sum to check."""

import random
from datetime import UTC, datetime, timedelta

from siyu.runtime.database import Database
from siyu.runtime.spine import EventRecord

NOON = datetime(2026, 8, 31, 4, 0, tzinfo=UTC)


def a_page_view(number: int, *, customer_id: int | None = 1, at: datetime = NOON) -> EventRecord:
    """Somebody looks at a page."""
    return EventRecord(
        name="page_viewed",
        dedup_key=f"view:{number}",
        customer_id=customer_id,
        occurred_at=at,
        received_at=at,
        source="sdk_web",
        properties={"page": f"/p/{number % 50}", "is_bot": False},
    )


def an_order_paid(number: int, cents: int, *, customer_id: int = 1, at: datetime = NOON) -> EventRecord:
    """A customer pays."""
    return EventRecord(
        name="order_paid",
        dedup_key=f"O{number}:paid",
        customer_id=customer_id,
        occurred_at=at,
        received_at=at,
        source="connector:shop",
        properties={
            "order": f"O{number}",
            "sales_channel": "mini_program",
            "paid_cents": cents,
            "items": [{"product": 'SKU\\1\t"二"', "qty_n": 1, "cents": cents}],
        },
    )


def many_events(count: int, *, first: int = 0, seed: int = 7, days: int = 90) -> list[EventRecord]:
    """A mix over some months; the same seed gives the same events."""
    dice = random.Random(seed + first)
    found = []
    for number in range(first, first + count):
        at = NOON + timedelta(milliseconds=dice.randrange(days * 86_400_000))
        customer = dice.randrange(1, 500)
        if dice.random() < 0.3:
            found.append(an_order_paid(number, dice.randrange(1, 100_000), customer_id=customer, at=at))
        else:
            found.append(a_page_view(number, customer_id=customer, at=at))
    return found


async def write(database: Database, records: list[EventRecord]) -> None:
    """Accept events in transactions of a thousand."""
    for start in range(0, len(records), 1000):
        async with database.unit() as uow:
            await uow.record(records[start : start + 1000])
