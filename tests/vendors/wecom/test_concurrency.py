"""The gate that limits how many calls of one API run at once."""

import asyncio

import pytest

from siyu.vendors.wecom.concurrency import CALM_CALLS, ConcurrencyGate


async def most_inside(gate: ConcurrencyGate, callers: int) -> int:
    inside = most = 0

    async def one() -> None:
        nonlocal inside, most
        async with gate.enter():
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(one() for _ in range(callers)))
    return most


async def test_no_more_than_the_limit_are_inside() -> None:
    assert await most_inside(ConcurrencyGate(4), 50) == 4


async def test_a_complaint_halves_the_limit_but_never_to_nothing() -> None:
    gate = ConcurrencyGate(8)
    seen = []
    for _ in range(5):
        gate.shrink()
        seen.append(gate.limit)

    assert seen == [4, 2, 1, 1, 1]
    assert await most_inside(gate, 10) == 1


async def test_calm_calls_raise_the_limit_again_up_to_the_ceiling() -> None:
    gate = ConcurrencyGate(3)
    gate.shrink()
    for _ in range(CALM_CALLS * 5):
        gate.relax()

    assert gate.limit == 3


async def test_a_raised_limit_lets_a_waiter_in() -> None:
    gate = ConcurrencyGate(2)
    gate.shrink()
    entered = asyncio.Event()

    async def waiter() -> None:
        async with gate.enter():
            entered.set()

    async with gate.enter():
        task = asyncio.create_task(waiter())
        await asyncio.sleep(0)
        assert not entered.is_set()
        for _ in range(CALM_CALLS):
            gate.relax()
        await task

    assert entered.is_set()


async def test_a_failure_inside_gives_the_place_back() -> None:
    gate = ConcurrencyGate(1)
    with pytest.raises(RuntimeError):
        async with gate.enter():
            raise RuntimeError

    assert await most_inside(gate, 3) == 1


@pytest.mark.parametrize("admitted", [False, True])
async def test_a_cancelled_waiter_blocks_nobody(admitted: bool) -> None:
    gate = ConcurrencyGate(1)

    async def hold() -> None:
        async with gate.enter():
            await asyncio.Event().wait()

    holder, waiter = asyncio.create_task(hold()), asyncio.create_task(hold())
    await asyncio.sleep(0)
    if admitted:
        holder.cancel()
        await asyncio.gather(holder, return_exceptions=True)
    waiter.cancel()
    holder.cancel()
    await asyncio.gather(holder, waiter, return_exceptions=True)

    assert await asyncio.wait_for(most_inside(gate, 3), 1) == 1


async def test_a_waiter_cancelled_in_the_moment_of_its_turn_passes_it_on() -> None:
    gate = ConcurrencyGate(1)
    place = gate.enter()
    await place.__aenter__()
    waiter = asyncio.create_task(most_inside(gate, 1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    await place.__aexit__(None, None, None)
    waiter.cancel()
    await asyncio.gather(waiter, return_exceptions=True)

    assert await asyncio.wait_for(most_inside(gate, 3), 1) == 1
