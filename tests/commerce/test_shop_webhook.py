"""A shop reports orders and browsing by signed messages."""

from typing import Any

import httpx
import orjson
import pytest

from siyu import commerce, customers
from siyu.commerce import handlers
from siyu.commerce.service.shops import import_shop
from siyu.kit.paging import Paging
from siyu.runtime.house import House
from siyu.runtime.viewer import Scope, Viewer, system_viewer
from siyu.warehouse import catalogue
from tests.commerce.conftest import FakeSignIn, SigningShop, events_of

BUYER = {"id": "b-1", "phone": "13812345678"}
LINES = [{"product": "P-1", "name": "面霜", "qty": 2, "cents": 9000}, {"product": "P-2", "qty": 1, "cents": 1000}]


def order(kind: str, number: str = "A1", minute: int = 0, **more: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "placed": {"order": {"id": number, "total_cents": 10000, "items": LINES}},
        "paid": {"order": {"id": number, "paid_cents": 9500, "discount_cents": 500}},
        "refunded": {"order": {"id": number}, "refund": {"id": "R1", "cents": 9500}},
    }.get(kind, {"order": {"id": number}})
    return {
        "id": f"{kind}-{number}-{minute}",
        "type": f"order.{kind}",
        "occurred_at": f"2026-09-01T09:{minute:02}:00+08:00",
        "buyer": BUYER,
        **fields,
        **more,
    }


@pytest.mark.feature("CI-01")
async def test_an_order_goes_from_placed_to_refunded(
    shop: SigningShop, house: House, client: httpx.AsyncClient
) -> None:
    story = [order("placed"), order("paid", minute=1), order("delivered", minute=2), order("refunded", minute=3)]
    assert await shop.outcomes(*story) == ["accepted"] * 4
    assert await shop.outcomes(*story) == ["duplicate"] * 4
    found = (await client.get("/v1/orders", params={"number": "A1"})).json()["items"][0]
    assert (found["state"], found["refund_state"], found["paid_cents"]) == ("delivered", "full", 9500)
    assert [item["product"] for item in found["items"]] == ["P-1", "P-2"]
    said = await events_of(house, "order_placed", "order_paid", "order_delivered", "order_refunded")
    assert [event.name for event in said] == ["order_placed", "order_paid", "order_delivered", "order_refunded"]
    assert {event.customer_id for event in said} == {found["customer_id"]}
    assert said[1].properties["items"][0] == {"product": "P-1", "qty_n": 2, "cents": 9000}
    assert [event.dedup_key for event in said][1] == "demo-mall:A1:paid"
    assert said[3].properties["is_full"] is True


async def test_every_event_is_as_the_catalogue_says(shop: SigningShop, house: House) -> None:
    browse = {"occurred_at": "2026-09-01T09:00:00+08:00", "buyer": {"anonymous": "v1"}}
    product = {"id": "P-1", "category": "护肤 面霜", "price_cents": 4500}
    await shop.outcomes(
        *(order(kind, minute=n) for n, kind in enumerate(("placed", "paid", "delivered", "refunded"))),
        order("cancelled", "A2", 9),
        {"id": "e1", "type": "product.viewed", "product": product, **browse},
        {"id": "e2", "type": "cart.added", "product": product, "qty": 2, "cart": "c1", **browse},
        {"id": "e3", "type": "cart.removed", "product": product, "qty": 1, **browse},
    )
    names = [name for name, entry in catalogue.EVENTS.items() if entry.source.startswith("commerce")]
    said = await events_of(house, *names)
    assert len(said) == 8
    for event in said:
        has_customer = event.customer_id is not None
        assert catalogue.find_problem(event.name, event.properties, has_customer=has_customer) is None


async def test_late_news_never_takes_an_order_back(shop: SigningShop, client: httpx.AsyncClient) -> None:
    story = [order("delivered", minute=9), order("paid", minute=5), order("placed", minute=1)]
    assert await shop.outcomes(*story) == ["accepted"] * 3
    found = (await client.get("/v1/orders")).json()["items"][0]
    assert (found["state"], found["total_cents"]) == ("delivered", 9500)
    assert found["placed_at"] < found["paid_at"] < found["delivered_at"]


