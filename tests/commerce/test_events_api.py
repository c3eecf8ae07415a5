"""Events from outside: judged one by one, written once."""

from typing import Any

import httpx
import orjson
import pytest

from siyu import commerce, segments
from siyu.runtime.house import House
from siyu.runtime.viewer import Scope, Viewer
from tests.commerce.conftest import FakeSignIn, events_of

AT = "2026-09-01T09:30:00+08:00"
BUYER = {"kind": "member_no", "value": "m-1"}


def viewed(event_id: str = "e1", **more: Any) -> dict[str, Any]:
    return {
        "id": event_id,
        "name": "product_viewed",
        "occurred_at": AT,
        "customer": BUYER,
        "properties": {"product": "P-1", "price_cents": 100},
        **more,
    }


async def send(client: httpx.AsyncClient, *events: dict[str, Any]) -> list[str]:
    answer = await client.post("/v1/events", content=orjson.dumps({"events": events}))
    assert answer.status_code == 200, answer.text
    results = answer.json()["results"]
    assert [result["id"] for result in results] == [str(event.get("id", "")) for event in events]
    return [result["reason"]["code"] if result["reason"] else result["outcome"] for result in results]


async def test_the_same_event_id_twice_is_one_event(client: httpx.AsyncClient, house: House) -> None:
    assert await send(client, viewed(), viewed("e2"), viewed()) == ["accepted", "accepted", "duplicate"]
    assert await send(client, viewed(), viewed("e3")) == ["duplicate", "accepted"]
    said = await events_of(house, "product_viewed")
    assert [event.dedup_key for event in said] == ["api:e1", "api:e2", "api:e3"]
    assert len({event.customer_id for event in said}) == 1
    assert said[0].properties == {"product": "P-1", "price_cents": 100}
    assert (said[0].source, said[0].occurred_basis) == ("open_api", "exact")


@pytest.mark.feature("CD-05")
async def test_dwell_click_and_cart_are_typed_events(client: httpx.AsyncClient, house: House) -> None:
    visitor = {"customer": None, "anonymous_id": "v-1"}
    left = viewed("a", name="page_left", properties={"page": "/p/1", "dwell_seconds": 42}, **visitor)
    added = viewed("b", name="cart_added", properties={"product": "P-1", "qty_n": 1, "price_cents": 5}, **visitor)
    wrong = viewed("c", name="page_left", properties={"page": "/p/1", "dwell_seconds": "42"}, **visitor)
    assert await send(client, left, added, wrong) == ["accepted", "accepted", "wrong_value"]
    for event, name in (("page_left", "dwell_seconds"), ("product_viewed", "price_cents"), ("cart_added", "qty_n")):
        rule = {"type": "event", "event": event, "measure": "sum", "property": name, "values": [1]}
        assert segments.read_rule(rule) is not None
    [found] = await events_of(house, "page_left")
    assert (found.anonymous_id, found.customer_id, found.properties["dwell_seconds"]) == ("v-1", None, 42)


async def test_every_refusal_has_a_reason_in_both_languages(client: httpx.AsyncClient, house: House) -> None:
    bad = {
        "unknown_event": viewed("1", name="dragon_seen"),
        "unknown_property": viewed("2", properties={"product": "P", "colour": "red"}),
        "missing_property": viewed("3", properties={}),
        "internal_event": viewed("4", name="message_delivered"),
        "sensitive_property": viewed("5", name="tool_used", properties={"tool": "skin", "result": "dry"}),
        "nobody": viewed("6", customer=None),
        "visitor": viewed("6b", customer={"kind": "anonymous", "value": "v-1"}),
        "customer_unknown": viewed("7", customer=None, customer_id=987654),
        "too_old": viewed("8", occurred_at="1999-12-31T23:59:59Z"),
        "customer_needed": viewed(
            "9", name="order_cancelled", customer=None, anonymous_id="v", properties={"order": "s:1", "by": "customer"}
        ),
    }
    answer = await client.post("/v1/events", content=orjson.dumps({"events": list(bad.values())}))
    reasons = [result["reason"] for result in answer.json()["results"]]
    assert [reason["code"] for reason in reasons] == list(bad)
    assert all(reason["zh"] and reason["en"] for reason in reasons)
    assert await events_of(house, "product_viewed") == []


