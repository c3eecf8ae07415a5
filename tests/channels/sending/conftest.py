"""A small company whose people can be spoken to."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Select, column, select, table, text

from siyu.channels.sending.service import people
from siyu.corps import WeComClients
from siyu.kit.clock import ManualClock
from siyu.runtime.house import House
from tests.channels.sending.fake_wecom import FakeWeCom

_FOLLOWS = table(
    "follows",
    *[column(name) for name in ("customer_id", "staff_id", "corp_id", "external_userid", "started_at")],
    column("last_interaction_at"),
    column("is_live"),
)


@dataclass
class Company:
    """What the tests put into the world."""

    house: House
    speakers: list[people.Speaker] = field(default_factory=list)
    blocked: dict[int, str] = field(default_factory=dict)

    def add_staff(self, count: int, *, corp_id: int = 1) -> list[int]:
        first = len(self.speakers) + 1
        for number in range(first, first + count):
            self.speakers.append(people.Speaker(number, corp_id, f"staff{number}", f"员工{number}", "示例公司"))
        return list(range(first, first + count))

    async def befriend(self, count: int, staff_ids: list[int], *, at: datetime | None = None) -> list[int]:
        """New customers, spread evenly over staff members; their ids."""
        async with self.house.unit() as uow:
            rows = await uow.execute(
                text("""
                WITH made AS (
                    INSERT INTO customers (kind, created_at, updated_at)
                    SELECT 'wecom', :at, :at FROM generate_series(1, :count) RETURNING id)
                INSERT INTO follows (customer_id, corp_id, staff_id, external_userid, spell, is_live, started_at,
                                     moved_at, source)
                SELECT id, 1, (cast(:staff AS bigint[]))[id % cardinality(cast(:staff AS bigint[])) + 1],
                       'wm' || id, 1, true, :at, :at, 'wecom_sync' FROM made
                RETURNING customer_id
                """),
                {"count": count, "staff": staff_ids, "at": at or uow.now()},
            )
            return sorted(row.customer_id for row in rows)

    async def add_strangers(self, count: int) -> list[int]:
        """Customers whom nobody knows."""
        async with self.house.unit() as uow:
            rows = await uow.execute(
                text("""
                INSERT INTO customers (kind, created_at, updated_at)
                SELECT 'shop', :at, :at FROM generate_series(1, :count) RETURNING id
                """),
                {"count": count, "at": uow.now()},
            )
            return sorted(row.id for row in rows)

    async def rows(self, sql: str, **parameters: Any) -> list[Any]:
        async with self.house.unit() as uow:
            return list((await uow.execute(text(sql), parameters)).all())

    async def run(self, sql: str, **parameters: Any) -> None:
        async with self.house.unit() as uow:
            await uow.execute(text(sql), parameters)

    async def events(self, name: str) -> int:
        found = await self.rows("SELECT count(*) FROM events WHERE name = :name", name=name)
        return int(found[0][0])


def _all_follows() -> Select[Any]:
    return select(_FOLLOWS).where(_FOLLOWS.c.is_live)


@pytest.fixture
def company(house: House, monkeypatch: pytest.MonkeyPatch) -> Company:
    company = Company(house)

    async def list_speakers(uow: object, staff_ids: Any = None) -> list[people.Speaker]:
        return [one for one in company.speakers if staff_ids is None or one.staff_id in staff_ids]

    def blocked(purpose: str, channel: str, topic: str) -> Select[Any]:
        rows = text(
            "SELECT * FROM unnest(cast(:blocked_ids AS bigint[]), cast(:stops AS text[])) AS b(customer_id, stop)"
        ).columns(column("customer_id"), column("stop"))
        return rows.bindparams(blocked_ids=list(company.blocked), stops=list(company.blocked.values()))

    monkeypatch.setattr(people, "list_speakers", list_speakers)
    monkeypatch.setattr(people, "live_follows", _all_follows)
    monkeypatch.setattr(people, "blocked", blocked)
    return company


def members(ids: list[int]) -> Select[Any]:
    """A select of these customer ids."""
    return select(table("customers", column("id")).c.id).where(column("id").in_(ids))


@pytest.fixture
def wecom(company: Company, clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> FakeWeCom:
    fake = FakeWeCom(clock)
    company.house.provide(fake, as_=WeComClients)

    async def find_userid(uow: object, staff_id: int) -> str:
        return f"staff{staff_id}"

    monkeypatch.setattr(people, "find_userid", find_userid)
    return fake
