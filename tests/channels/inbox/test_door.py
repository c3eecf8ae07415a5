"""The callback door: what is believed, what is refused, and what is durable when 200 is answered."""

import asyncio
import random
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import text

from siyu.channels.inbox import collector as collecting
from siyu.channels.inbox.door import BODY_PLACE, door_of
from siyu.channels.inbox.routes import router
from siyu.runtime.errors import StoreUnavailable
from siyu.runtime.http import create_app
from tests.builders.callbacks import CallbackSender, Delivery, make_aes_key
from tests.channels.inbox.conftest import PATH_SECRET


async def rows_of(house) -> list:
    async with house.unit() as uow:
        return (await uow.execute(text("SELECT * FROM callback_inbox ORDER BY id"))).all()


async def test_an_answered_callback_is_stored_with_what_the_lanes_need(door, house, clock):
    plain = door.sender.added(clock.now(), customer="wm1", state="s1", code="WC1")
    answer = await door.deliver(plain)
    assert (answer.status_code, answer.content) == (200, b"success")
    [row] = await rows_of(house)
    assert (row.corp_id, row.lane, row.event) == (7, "urgent", "change_external_contact")
    assert (row.change_type, row.subject, row.state) == (
        "add_external_contact",
        "change_external_contact:wm1",
        "waiting",
    )
    assert row.happened_at == clock.now()
    assert "wm1" not in row.body_sealed
    assert house.vault.open(row.body_sealed, place=BODY_PLACE).encode() == plain


async def test_the_same_body_delivered_again_is_stored_once(door, house, clock):
    plain = door.sender.added(clock.now(), customer="wm1")
    answers = await asyncio.gather(*(door.deliver(plain) for _ in range(20)))
    clock.advance(timedelta(minutes=5))
    answers.append(await door.deliver(plain))
    assert {answer.status_code for answer in answers} == {200}
    assert len(await rows_of(house)) == 1


async def test_callbacks_of_the_same_second_about_different_people_are_all_stored(door, house, clock):
    plains = [door.sender.added(clock.now(), customer=f"wm{number}") for number in range(30)]
    answers = await asyncio.gather(*(door.deliver(plain) for plain in plains))
    assert {answer.status_code for answer in answers} == {200}
    assert len(await rows_of(house)) == 30


async def test_the_address_proves_itself_with_the_exact_plaintext(door, clock):
    sealed = door.sender.crypto.seal(b"1616140317555161061", timestamp=str(int(clock.now().timestamp())), nonce="n1")
    query = {"msg_signature": sealed.signature, "timestamp": sealed.timestamp, "nonce": "n1", "echostr": sealed.encrypt}
    answer = await door.http.get("/callbacks/wecom/path-secret-of-the-test-corp", params=query)
    assert (answer.status_code, answer.content) == (200, b"1616140317555161061")
    wrong = await door.http.get(
        "/callbacks/wecom/path-secret-of-the-test-corp", params={**query, "msg_signature": "0" * 40}
    )
    assert wrong.status_code == 403


@pytest.mark.parametrize("minutes", [-11, 11])
async def test_a_delivery_signed_too_long_ago_or_ahead_is_refused(door, house, clock, minutes):
    plain = door.sender.added(clock.now(), customer="wm1")
    stale = door.sender.seal(plain, clock.now() + timedelta(minutes=minutes))
    assert (await door.post(stale)).status_code == 403
    assert await rows_of(house) == []


def hostile_bodies(sender: CallbackSender, at) -> dict[str, Delivery]:
    other = CallbackSender(corp=sender.corp, token=sender.token, aes_key=make_aes_key())
    other_token = CallbackSender(corp=sender.corp, token="othertoken", aes_key=sender.aes_key)
    elsewhere = CallbackSender(corp="wwother", token=sender.token, aes_key=sender.aes_key)
    plain = sender.added(at, customer="wm1")
    good = sender.seal(plain, at)
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><xml><ToUserName>&b;</ToUserName></xml>'
    outside = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><ToUserName>&a;</ToUserName></xml>'
    return {
        "another key": other.seal(plain, at),
        "another token": other_token.seal(plain, at),
        "another receiver": elsewhere.seal(elsewhere.added(at, customer="wm1"), at),
        "another company inside": sender.seal(elsewhere.added(at, customer="wm1"), at),
        "another company outside": Delivery(good.query, good.body.replace(b"wwtest", b"wwtesu")),
        "entities inside": sender.seal(bomb, at),
        "outside entity inside": sender.seal(outside, at),
        "entities outside": Delivery(good.query, bomb),
        "no xml inside": sender.seal(b"hello", at),
        "not utf-8 inside": sender.seal(plain.replace(b"amy", b"\xff\xfe"), at),
        "no xml": Delivery(good.query, b"hello"),
        "empty": Delivery(good.query, b""),
        "no query": Delivery({}, good.body),
        "an odd agent": Delivery(good.query, good.body.replace(b"1000002", b"10000x2")),
        "too large": Delivery(good.query, good.body + b" " * 1024 * 1024),
        "deep": Delivery(good.query, b"<a>" * 5000 + b"</a>" * 5000),
    }


