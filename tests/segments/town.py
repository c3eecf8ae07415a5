"""A few customers whom segments can be asked about: in PostgreSQL, in the stream, and in the warehouse."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from siyu.runtime.house import House
from siyu.runtime.spine import EventRecord, current_mark
from siyu.warehouse import CustomerSnapshot, Warehouse
from siyu.warehouse.loader import Loader

NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai

_CUSTOMER = text("""
INSERT INTO customers (id, kind, created_at, updated_at)
OVERRIDING SYSTEM VALUE VALUES (:id, 'wecom', :now, :now)
""")
_FOLLOW = text("""
INSERT INTO follows (customer_id, corp_id, staff_id, external_userid, spell, is_live, started_at, moved_at, source)
VALUES (:id, 1, :staff, :external, 1, true, :now, :now, 'wecom_callback')
""")


@dataclass
class Town:
    """People and what they did; `settle` makes the warehouse know it all."""

    house: House
    loader: Loader
    people: dict[int, CustomerSnapshot] = field(default_factory=dict)
    is_loading: bool = False
    _keys: int = 0

    async def list_snapshots(
        self, connection: AsyncConnection, customer_ids: Sequence[int]
    ) -> Sequence[CustomerSnapshot]:
        return [self.people[customer_id] for customer_id in customer_ids if customer_id in self.people]

    async def list_customer_ids(self, connection: AsyncConnection, after: int, limit: int) -> Sequence[int]:
        return sorted(customer_id for customer_id in self.people if customer_id > after)[:limit]

    async def add(self, customer_id: int, *, staff: int = 1, days_ago: int = 100, **known: Any) -> int:
        """A customer followed by a member since some days."""
        since = NOW - timedelta(days=days_ago)
        async with self.house.unit() as uow:
            await uow.execute(_CUSTOMER, {"id": customer_id, "now": NOW})
            if staff:
                values = {"id": customer_id, "staff": staff, "external": f"wm{customer_id}", "now": since}
                await uow.execute(_FOLLOW, values)
        self.people[customer_id] = CustomerSnapshot(
            customer_id,
            **{
                "created_at": since,
                "staff_ids": (staff,) if staff else (),
                "live_follows": 1 if staff else 0,
                "first_follow_at": since if staff else None,
                "last_follow_at": since if staff else None,
                **known,
            },
        )
        await self.say(customer_id, "customer_created", {"kind": "wecom"}, at=since)
        return customer_id

    async def say(
        self,
        customer_id: int | None,
        name: str,
        properties: dict[str, Any],
        *,
        days_ago: int = 0,
        at: datetime | None = None,
        visitor: str | None = None,
    ) -> None:
        """Something that happened."""
        self._keys += 1
        when = at or NOW - timedelta(days=days_ago)
        async with self.house.unit() as uow:
            record = EventRecord(
                name=name,
                dedup_key=f"town:{self._keys}",
                customer_id=customer_id,
                anonymous_id=visitor,
                occurred_at=when,
                received_at=when,
                properties=properties,
            )
            assert await uow.record([record]) == [True]

    async def pays(self, customer_id: int, cents: int, *, days_ago: int = 0, channel: str = "mini_program") -> str:
        """An order is paid; its id."""
        order = f"O{self._keys + 1}"
        properties = {"order": order, "sales_channel": channel, "paid_cents": cents}
        await self.say(customer_id, "order_paid", properties, days_ago=days_ago)
        return order

    async def refunds(self, customer_id: int, order: str, cents: int, *, days_ago: int = 0) -> None:
        """Money goes back."""
        properties = {"order": order, "refund": f"{order}-r", "refund_cents": cents, "is_full": False}
        await self.say(customer_id, "order_refunded", properties, days_ago=days_ago)

    async def settle(self) -> None:
        """Let the warehouse catch up, or wait until whoever keeps loading has."""
        if not self.is_loading:
            await self.loader.catch_up()
            return
        async with self.house.unit() as uow:
            mark = await current_mark(uow.connection)
        await self.house.get(Warehouse).wait_for(mark, timeout=60)

    async def keep_loading(self) -> None:
        """Do what a worker does, until cancelled."""
        self.is_loading = True
        while True:
            await self.loader.turn()
            await asyncio.sleep(0.1)
