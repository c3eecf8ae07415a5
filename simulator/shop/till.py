"""The shop on a person's phone: what is looked at and bought there is told like everything else the shop tells."""

from datetime import UTC, datetime
from typing import Any

import httpx

from simulator.clients.errors import CannotDo, Unknown
from simulator.clients.people import get_customer
from simulator.kernel import Kernel
from simulator.shop.goods import GOODS, Good
from simulator.shop.sender import Refused, ShopSender
from simulator.wecom.model import Customer, Order
from simulator.wecom.world import CorpWorld

_BY_ID = {good.id: good for good in GOODS}


def get_good(key: str) -> Good:
    """A product by id; raises Unknown."""
    if key not in _BY_ID:
        raise Unknown("product", key)
    return _BY_ID[key]


async def visit(kernel: Kernel, world: CorpWorld, external_userid: str, key: str) -> None:
    """A person looks at a product; raises CannotDo when nobody takes the shop's events."""
    person, good = get_customer(world, external_userid), get_good(key)
    product = {"id": good.id, "name": good.name, "category": good.category, "price_cents": good.price_cents}
    await _tell(kernel, world, person, [("product.viewed", {"product": product})])


async def buy(kernel: Kernel, world: CorpWorld, external_userid: str, key: str, qty: int) -> Order:
    """A person orders and pays; raises CannotDo when nobody takes the shop's events."""
    person, good = get_customer(world, external_userid), get_good(key)
    seq, cents = kernel.world.next_seq(), good.price_cents * qty
    order = Order(f"P{seq:08d}", seq, external_userid, good.id, good.name, qty, cents, kernel.clock.now())
    line = {"product": good.id, "name": good.name, "qty": qty, "cents": cents}
    placed = {"id": order.order_id, "total_cents": cents, "items": [line]}
    paid = {"id": order.order_id, "paid_cents": cents, "items": [line]}
    await _tell(kernel, world, person, [("order.placed", {"order": placed}), ("order.paid", {"order": paid})])
    world.keep("order", order)
    return order


async def _tell(kernel: Kernel, world: CorpWorld, person: Customer, news: list[tuple[str, dict[str, Any]]]) -> None:
    if not world.corp.shop:
        raise CannotDo("the shop is not connected: PUT …/shop first")
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    buyer = {"id": person.external_userid, **({"unionid": person.unionid} if person.unionid else {})}
    events = [
        {"id": f"phone-{kernel.world.next_seq()}", "type": kind, "occurred_at": now, "buyer": buyer, **more}
        for kind, more in news
    ]
    async with httpx.AsyncClient(timeout=10, trust_env=False) as http:
        sender = ShopSender(world.corp.shop["url"], world.corp.shop["secret"], http)
        try:
            await sender.send(events)
        except Refused as refused:
            raise CannotDo(str(refused)) from None
    if sender.rejected:
        raise CannotDo(f"rejected: {sender.rejected[0]}")
