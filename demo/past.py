"""What happened before the demo was opened: friends of the last weeks, known to WeCom, and what they bought."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from demo.processes import Stack
from demo.world import CORP, STAFF, Api, World, wait_until
from simulator.shop import GOODS, Good, ShopSender

FRIENDS, DAYS = 260, 45
#: How many of the friends buy at all, and how likely a buyer comes back each time.
_BUY, _AGAIN = 0.55, 0.45
_DAY = 86_400


def remember(stack: Stack, api: Api, world: World, shop_url: str) -> None:
    """Let the simulator know old friends, the product pull them, and the shop tell what they ordered."""
    chance = random.Random(stack.seed)
    ages = sorted((_age(chance) for _ in range(FRIENDS)), reverse=True)
    known = _befriend(stack, world, ages)
    api.ask("POST", "/v1/customers/sync", {"corp_id": world.corp_id})
    wait_until("the pull of customers", lambda: api.ask("GET", "/v1/customers", limit=1)["total"] >= FRIENDS, 120)
    events = [event for number, age in enumerate(ages) for event in _orders(chance, known[number], number, age)]
    events.sort(key=lambda event: str(event["occurred_at"]))
    asyncio.run(_tell(shop_url, world.shop_secret, events))


def _age(chance: random.Random) -> float:
    """How long ago, in seconds: more of late than long ago, by daylight."""
    days = int(DAYS * (1 - chance.random() ** 0.7))
    return days * _DAY + chance.uniform(600, _DAY / 3)


def _befriend(stack: Stack, world: World, ages: list[float]) -> list[dict[str, str]]:
    """The new friends, as the shop knows its buyers."""
    body = {
        "count": len(ages),
        "userids": [userid for userid, _ in STAFF],
        "states": world.states,
        "ages_s": ages,
        "list_result": True,
    }
    with httpx.Client(base_url=f"{stack.simulator_url}/control/corps/{CORP}", timeout=60, trust_env=False) as control:
        made = control.post("/relations/bulk", json=body).raise_for_status().json()["external_userids"]
        people = [control.get(f"/customers/{one}").raise_for_status().json() for one in made]
    return [{"id": f"p-{number}", "unionid": person["unionid"]} for number, person in enumerate(people)]


def _orders(chance: random.Random, buyer: dict[str, str], number: int, age: float) -> list[dict[str, Any]]:
    """What one friend looked at and ordered since the beginning; few orders were given back."""
    left, nth = age - chance.uniform(600, 2 * _DAY), 0
    if chance.random() > _BUY:
        return [_look(chance.choice(GOODS), buyer, f"P{number:04d}", left)] if left > 3600 and number % 3 else []
    events: list[dict[str, Any]] = []
    while left > 3600:
        events += _order(chance, buyer, f"P{number:04d}-{nth}", left)
        if chance.random() > _AGAIN:
            break
        left, nth = left - chance.uniform(3 * _DAY, 14 * _DAY), nth + 1
    return events


def _look(good: Good, buyer: dict[str, str], key: str, ago: float) -> dict[str, Any]:
    at = datetime.now(UTC) - timedelta(seconds=max(60.0, ago))
    product = {"id": good.id, "name": good.name, "category": good.category, "price_cents": good.price_cents}
    seen = {"id": f"{key}-viewed", "type": "product.viewed", "occurred_at": at.isoformat(timespec="milliseconds")}
    return {**seen, "buyer": buyer, "product": product}


def _order(chance: random.Random, buyer: dict[str, str], order: str, ago: float) -> list[dict[str, Any]]:
    [good] = chance.choices(GOODS, [one.popularity for one in GOODS])
    qty = chance.choice((1, 1, 1, 2, 3))
    cents = good.price_cents * qty
    line = {"product": good.id, "name": good.name, "category": good.category, "qty": qty, "cents": cents}
    userid = chance.choice(STAFF)[0]

    def said(kind: str, after: float, **more: Any) -> dict[str, Any]:
        at = datetime.now(UTC) - timedelta(seconds=max(60.0, ago - after))
        event = {"id": f"{order}-{kind}", "type": f"order.{kind}", "occurred_at": at.isoformat(timespec="milliseconds")}
        return {**event, "buyer": buyer, **more}

    events = [
        _look(good, buyer, order, ago + 600),
        said("placed", 0, order={"id": order, "total_cents": cents, "items": [line], "staff_userid": userid}),
        said("paid", 90, order={"id": order, "paid_cents": cents, "items": [line]}),
    ]
    if ago > 3 * _DAY:
        events.append(said("delivered", 2 * _DAY, order={"id": order}))
        if chance.random() < 0.04:
            refund = {"id": f"R-{order}", "cents": cents}
            events.append(said("refunded", 2.5 * _DAY, order={"id": order}, refund=refund))
    return events


async def _tell(url: str, secret: str, events: list[dict[str, Any]]) -> None:
    async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
        shop = ShopSender(url, secret, http)
        await shop.send(events)
        if shop.rejected:
            raise RuntimeError(f"the shop's past was not accepted: {shop.rejected[:3]}")