async def test_what_cannot_be_is_told_with_a_reason(shop: SigningShop) -> None:
    assert await shop.outcomes(
        order("paid"),
        order("paid", minute=1, order={"id": "A1", "paid_cents": 1}),
        order("cancelled", minute=2),
        order("refunded", minute=3, refund={"id": "R9", "cents": 9501}),
        order("delivered", "UNKNOWN", buyer={}),
        order("paid", "A3", order={"id": "A3"}),
        order("eaten"),
        order("refunded", minute=4, refund=None),
    ) == [
        "accepted", "paid_differs", "cancelled_after_payment", "refund_exceeds", "order_unknown", "missing",
        "unknown_type", "missing",
    ]  # fmt: skip


async def test_one_bad_event_does_not_spoil_the_batch(shop: SigningShop) -> None:
    bad = [{"id": "x", "type": "order.paid"}, {"id": "y"}, {"id": 7, "type": "order.paid", "occurred_at": "soon"}]
    body = orjson.dumps({"events": [*bad, order("paid"), 3]})
    timestamp = int(shop.clock.now().timestamp())
    answer = await shop.post(body, timestamp, commerce.sign(shop.secret, timestamp, body))
    assert [result["outcome"] for result in answer.json()["results"]] == ["rejected"] * 3 + ["accepted", "rejected"]


async def test_only_genuine_and_fresh_messages_are_heard(shop: SigningShop, client: httpx.AsyncClient) -> None:
    body = orjson.dumps({"events": [order("paid")]})
    now = int(shop.clock.now().timestamp())
    right = commerce.sign(shop.secret, now, body)
    tries = [
        (body, now, ""),
        (body, now, right[:-1] + ("0" if right[-1] != "0" else "1")),
        (body + b" ", now, right),
        (body, now + 1, right),
        (body, "", right),
        (body, "１７８８２２８０００", right),
        (body, now - 301, commerce.sign(shop.secret, now - 301, body)),
        (body, now + 301, commerce.sign(shop.secret, now + 301, body)),
        (body, now, commerce.sign("other", now, body)),
    ]
    answers = [await shop.post(*attempt) for attempt in tries[:5] + tries[6:]]
    shop.key = "nobody"
    answers.append(await shop.post(body, now, right))
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(401, "commerce.shop_signature")}
    assert (await client.get("/v1/orders")).json()["items"] == []


