"""The spine: facts once, in commit order, handled once per handler even when handlers fail."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest
from sqlalchemy import text

from siyu.kit.clock import ManualClock
from siyu.runtime.database import Database, UnitOfWork
from siyu.runtime.spine import Event, current_mark, handlers, on, read_events
from siyu.runtime.spine.contracts import START
from siyu.runtime.work import dispatch


@dataclass(frozen=True, kw_only=True)
class BellRang(Event):
    """A bell rang so many times."""

    name: ClassVar[str] = "bell_rang"
    times_n: int


@pytest.fixture(autouse=True)
def own_handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handlers, "_HANDLERS", {})
    monkeypatch.setattr(dispatch, "_PREPARED", set())


async def ring(database: Database, key: str, *, customer: int = 1, times: int = 1) -> None:
    async with database.unit() as uow:
        uow.say(BellRang(dedup_key=key, customer_id=customer, times_n=times))


async def count(database: Database, table: str) -> int:
    async with database.unit() as uow:
        return (await uow.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()


async def dispatch_all(database: Database) -> int:
    await dispatch.prepare_once(database)
    return sum([await dispatch.dispatch_once(database, shard) for shard in range(dispatch.SHARDS)])


async def test_a_fact_said_twice_is_one_event(database: Database) -> None:
    await ring(database, "bell:1")
    await ring(database, "bell:1", times=2)
    async with database.unit() as uow:
        records = await read_events(uow.connection, START, limit=10)
    assert [(record.name, record.properties) for record in records] == [("bell_rang", {"times_n": 1})]


async def test_record_tells_which_of_a_batch_are_new(database: Database, clock: ManualClock) -> None:
    records = [BellRang(dedup_key=key, times_n=1).record(clock.now()) for key in ("a", "b", "a")]
    async with database.unit() as uow:
        assert await uow.record(records) == [True, True, False]
    async with database.unit() as uow:
        assert await uow.record(records[:2]) == [False, False]


async def test_nothing_is_said_when_the_change_is_rolled_back(database: Database) -> None:
    async def break_off() -> None:
        async with database.unit() as uow:
            uow.say(BellRang(dedup_key="bell:1", times_n=1))
            await uow.flush()
            raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        await break_off()
    assert await count(database, "events") == 0
    assert await count(database, "event_keys") == 0


async def test_a_slow_transaction_is_not_overtaken(database: Database) -> None:
    """An event with a small id that commits late must still be read: readers stop before it."""
    slow = await database.engine.connect()
    try:
        unit = UnitOfWork(slow, database.clock)
        unit.say(BellRang(dedup_key="slow", times_n=1))
        await unit.flush()
        await ring(database, "quick")
        async with database.unit() as uow:
            assert await read_events(uow.connection, START, limit=10) == []
        await slow.commit()
    finally:
        await slow.close()
    async with database.unit() as uow:
        keys = [record.dedup_key for record in await read_events(uow.connection, START, limit=10)]
    assert keys == ["slow", "quick"]


async def test_a_mark_lies_behind_everything_committed(database: Database) -> None:
    await ring(database, "bell:1")
    async with database.unit() as uow:
        mark = await current_mark(uow.connection)
        records = await read_events(uow.connection, START, limit=10)
    assert all(record.mark < mark for record in records)


async def test_handlers_see_each_event_once_in_order_per_customer(database: Database) -> None:
    seen: list[tuple[int | None, int]] = []

    @on(BellRang)
    async def listen(event: BellRang, uow: UnitOfWork) -> None:
        seen.append((event.customer_id, event.times_n))

    for times in range(1, 4):
        for customer in (1, 2):
            await ring(database, f"{customer}:{times}", customer=customer, times=times)
    await dispatch_all(database)
    await dispatch_all(database)
    assert sorted(seen) == [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)]
    assert [times for customer, times in seen if customer == 1] == [1, 2, 3]


async def test_a_failing_handler_parks_its_event_and_keeps_the_order(database: Database, clock: ManualClock) -> None:
    done: list[int] = []
    broken = True

    @on(BellRang)
    async def listen(event: BellRang, uow: UnitOfWork) -> None:
        if broken and event.times_n == 1:
            raise ValueError("cracked")
        done.append(event.times_n)

    for times in (1, 2, 3):
        await ring(database, f"bell:{times}", times=times)
    await ring(database, "other", customer=2, times=9)
    await dispatch_all(database)
    assert done == [9]
    assert await count(database, "parked_events") == 3
    broken = False
    clock.advance(timedelta(seconds=5))
    assert await dispatch.retry_parked(database) == 3
    assert done == [9, 1, 2, 3]
    assert await count(database, "parked_events") == 0


async def test_effects_of_a_failing_handler_are_undone(database: Database) -> None:
    @on(BellRang)
    async def listen(event: BellRang, uow: UnitOfWork) -> None:
        uow.say(BellRang(dedup_key="echo", times_n=0))
        await uow.flush()
        raise ValueError("after the echo")

    await ring(database, "bell:1")
    await dispatch_all(database)
    async with database.unit() as uow:
        keys = [record.dedup_key for record in await read_events(uow.connection, START, limit=10)]
    assert keys == ["bell:1"]


async def test_an_event_that_kills_the_process_is_set_aside(database: Database) -> None:
    """A process that dies leaves its count behind; after six deaths the event is parked, and the rest goes on."""
    done: list[int] = []

    @on(BellRang)
    async def listen(event: BellRang, uow: UnitOfWork) -> None:
        if event.times_n == 1:
            raise asyncio.CancelledError  # not an Exception: it ends the unit of work as a death would
        done.append(event.times_n)

    await ring(database, "deadly", times=1)
    await ring(database, "harmless", times=2)
    await dispatch.prepare_once(database)
    for _ in range(dispatch.CRASHES_BEFORE_PARKING):
        with pytest.raises(asyncio.CancelledError):
            await dispatch.dispatch_once(database, 1)
    assert await dispatch.dispatch_once(database, 1) == 1
    await dispatch.dispatch_once(database, 1)
    async with database.unit() as uow:
        parked = (await uow.execute(text("SELECT reason, retry_at FROM parked_events ORDER BY event_id"))).all()
    assert parked[0].retry_at is None
    assert "died" in parked[0].reason
