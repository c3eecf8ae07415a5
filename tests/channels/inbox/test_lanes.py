"""Welcome codes do not wait: not behind a backlog, and not behind codes that are dead already."""

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import text

from siyu.channels.inbox import InboxLane
from siyu.channels.inbox.applying import take
from siyu.channels.inbox.jobs import forget_applied
from siyu.runtime.viewer import Scope, Viewer

_BACKLOG = text("""
INSERT INTO callback_inbox (corp_id, body_hash, body_sealed, lane, event, change_type, subject, happened_at,
                            received_at, due_at)
SELECT 7, 'old' || n, '', 'normal', 'x', '', 's' || n % 1000, :at, :at, :at FROM generate_series(1, 50000) AS n
""")


async def test_a_welcome_code_is_taken_at_once_from_behind_a_backlog(door, house, clock):
    async with house.unit() as uow:
        await uow.execute(_BACKLOG, {"at": clock.now() - timedelta(hours=1)})
    await door.deliver(door.sender.added(clock.now(), customer="wm1", code="C1"))
    [claim] = await take(house, InboxLane.URGENT, is_fresh=True, limit=8)
    assert claim.tries == 1
    assert len(await take(house, InboxLane.NORMAL, is_fresh=True, limit=8)) == 8


async def test_after_a_standstill_the_youngest_codes_come_first(door, house, clock):
    for number in range(20):
        await door.deliver(door.sender.added(clock.now(), customer=f"wm{number}", code=f"C{number}"))
        clock.advance(timedelta(seconds=5))
    taken = await take(house, InboxLane.URGENT, is_fresh=True, limit=3)
    async with house.unit() as uow:
        ids = (await uow.execute(text("SELECT id FROM callback_inbox ORDER BY received_at DESC LIMIT 3"))).scalars()
        assert {claim.id for claim in taken} == set(ids)


async def test_applied_callbacks_are_forgotten_after_a_month_and_waiting_ones_never(door, house, clock):
    await door.deliver(door.sender.plain("x", "", clock.now(), What="1"))
    await door.deliver(door.sender.plain("x", "", clock.now(), What="2"))
    async with house.unit() as uow:
        await uow.execute(
            text("UPDATE callback_inbox SET state = 'applied', finished_at = :now WHERE id % 2 = 1"),
            {"now": clock.now()},
        )
    clock.advance(timedelta(days=31))
    await forget_applied.run(house)
    async with house.unit() as uow:
        assert (await uow.execute(text("SELECT state FROM callback_inbox"))).scalars().all() == ["waiting"]


_INBOX = [("GET", "/v1/inbox"), ("POST", "/v1/inbox/replay"), ("POST", "/v1/inbox/1/replay")]


@pytest.mark.parametrize(("verb", "path"), _INBOX)
async def test_the_inbox_is_for_those_with_the_right(door, verb, path):
    door.sign_in.viewer = None
    assert (await door.http.request(verb, path)).status_code == 401
    door.sign_in.viewer = Viewer(user_id=1, staff_id=1, scope=Scope.OWN, rights=frozenset({"customers.read"}))
    assert (await door.http.request(verb, path)).status_code == 403


async def test_the_list_pages_without_showing_bodies(door, clock):
    for number in range(5):
        await door.deliver(door.sender.added(clock.now(), customer=f"wm{number}"))
    seen, cursor = [], None
    while True:
        params = httpx.QueryParams({"limit": 2, "state": "waiting"} | ({"cursor": cursor} if cursor else {}))
        answer = await door.http.get("/v1/inbox", params=params)
        assert "wm0" not in answer.text
        seen += [item["id"] for item in answer.json()["items"]]
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 5
    assert seen == sorted(seen, reverse=True)
    assert (await door.http.get("/v1/inbox", params={"cursor": "x"})).status_code == 422