async def test_the_import_shop_cannot_be_spoken_for(shop: SigningShop, house: House) -> None:
    async with house.unit() as uow:
        await import_shop(uow)
    shop.key, shop.secret = "import", ""
    assert (await shop.say(order("paid"))).status_code == 401


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"events": 1}', b"\xff", b'{"events": [' + b"{}," * 500 + b"{}]}"]
)
async def test_a_body_that_is_no_batch_is_refused(shop: SigningShop, body: bytes) -> None:
    now = int(shop.clock.now().timestamp())
    assert (await shop.post(body, now, commerce.sign(shop.secret, now, body))).status_code == 422


async def test_one_buyer_with_several_identities_is_one_person(shop: SigningShop, client: httpx.AsyncClient) -> None:
    await shop.outcomes(
        order("paid", "A1", buyer={"id": "b-1"}),
        order("paid", "A2", buyer={"unionid": "u-1"}),
    )
    await shop.outcomes(order("paid", "A3", buyer={"id": "b-1", "phone": "138 1234 5678"}))
    await shop.outcomes(order("paid", "A4", buyer={"phone": "+8613812345678"}))
    found = {item["number"]: item["customer_id"] for item in (await client.get("/v1/orders")).json()["items"]}
    assert found["A1"] == found["A3"] == found["A4"] != found["A2"]


async def test_the_same_buyer_number_in_two_shops_is_two_people(shop: SigningShop, client: httpx.AsyncClient) -> None:
    other = (await client.post("/v1/shops", json={"key": "other", "name": "另一家"})).json()
    await shop.outcomes(order("paid", buyer={"id": "b-1"}))
    await SigningShop(client, shop.clock, "other", other["secret"]).outcomes(order("paid", buyer={"id": "b-1"}))
    assert len({item["customer_id"] for item in (await client.get("/v1/orders")).json()["items"]}) == 2


async def test_a_new_secret_ends_the_old_one(shop: SigningShop, client: httpx.AsyncClient) -> None:
    shops = (await client.get("/v1/shops")).json()["items"]
    assert [found["key"] for found in shops] == ["demo-mall"]
    renewed = (await client.post(f"/v1/shops/{shops[0]['id']}/secret")).json()
    assert (await shop.say(order("paid"))).status_code == 401
    shop.secret = renewed["secret"]
    assert (await shop.say(order("paid"))).status_code == 200
    again = await client.post("/v1/shops", json={"key": "demo-mall", "name": "x"})
    assert (again.status_code, again.json()["code"]) == (409, "commerce.shop_key_taken")


async def test_a_sales_person_sees_no_orders_of_others(
    shop: SigningShop, client: httpx.AsyncClient, sign_in: FakeSignIn
) -> None:
    await shop.outcomes(order("paid"))
    everything = (await client.get("/v1/orders")).json()["items"]
    sign_in.viewer = Viewer(5, 5, Scope.OWN, frozenset({5}), frozenset({"orders.read"}))
    assert (await client.get("/v1/orders")).json()["items"] == []
    assert (await client.get(f"/v1/orders/{everything[0]['id']}")).status_code == 404
    sign_in.viewer = Viewer(5, 5, Scope.ALL, frozenset(), frozenset())
    assert (await client.get("/v1/orders")).status_code == 403


async def test_the_list_of_orders_goes_on_page_by_page(shop: SigningShop, client: httpx.AsyncClient) -> None:
    await shop.outcomes(*(order("paid", f"A{n}", minute=n % 3) for n in range(7)))
    numbers: list[str] = []
    cursor = None
    while True:
        page = (await client.get("/v1/orders", params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
        numbers += [item["number"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert sorted(numbers) == [f"A{n}" for n in range(7)]
    assert len((await client.get("/v1/orders", params={"cursor": "nonsense"})).json()["items"]) == 7


async def test_an_event_from_the_future_counts_from_now(shop: SigningShop, house: House) -> None:
    await shop.outcomes(order("paid", occurred_at="2027-01-01T00:00:00Z"))
    [paid] = await events_of(house, "order_paid")
    assert paid.occurred_at == house.clock.now()


async def test_the_page_of_a_customer_sums_up_the_orders(shop: SigningShop, house: House) -> None:
    paid = [order("paid", f"A{n}", minute=n) for n in range(3)]
    await shop.outcomes(*paid, order("placed", "A9"), order("refunded", "A0", minute=9))
    person = (await events_of(house, "order_paid"))[0].customer_id
    async with house.unit() as uow:
        shown = await commerce.OrdersPanel().show(uow, system_viewer(), [person])
        hidden = await commerce.OrdersPanel().show(uow, Viewer(1, None, Scope.ALL), [person])
    assert shown == {
        "orders_n": 4,
        "valid_n": 2,
        "net_cents": 19000,
        "first_paid_at": "2026-09-01T01:00:00+00:00",
        "last_paid_at": "2026-09-01T01:02:00+00:00",
    }
    assert hidden == {}


async def test_the_orders_of_a_merged_customer_follow_the_person(shop: SigningShop, house: House) -> None:
    await shop.outcomes(
        order("paid", "A1", buyer={"phone": "13812345678"}), order("paid", "A2", buyer={"unionid": "u"})
    )
    first, second = (event.customer_id for event in await events_of(house, "order_paid"))
    merged = customers.CustomerMerged(
        dedup_key="m", customer_id=first, loser=second, rule="same_phone", strength="strong"
    )
    async with house.unit() as uow:
        await handlers.follow_the_merge(merged, uow)
        assert len((await commerce.list_orders(uow, system_viewer(), commerce.OrderFilter(first), Paging())).items) == 2
        parted = customers.CustomerUnmerged(dedup_key="u", customer_id=first, loser=second, merge=1)
        await handlers.follow_the_parting(parted, uow)
        assert len((await commerce.list_orders(uow, system_viewer(), commerce.OrderFilter(first), Paging())).items) == 1