async def test_everything_hostile_gets_one_and_the_same_answer(door, house, clock):
    answers = {name: await door.post(delivery) for name, delivery in hostile_bodies(door.sender, clock.now()).items()}
    good = door.sender.seal(door.sender.added(clock.now(), customer="wm1"), clock.now())
    for path_secret in ("unknown", "%00", "a" * 500, "路径"):
        answers[path_secret] = await door.post(good, path_secret=path_secret)
    seen = {(answer.status_code, answer.content, tuple(sorted(answer.headers.items()))) for answer in answers.values()}
    assert len(seen) == 1, {name: answer.status_code for name, answer in answers.items()}
    assert next(iter(seen))[0] == 403
    assert await rows_of(house) == []


def mutate(delivery: Delivery, chance: random.Random) -> Delivery:
    """Change one thing that the sender's proof covers."""
    query, body = dict(delivery.query), bytearray(delivery.body)
    place = chance.randrange(4)
    if place == 3:
        start = body.index(b"<Encrypt><![CDATA[") + 18
        position = chance.randrange(start, body.index(b"]]></Encrypt>"))
        body[position] ^= 1 << chance.randrange(8)
    else:
        name = ("msg_signature", "timestamp", "nonce")[place]
        position = chance.randrange(len(query[name]))
        changed = chance.choice([digit for digit in "0123456789abcdef" if digit != query[name][position]])
        query[name] = query[name][:position] + changed + query[name][position + 1 :]
    return Delivery(query, bytes(body))


async def test_ten_thousand_mutated_callbacks_are_all_refused_alike(door, house, clock):
    chance = random.Random(20261122)
    plains = [door.sender.added(clock.now(), customer=f"wm{number}", code=f"c{number}") for number in range(100)]
    deliveries = door.sender.seal_many(plains, clock.now())
    seen = set()
    for number in range(10_000):
        answer = await door.post(mutate(deliveries[number % 100], chance))
        seen.add((answer.status_code, answer.content))
    assert len(seen) == 1
    assert next(iter(seen))[0] == 403
    assert await rows_of(house) == []
    # The refusals were the mutations' fault: the originals are welcome.
    assert (await door.post(deliveries[0])).status_code == 200


async def test_without_the_store_the_answer_is_503_and_nothing_is_promised(door, house, clock, monkeypatch):
    await door.deliver(door.sender.added(clock.now(), customer="wm0"))

    async def broken(*_):
        raise StoreUnavailable

    with monkeypatch.context() as patched:
        patched.setattr(collecting, "store_arrivals", broken)
        plain = door.sender.added(clock.now(), customer="wm1")
        assert (await door.deliver(plain)).status_code == 503
    assert (await door.deliver(plain)).status_code == 200
    assert len(await rows_of(house)) == 2


async def test_a_bad_row_does_not_refuse_its_neighbours(door, house, clock, monkeypatch):
    store = collecting.store_arrivals

    async def picky(connection, arrivals):
        if any(one.subject == "change_external_contact:bad" for one in arrivals):
            raise ValueError("this one cannot be stored")
        return await store(connection, arrivals)

    monkeypatch.setattr(collecting, "store_arrivals", picky)
    plains = [door.sender.added(clock.now(), customer=name) for name in ("wm1", "bad", "wm2")]
    answers = await asyncio.gather(*(door.deliver(plain) for plain in plains))
    assert [answer.status_code for answer in answers] == [200, 503, 200]
    assert len(await rows_of(house)) == 2


async def test_a_flood_of_guessed_addresses_asks_the_database_only_a_little(door, house, clock, monkeypatch):
    door_of(house)
    asked = []
    find = door_of(house).receivers._look_up

    async def counting(path_secret):
        asked.append(path_secret)
        return await find(path_secret)

    monkeypatch.setattr(door_of(house).receivers, "_look_up", counting)
    good = door.sender.seal(door.sender.added(clock.now(), customer="wm1"), clock.now())
    assert (await door.post(good)).status_code == 200
    answers = [await door.post(good, path_secret=f"guess{number}") for number in range(2000)]
    assert {answer.status_code for answer in answers} == {403}
    assert len(asked) < 1000
    assert (await door.post(good)).status_code == 200


async def test_the_shortcut_and_the_documented_route_answer_alike(door, house, clock):
    routed = create_app([router])
    routed.state.house = house
    good = door.sender.seal(door.sender.added(clock.now(), customer="wm1"), clock.now())
    bad = Delivery({**good.query, "nonce": "x"}, good.body)
    transport = httpx.ASGITransport(app=routed)
    async with httpx.AsyncClient(transport=transport, base_url="http://door") as http:
        for delivery in (good, bad):
            by_route = await http.post(f"/callbacks/wecom/{PATH_SECRET}{delivery.target}", content=delivery.body)
            by_shortcut = await door.post(delivery)
            assert (by_route.status_code, by_route.content) == (by_shortcut.status_code, by_shortcut.content)
            assert by_route.headers == by_shortcut.headers
    assert len(await rows_of(house)) == 1