async def test_an_unreadable_event_does_not_spoil_the_batch(client: httpx.AsyncClient) -> None:
    bad = [viewed("1", occurred_at="yesterday"), {"id": 2}, viewed("3", customer={"kind": "horoscope", "value": "x"})]
    assert await send(client, *bad, viewed("4")) == ["unreadable"] * 3 + ["accepted"]


@pytest.mark.parametrize("body", [b"", b"{}", b'{"events": []}', b'{"events": [{}], "x": 1}', b"\xff\xfe", b"[" * 9999])
async def test_a_body_that_is_no_batch_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/v1/events", content=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "commerce.batch_unreadable")


async def test_more_than_a_thousand_events_are_too_many(client: httpx.AsyncClient, house: House) -> None:
    many = [viewed(f"e{n}") for n in range(1001)]
    assert (await client.post("/v1/events", content=orjson.dumps({"events": many}))).status_code == 422
    assert await send(client, *many[:1000]) == ["accepted"] * 1000
    assert (await client.post("/v1/events", content=b" " * (4 * 2**20 + 1))).status_code == 413


async def test_a_clock_that_is_ahead_is_not_believed(client: httpx.AsyncClient, house: House) -> None:
    await send(
        client, viewed("1", occurred_at="2026-09-01T10:04:00+08:00"), viewed("2", occurred_at="2030-01-01T00:00:00Z")
    )
    said = await events_of(house, "product_viewed")
    assert [event.occurred_basis for event in said] == ["exact", "received"]
    assert said[1].occurred_at == house.clock.now()


async def test_events_need_the_right(client: httpx.AsyncClient, sign_in: FakeSignIn) -> None:
    sign_in.viewer = Viewer(1, None, Scope.ALL, rights=frozenset({"orders.read"}))
    assert (await client.post("/v1/events", content=b"{}")).status_code == 403


OWN = {
    "name": "x_skin_tested",
    "zh": "测肤",
    "en": "skin tested",
    "properties": [{"name": "moisture", "kind": "integer", "is_optional": False}, {"name": "used_seconds"}],
}


async def test_a_brands_own_event_is_accepted_once_it_is_registered(client: httpx.AsyncClient, house: House) -> None:
    tested = viewed("1", name="x_skin_tested", properties={"moisture": 40, "used_seconds": 9})
    assert await send(client, tested) == ["unknown_event"]
    assert (await client.post("/v1/event-definitions", json=OWN)).status_code == 201
    assert await send(client, tested, viewed("2", name="x_skin_tested", properties={"moisture": "wet"})) == [
        "accepted",
        "wrong_value",
    ]
    listed = (await client.get("/v1/event-definitions")).json()["items"]
    assert [(item["name"], item["properties"][1]["kind"]) for item in listed] == [("x_skin_tested", "seconds")]


async def test_a_definition_cannot_change_its_meaning(client: httpx.AsyncClient) -> None:
    assert (await client.post("/v1/event-definitions", json=OWN)).status_code == 201
    assert (await client.post("/v1/event-definitions", json=OWN)).status_code == 201
    changed = await client.post("/v1/event-definitions", json=OWN | {"properties": []})
    assert (changed.status_code, changed.json()["code"]) == (409, "commerce.event_name_taken")
    ours = OWN | {"name": "x_other", "properties": [{"name": "paid_cents", "kind": "text"}]}
    assert (await client.post("/v1/event-definitions", json=ours)).json()["code"] == "commerce.event_definition"
    assert (await client.post("/v1/event-definitions", json=OWN | {"name": "order_paid"})).status_code == 422


def test_the_signature_is_the_documented_one() -> None:
    # echo -n '1788228000.{}' | openssl dgst -sha256 -hmac secret
    assert commerce.sign("secret", 1788228000, b"{}") == (
        "v1=8f9b3f90f511ee2e66e3388af2803259325bccbb8c3aaa0487152f83ca555565"
    )
