"""The town lives by its seed, acts through real doors, and its shop signs what it says."""

import asyncio
import hashlib
import hmac
import json
import random
from collections import Counter
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.shop import ShopSender
from simulator.shop.sender import Refused
from simulator.town.acts import Hands
from simulator.town.life import Act, arrival, next_acts
from simulator.town.people import settle
from simulator.town.run import Town
from tests.builders.simulator import CorpHandle, SimulatorClient, running_simulator


def whole_life(seed: int, number: int, most: int = 200) -> list[tuple[str, str]]:
    person, chance = settle(seed, number, ["a", "b"]), random.Random(f"{seed}:life:{number}")
    plans, story = [(0.0, arrival(chance, 3))], []
    while plans and len(story) < most:
        at, act = plans.pop(0)
        story.append((act.verb, f"{at + act.after:.3f}"))
        plans = sorted(
            [*plans, *((at + act.after, after) for after in next_acts(chance, person, act))],
            key=lambda p: p[0] + p[1].after,
        )
    return story


@given(st.integers(0, 10_000), st.integers(0, 500))
def test_a_seed_tells_the_whole_life(seed: int, number: int) -> None:
    assert whole_life(seed, number) == whole_life(seed, number)


def test_different_seeds_live_differently() -> None:
    assert len({str(whole_life(seed, 1)) for seed in range(20)}) > 15


def test_the_town_has_buyers_and_leavers_and_silent_people() -> None:
    verbs = Counter(verb for number in range(300) for verb, _ in whole_life(1, number))
    assert all(verbs[verb] > 0 for verb in ("scan", "ask", "browse", "cart", "pay", "leave", "refund", "return"))
    assert verbs["scan"] == 300
    assert verbs["pay"] < verbs["cart"] < verbs["browse"]


@given(st.integers(0, 1000), st.floats(0.1, 30))
def test_people_arrive_within_the_days(number: int, days: float) -> None:
    assert 0 <= arrival(random.Random(number), days).after <= (days + 1) * 86400


def found_corp(sim: SimulatorClient) -> CorpHandle:
    corp = sim.create_corp()
    for userid in ("amy", "bob"):
        corp.add_staff(userid)
    token = httpx.get(f"{sim.url}/cgi-bin/gettoken", params={"corpid": corp.corp_id, "corpsecret": corp.secret}).json()
    way = {"type": 2, "scene": 2, "user": ["amy", "bob"], "state": "poster"}
    url = f"{sim.url}/cgi-bin/externalcontact/add_contact_way"
    assert httpx.post(url, params={"access_token": token["access_token"]}, json=way).json()["errcode"] == 0
    return corp


async def live(sim: SimulatorClient, corp: CorpHandle, seed: int) -> Counter[str]:
    async with httpx.AsyncClient(timeout=30) as http:
        hands = Hands(sim.url, corp.corp_id, http, None)
        town = Town(hands, ["poster"], customers=40, seed=seed, days=1, speed=50_000, greeting_seconds=0)
        await town.live(asyncio.Event())
    return hands.done


def test_people_of_the_town_become_friends_of_staff(tmp_path: Path) -> None:
    with running_simulator(tmp_path) as sim:
        corp = found_corp(sim)
        done = asyncio.run(live(sim, corp, seed=3))
        books = corp.books()["effects"]
        assert done["scan"] == 40
        assert books["add_external_contact"] == done["scan"] + done["return"]
        assert books.get("chat", 0) == done["ask"] + done["answer"] + done["complain"]


def test_the_same_seed_does_the_same_things(tmp_path: Path) -> None:
    with running_simulator(tmp_path) as sim:
        first = asyncio.run(live(sim, found_corp(sim), seed=5))
        second = asyncio.run(live(sim, found_corp(sim), seed=5))
    assert first == second


class Till:
    """A receiver of shop events that checks the signature and can be away at first."""

    def __init__(self, secret: str, away: int) -> None:
        self.secret, self.away, self.taken = secret, away, []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        stamp = request.headers["x-siyu-timestamp"]
        expected = hmac.new(self.secret.encode(), f"{stamp}.".encode() + request.content, hashlib.sha256).hexdigest()
        if request.headers["x-siyu-signature"] != f"v1={expected}":
            return httpx.Response(401, text="signature")
        if self.away:
            self.away -= 1
            return httpx.Response(503)
        events = json.loads(request.content)["events"]
        self.taken += events
        return httpx.Response(200, json={"results": [{"id": event["id"], "outcome": "accepted"} for event in events]})


async def send(till: Till, secret: str, count: int) -> ShopSender:
    async with httpx.AsyncClient(transport=httpx.MockTransport(till)) as http:
        sender = ShopSender("http://shop.test/x", secret, http)
        await sender.send([{"id": str(number)} for number in range(count)])
    return sender


async def test_shop_events_are_signed_and_repeated_until_taken() -> None:
    till = Till("s3cret", away=2)
    sender = await send(till, "s3cret", 1100)
    assert [event["id"] for event in till.taken] == [str(number) for number in range(1100)]
    assert sender.sent == 1100


async def test_a_wrong_secret_is_told_at_once() -> None:
    with pytest.raises(Refused, match="401"):
        await send(Till("right", away=0), "wrong", 1)


def test_an_act_says_what_it_is_about() -> None:
    assert Act(1.0, "scan") == Act(1.0, "scan", None, "")
