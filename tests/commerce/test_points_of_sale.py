"""Where and by whom an order was taken: told by shops and files, shown, filtered by; an undone import never was."""

import itertools
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from siyu import staff
from siyu.intake.jobs import undo_import
from siyu.runtime.house import House
from tests.commerce.conftest import SigningShop, events_of
from tests.commerce.test_order_imports import HEAD, counts, take_file
from tests.commerce.test_shop_webhook import order

_NUMBERS = itertools.count(1)
_CORP = text("""
INSERT INTO corps (name, wecom_corp_id, api_base, path_secret, created_at)
VALUES ('x', :corp, 'http://127.0.0.1', :corp, now()) RETURNING id
""")


async def employ(house: House, userid: str) -> int:
    """A member of a corp of its own."""
    async with house.unit() as uow:
        corp_id = (await uow.execute(_CORP, {"corp": f"ww{next(_NUMBERS)}"})).scalar_one()
        return (await staff.ensure_member(uow, corp_id=corp_id, userid=userid)).id


def sold(event: dict[str, Any], **where: str) -> dict[str, Any]:
    return {**event, "order": {**event["order"], **where}}


async def ask(client: httpx.AsyncClient, **query: Any) -> dict[str, dict[str, Any]]:
    answer = await client.get("/v1/orders", params=query)
    assert answer.status_code == 200, answer.text
    return {item["number"]: item for item in answer.json()["items"]}


async def test_a_shop_tells_the_store_and_the_seller(
    client: httpx.AsyncClient, house: House, shop: SigningShop
) -> None:
    amy = await employ(house, "Amy")
    told = [
        sold(order("paid", "A1"), store="南京路店", staff="amy"),
        sold(order("paid", "A2"), store="徐汇店", staff="nobody"),
        order("paid", "A3"),
    ]
    assert await shop.outcomes(*told) == ["accepted"] * 3
    shown = await ask(client)
    where = {number: (one["store"], one["staff_userid"], one["staff_id"]) for number, one in shown.items()}
    assert where == {
        "A1": ("南京路店", "amy", amy),
        "A2": ("徐汇店", "nobody", None),
        "A3": (None, None, None),
    }
    assert set(await ask(client, store="南京路店")) == {"A1"}
    assert set(await ask(client, staff_id=amy)) == {"A1"}
    assert await ask(client, store="南京路店", staff_id=amy + 1) == {}
    paid = {event.properties["order"]: event.staff_id for event in await events_of(house, "order_paid")}
    assert paid == {"demo-mall:A1": amy, "demo-mall:A2": None, "demo-mall:A3": None}


async def test_what_is_known_of_an_order_stays_and_what_is_missing_is_filled(
    client: httpx.AsyncClient, house: House, shop: SigningShop
) -> None:
    amy, _ = await employ(house, "amy"), await employ(house, "bob")
    await shop.outcomes(order("placed", "A1"))
    await shop.outcomes(sold(order("paid", "A1"), store="南京路店", staff="amy"))
    await shop.outcomes(sold(order("delivered", "A1"), store="徐汇店", staff="bob"))
    [one] = (await ask(client)).values()
    assert (one["store"], one["staff_id"]) == ("南京路店", amy)


async def test_a_userid_of_two_corps_names_nobody(client: httpx.AsyncClient, house: House, shop: SigningShop) -> None:
    await employ(house, "amy"), await employ(house, "Amy")
    await shop.outcomes(sold(order("paid", "A1"), staff="amy"))
    [one] = (await ask(client)).values()
    assert (one["staff_userid"], one["staff_id"]) == ("amy", None)


async def test_a_file_tells_them_too(client: httpx.AsyncClient, house: House) -> None:
    amy = await employ(house, "amy")
    head = HEAD.replace("\n", ",门店,导购账号\n")
    found = await take_file(client, house, (head + "S1,b1,,2026-08-01,10,,,,S001,amy\n").encode())
    assert counts(found) == (1, 1, 0, 0)
    [one] = (await ask(client, store="S001", staff_id=amy)).values()
    assert (one["number"], one["staff_userid"]) == ("S1", "amy")
    await client.post(f"/v1/imports/{found['id']}/undo")
    await undo_import.run(house, import_id=found["id"])
    assert await ask(client) == {}


@pytest.mark.parametrize("query", [{"store": "x" * 65}, {"staff_id": 0}, {"staff_id": "amy"}])
async def test_a_filter_that_makes_no_sense_is_refused(client: httpx.AsyncClient, query: dict[str, Any]) -> None:
    assert (await client.get("/v1/orders", params=query)).status_code == 422
