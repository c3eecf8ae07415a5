"""Jobs commit with their data, lanes go on after failures, stalled work is given to the living."""

import asyncio
from collections.abc import Callable

import pytest

from siyu.runtime.house import House
from siyu.runtime.jobs import job, lane, registry
from siyu.runtime.work import run_worker


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_JOBS", {})
    monkeypatch.setattr(registry, "_LANES", {})


async def work_until(house: House, is_done: Callable[[], bool]) -> None:
    stop = asyncio.Event()
    working = asyncio.create_task(run_worker(house, stop))
    try:
        async with asyncio.timeout(20):
            while not is_done():
                await asyncio.sleep(0.02)
    finally:
        stop.set()
        await working


async def test_a_job_runs_once_its_transaction_committed(house: House) -> None:
    done: list[int] = []

    @job("test.count")
    async def count(house: House, *, number: int) -> None:
        done.append(number)

    async def order_and_fail() -> None:
        async with house.unit() as uow:
            await uow.enqueue(count, number=1)
            raise RuntimeError("rolled back")

    with pytest.raises(RuntimeError, match="rolled back"):
        await order_and_fail()
    async with house.unit() as uow:
        await uow.enqueue(count, number=2)
    await work_until(house, lambda: bool(done))
    assert done == [2]


async def test_a_job_that_fails_is_tried_again(house: House) -> None:
    tries: list[int] = []

    @job("test.flaky")
    async def flaky(house: House) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("once")

    async with house.unit() as uow:
        await uow.enqueue(flaky)
    await work_until(house, lambda: len(tries) == 2)


async def test_a_lane_goes_on_after_a_failure_and_rests_when_idle(house: House) -> None:
    turns: list[int] = []

    @lane("test.lane", rest_seconds=0.05)
    async def turn(house: House) -> int:
        turns.append(1)
        if len(turns) == 2:
            raise ValueError("stumbled")
        return 0

    await work_until(house, lambda: len(turns) >= 4)


async def test_a_notification_wakes_a_resting_lane(house: House) -> None:
    turns: list[int] = []

    @lane("test.lane", rest_seconds=600, channel="test_bell")
    async def turn(house: House) -> int:
        turns.append(1)
        return 0

    async def ring() -> None:
        while len(turns) < 2:
            async with house.unit() as uow:
                await uow.notify("test_bell")
            await asyncio.sleep(0.1)

    ringing = asyncio.create_task(ring())
    await work_until(house, lambda: len(turns) >= 2)
    await ringing


async def test_a_worker_for_one_lane_does_nothing_else(house: House) -> None:
    turned: list[str] = []
    done: list[int] = []

    @job("test.count")
    async def count(house: House) -> None:
        done.append(1)

    @lane("test.other", rest_seconds=0.01)
    async def other(house: House) -> int:
        turned.append("other")
        return 0

    @lane("test.mine", rest_seconds=0.01)
    async def mine(house: House) -> int:
        turned.append("mine")
        return 0

    async with house.unit() as uow:
        await uow.enqueue(count)
    stop = asyncio.Event()
    working = asyncio.create_task(run_worker(house, stop, only=frozenset({"test.mine"})))
    async with asyncio.timeout(20):
        while len(turned) < 5:
            await asyncio.sleep(0.01)
    stop.set()
    await working
    assert set(turned) == {"mine"}
    assert done == []
