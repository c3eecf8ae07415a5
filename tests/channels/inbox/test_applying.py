"""The lanes: every callback applied once and in order, the bad ones parked, none in the way of another."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from siyu.channels.inbox import (
    CallbackNotParked,
    InboxLane,
    InboxState,
    count_waiting,
    list_callbacks,
    replay_all,
    replay_callback,
)
from siyu.channels.inbox.applying import apply_batch, describe, take
from siyu.channels.inbox.rules import LEASE, MOST_TRIES, retry_delay
from siyu.channels.wecom import CallbackIncomplete, on_callback, on_callbacks, registry
from siyu.kit.paging import Paging
from siyu.runtime.viewer import system_viewer

PROBE = "probe_event"


@pytest.fixture
async def probe(house, monkeypatch):
    """A kind of callback whose application leaves a visible effect, and fails when it says so."""
    monkeypatch.setattr(registry, "_REACTIONS", dict(registry._REACTIONS))
    async with house.unit() as uow:
        await uow.execute(text("CREATE TABLE probe (number bigserial, who text, what text)"))

    @on_callback(PROBE)
    async def apply_probe(uow, received):
        who, what = received.event.text("ExternalUserID"), received.event.text("What") or ""
        await uow.execute(text("INSERT INTO probe (who, what) VALUES (:who, :what)"), {"who": who, "what": what})
        if what == "bad":
            raise CallbackIncomplete("everything")
        return "probed"

    async def effects() -> list[tuple[str, str]]:
        async with house.unit() as uow:
            return [tuple(row) for row in await uow.execute(text("SELECT who, what FROM probe ORDER BY number"))]

    return effects


async def turn(house, *, is_fresh: bool = True, limit: int = 25) -> int:
    claims = await take(house, InboxLane.NORMAL, is_fresh=is_fresh, limit=limit)
    if claims:
        await apply_batch(house, claims)
    return len(claims)


async def drain(house, clock) -> None:
    """Turn until nothing is left, letting time pass for what waits to be tried again."""
    for _ in range(60):
        done = await turn(house) + await turn(house, is_fresh=False, limit=1)
        if not done:
            async with house.unit() as uow:
                if ("normal", "waiting") not in await count_waiting(uow):
                    return
            clock.advance(timedelta(seconds=20))


async def deliver(door, who: str, what: str = "", *, seconds: int = 0) -> None:
    at = door.clock.now() + timedelta(seconds=seconds)
    plain = door.sender.plain(PROBE, "", at, ExternalUserID=who, What=what)
    assert (await door.deliver(plain)).status_code == 200


async def test_every_callback_is_applied_once(door, house, clock, probe):
    await asyncio.gather(*(deliver(door, f"wm{number}") for number in range(60)))
    await asyncio.gather(*(deliver(door, f"wm{number}") for number in range(60)))
    await drain(house, clock)
    assert sorted(who for who, _ in await probe()) == sorted(f"wm{number}" for number in range(60))
    async with house.unit() as uow:
        outcomes = (await uow.execute(text("SELECT DISTINCT state, outcome, tries FROM callback_inbox"))).all()
    assert [tuple(row) for row in outcomes] == [("applied", "probed", 1)]


async def test_events_of_one_customer_are_applied_in_the_order_in_which_they_happened(door, house, clock, probe):
    for what, seconds in (("third", 3), ("first", 1), ("second", 2)):
        await deliver(door, "wm1", what, seconds=seconds)
    await deliver(door, "wm2", "other")
    await drain(house, clock)
    assert [what for who, what in await probe() if who == "wm1"] == ["first", "second", "third"]


async def test_two_takers_never_hold_two_events_of_one_customer(door, house, clock, probe):
    await deliver(door, "wm1", "first", seconds=1)
    await deliver(door, "wm1", "second", seconds=2)
    first, second = [await take(house, InboxLane.NORMAL, is_fresh=True, limit=5) for _ in range(2)]
    assert (len(first), second) == (1, [])
    await apply_batch(house, first)
    assert len(await take(house, InboxLane.NORMAL, is_fresh=True, limit=5)) == 1


async def test_a_failing_callback_is_parked_with_its_reason_and_leaves_no_effect(door, house, clock, probe):
    await deliver(door, "wm1", "bad")
    for number in range(30):
        await deliver(door, f"good{number}")
    await drain(house, clock)
    assert sorted(who for who, _ in await probe()) == sorted(f"good{number}" for number in range(30))
    async with house.unit() as uow:
        page = await list_callbacks(uow, system_viewer(), InboxState.PARKED, Paging())
    [parked] = page.items
    assert (parked.reason, parked.tries) == ("the callback has no everything", MOST_TRIES)


async def test_a_callback_that_kills_its_worker_is_parked_without_being_tried_once_more(door, house, clock, probe):
    await deliver(door, "deadly")
    for _ in range(MOST_TRIES):
        claims = await take(house, InboxLane.NORMAL, is_fresh=True, limit=5)
        claims += await take(house, InboxLane.NORMAL, is_fresh=False, limit=1)
        assert len(claims) == 1  # and here the process dies
        clock.advance(LEASE[InboxLane.NORMAL])
    await drain(house, clock)
    assert await probe() == []
    async with house.unit() as uow:
        [parked] = (await list_callbacks(uow, system_viewer(), InboxState.PARKED, Paging())).items
    assert parked.reason == "the process died while applying it"


async def test_who_comes_back_after_its_lease_cannot_finish_what_another_took(door, house, clock, probe):
    await deliver(door, "wm1")
    slow = await take(house, InboxLane.NORMAL, is_fresh=True, limit=5)
    clock.advance(LEASE[InboxLane.NORMAL])
    quick = await take(house, InboxLane.NORMAL, is_fresh=True, limit=5)
    await asyncio.gather(apply_batch(house, slow), apply_batch(house, quick))
    assert len(await probe()) == 1


async def test_a_parked_callback_is_replayed_after_the_fix(door, house, clock, probe, monkeypatch):
    await deliver(door, "wm1", "bad")
    await drain(house, clock)

    async def mended(uow, received):
        await uow.execute(text("INSERT INTO probe (who, what) VALUES ('wm1', 'mended')"))

    monkeypatch.setitem(registry._REACTIONS, (PROBE, ""), mended)
    async with house.unit() as uow:
        [parked] = (await list_callbacks(uow, system_viewer(), InboxState.PARKED, Paging())).items
        await replay_callback(uow, system_viewer(), parked.id)
    await drain(house, clock)
    assert await probe() == [("wm1", "mended")]
    async with house.unit() as uow:
        with pytest.raises(CallbackNotParked):
            await replay_callback(uow, system_viewer(), parked.id)
        assert await replay_all(uow, system_viewer()) == 0


async def test_a_callback_nobody_uses_is_kept_as_unused(door, house, clock):
    plain = door.sender.plain("change_external_chat", "create", clock.now(), ChatId="wr1")
    await door.deliver(plain)
    await drain(house, clock)
    async with house.unit() as uow:
        [item] = (await list_callbacks(uow, system_viewer(), None, Paging())).items
    assert (item.state, item.outcome) == ("applied", "unused")


async def test_a_broken_body_is_parked_and_not_applied(door, house, clock, probe):
    await deliver(door, "wm1")
    [claim] = await take(house, InboxLane.NORMAL, is_fresh=True, limit=5)
    await apply_batch(house, [replace(claim, body_sealed=house.vault.seal("x", place="elsewhere"))])
    assert await probe() == []
    clock.advance(timedelta(seconds=60))
    assert await turn(house) == 1
    assert await probe() == [("wm1", "")]


def test_waits_between_tries_grow_to_a_minute():
    assert [retry_delay(tries).total_seconds() for tries in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]


def test_what_went_wrong_is_told_without_values():
    assert describe(ValueError("phone 13812345678")) == "ValueError"


async def test_many_of_a_kind_are_applied_at_once_and_a_bad_one_only_undoes_itself(
    door, house, clock, probe, monkeypatch
):
    monkeypatch.setattr(registry, "_JOINT", dict(registry._JOINT))
    sizes = []

    @on_callbacks("joint_event", "made")
    async def apply_joint(uow, many):
        sizes.append(len(many))
        for received in many:
            who, what = received.event.text("ExternalUserID"), received.event.text("What") or ""
            await uow.execute(text("INSERT INTO probe (who, what) VALUES (:who, :what)"), {"who": who, "what": what})
            if what == "bad":
                raise CallbackIncomplete("everything")
        return ["made"] * len(many)

    async def deliver_joint(number: int, what: str = "") -> None:
        plain = door.sender.plain("joint_event", "made", door.clock.now(), ExternalUserID=f"wm{number}", What=what)
        assert (await door.deliver(plain)).status_code == 200

    for number in range(6):
        await deliver_joint(number)
    await turn(house)
    assert sizes == [6]
    for number in range(6, 10):
        await deliver_joint(number, "bad" if number == 8 else "")
    await drain(house, clock)
    assert sizes[:6] == [6, 4, 1, 1, 1, 1]
    assert sorted(who for who, _ in await probe()) == [f"wm{number}" for number in range(10) if number != 8]
    async with house.unit() as uow:
        parked = (await uow.execute(text("SELECT reason FROM callback_inbox WHERE state = 'parked'"))).scalars().all()
    assert len(parked) == 1
    assert "everything" in parked[0]
