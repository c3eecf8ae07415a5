"""The live stream: what happens is told at once, to those who may see it, until they may not."""

import asyncio
import json
import time
from typing import Any

import httpx
import pytest

from siyu.corps import Corp
from siyu.desk import StreamHub
from siyu.runtime.house import House
from tests.customers.people import befriend
from tests.desk.conftest import SignedIn, a_member


def _heard(answer: httpx.Response) -> list[dict[str, Any]]:
    """The happenings of an event stream."""
    blocks = [dict(line.split(": ", 1) for line in block.split("\n") if line) for block in answer.text.split("\n\n")]
    return [json.loads(block["data"]) for block in blocks if block.get("event") == "happening"]


async def _listen(client: httpx.AsyncClient, *, seconds: int = 2, after: str = "") -> httpx.Response:
    headers = {"last-event-id": after} if after else {}
    return await client.get("/v1/stream", params={"seconds": seconds}, headers=headers, timeout=30)


@pytest.fixture
async def amy(house: House, corp: Corp) -> int:
    return await a_member(house, corp, "amy")


@pytest.fixture
async def bob(house: House, corp: Corp) -> int:
    return await a_member(house, corp, "bob")


async def test_a_new_friend_is_told_within_the_second(house: House, amy: int, signed_in: SignedIn) -> None:
    client = await signed_in("op", "operator")
    listening = asyncio.create_task(_listen(client))
    await asyncio.sleep(0.3)
    await befriend(house.database, "wm-one", amy)
    answer = await listening
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = [one for one in _heard(answer) if one["name"] == "follow_started"]
    assert [(one["zh"], one["staff_id"], one["staff_name"]) for one in told] == [("添加好友", amy, "amy")]
    assert told[0]["customer_id"]


async def test_a_guide_hears_of_their_own_customers_only(house: House, amy: int, bob: int, signed_in: SignedIn) -> None:
    guide = await signed_in("amy", "sales", staff_id=amy)
    listening = asyncio.create_task(_listen(guide))
    await asyncio.sleep(0.3)
    await befriend(house.database, "wm-one", amy)
    await befriend(house.database, "wm-two", bob)
    assert {one["staff_id"] for one in _heard(await listening)} == {amy}
    assert {one["staff_id"] for one in (await guide.get("/v1/stream/recent")).json()} == {amy}


async def test_who_may_not_read_customers_sees_covered_names(house: House, amy: int, signed_in: SignedIn) -> None:
    from_role = {"title_zh": "分析", "title_en": "Analyst", "scope": "all", "rights": ["metrics.read"]}
    admin = await signed_in("root", "admin")
    assert (await admin.put("/v1/roles/analyst", json=from_role)).status_code == 200
    analyst = await signed_in("ana", "analyst")
    await befriend(house.database, "wm-one", amy)
    told = (await analyst.get("/v1/stream/recent")).json()
    assert told
    assert {one["customer_id"] for one in told} == {None}


async def test_a_browser_that_comes_back_hears_what_it_missed(house: House, amy: int, signed_in: SignedIn) -> None:
    client = await signed_in("op", "operator")
    await befriend(house.database, "wm-one", amy)
    place = (await client.get("/v1/stream/recent")).json()[0]["place"]
    await befriend(house.database, "wm-two", amy)
    told = _heard(await _listen(client, seconds=1, after=place))
    assert [one["name"] for one in told].count("follow_started") == 1
    assert _heard(await _listen(client, seconds=1, after=told[-1]["place"])) == []


async def test_nothing_is_told_twice_when_events_come_while_it_catches_up(
    house: House, amy: int, signed_in: SignedIn
) -> None:
    client = await signed_in("op", "operator")
    await befriend(house.database, "wm-0", amy)
    place = (await client.get("/v1/stream/recent")).json()[0]["place"]
    listening = asyncio.create_task(_listen(client, seconds=3, after=place))
    for number in range(1, 9):
        await befriend(house.database, f"wm-{number}", amy)
    places = [one["place"] for one in _heard(await listening)]
    assert len(places) == len(set(places))
    assert [one["name"] for one in (await client.get("/v1/stream/recent?limit=100")).json()].count(
        "follow_started"
    ) == 9
    assert (
        sum(1 for one in _heard(await _listen(client, seconds=1, after=place)) if one["name"] == "follow_started") == 8
    )


@pytest.mark.parametrize("what", ["sign out", "lose a role"])
async def test_the_stream_ends_with_the_sign_in(house: House, signed_in: SignedIn, what: str) -> None:
    admin, client = await signed_in("root", "admin"), await signed_in("op", "operator")
    listening = asyncio.create_task(_listen(client, seconds=40))
    await asyncio.sleep(0.2)
    if what == "sign out":
        await client.post("/v1/sign-out", json={})
    else:
        user_id = (await client.get("/v1/me")).json()["user_id"]
        await admin.patch(f"/v1/users/{user_id}", json={"roles": ["sales"]})
    began = time.monotonic()
    answer = await listening
    assert "event: end" in answer.text
    assert time.monotonic() - began < 10


async def test_all_streams_share_one_reader_that_stops_with_the_last(house: House, signed_in: SignedIn) -> None:
    client = await signed_in("op", "operator")
    hub = house.get(StreamHub)
    listening = [asyncio.create_task(_listen(client, seconds=5)) for _ in range(20)]
    until = time.monotonic() + 10
    while hub.watchers_n < 20 and time.monotonic() < until:
        await asyncio.sleep(0.05)
    assert hub.watchers_n == 20
    await asyncio.gather(*listening)
    assert hub.watchers_n == 0


async def test_a_stranger_hears_nothing(stranger: httpx.AsyncClient) -> None:
    assert (await stranger.get("/v1/stream?seconds=1")).status_code == 401
    assert (await stranger.get("/v1/stream/recent")).status_code == 401
