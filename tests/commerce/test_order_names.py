"""Orders carry the names of who bought and who sold, as far as the one who looks may read them."""

import httpx
from sqlalchemy import text

from siyu.runtime.house import House
from siyu.runtime.viewer import Scope, Viewer
from tests.commerce.conftest import FakeSignIn, SigningShop
from tests.commerce.test_points_of_sale import ask, employ, sold
from tests.commerce.test_shop_webhook import order


def a_seller(staff_id: int, *rights: str) -> Viewer:
    return Viewer(
        user_id=1, staff_id=staff_id, scope=Scope.OWN, staff_ids=frozenset({staff_id}), rights=frozenset(rights)
    )


async def name_them(house: House, staff_id: int) -> int:
    """The buyer is called 王小明 and a friend of the member, who is called 艾米."""
    async with house.unit() as uow:
        await uow.execute(text("UPDATE staff_members SET name = '艾米' WHERE id = :id"), {"id": staff_id})
        buyer = (await uow.execute(text("UPDATE customers SET name = '王小明' RETURNING id"))).scalar_one()
        await uow.execute(
            text("""
                INSERT INTO follows (customer_id, corp_id, staff_id, external_userid, spell, is_live, moved_at, source)
                SELECT :buyer, corp_id, id, 'wm1', 1, true, now(), 'import' FROM staff_members WHERE id = :staff
            """),
            {"buyer": buyer, "staff": staff_id},
        )
        return int(buyer)


async def test_an_order_says_who_bought_and_who_sold(
    client: httpx.AsyncClient, house: House, shop: SigningShop
) -> None:
    amy = await employ(house, "amy")
    await shop.outcomes(sold(order("paid", "A1"), staff="amy"), order("paid", "A2"))
    buyer = await name_them(house, amy)
    shown = await ask(client)
    assert {number: (one["customer_name"], one["staff_name"]) for number, one in shown.items()} == {
        "A1": ("王小明", "艾米"),
        "A2": ("王小明", None),
    }
    assert shown["A1"]["customer_id"] == buyer
    one = (await client.get(f"/v1/orders/{shown['A1']['id']}")).json()
    assert (one["customer_name"], one["staff_name"]) == ("王小明", "艾米")


async def test_who_may_read_orders_only_sees_the_first_letter(
    client: httpx.AsyncClient, house: House, shop: SigningShop, sign_in: FakeSignIn
) -> None:
    amy = await employ(house, "amy")
    await shop.outcomes(sold(order("paid", "A1"), staff="amy"))
    await name_them(house, amy)
    sign_in.viewer = a_seller(amy, "orders.read", "customers.read")
    assert (await ask(client))["A1"]["customer_name"] == "王小明"
    sign_in.viewer = a_seller(amy, "orders.read")
    assert (await ask(client))["A1"]["customer_name"] == "王**"
    sign_in.viewer = a_seller(amy + 1, "orders.read", "customers.read")
    assert await ask(client) == {}


async def test_an_erased_buyer_has_no_name(client: httpx.AsyncClient, house: House, shop: SigningShop) -> None:
    amy = await employ(house, "amy")
    await shop.outcomes(order("paid", "A1"))
    await name_them(house, amy)
    async with house.unit() as uow:
        await uow.execute(text("UPDATE customers SET is_erased = true"))
    assert (await ask(client))["A1"]["customer_name"] is None
