"""Doing it: every act of the town as an HTTP call to the simulator or as the shop's event."""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx

from simulator.shop import ShopSender
from simulator.town.life import Act
from simulator.town.people import Person
from simulator.town.phrases import phrase


class Hands:
    """What the town's people act with: their WeCom clients (control API) and the shop, if there is one."""

    def __init__(self, control: str, corp_id: str, http: httpx.AsyncClient, shop: ShopSender | None) -> None:
        self._control = f"{control}/control"
        self._corp_id = corp_id
        self._base = f"{self._control}/corps/{corp_id}"
        self._http = http
        self._shop = shop
        self.done: Counter[str] = Counter()
        self._verbs: dict[str, Callable[[Person, Act], Awaitable[bool]]] = {
            "scan": self._scan,
            "return": self._scan,
            "ask": self._write,
            "complain": self._write,
            "answer": self._answer,
            "leave": self._leave,
            "browse": self._browse,
            "cart": self._cart,
            "place": self._place,
            "pay": self._pay,
            "deliver": self._deliver,
            "refund": self._refund,
        }

    async def act(self, person: Person, act: Act) -> bool:
        """Do it; False when it was not possible (e.g. nobody left to talk to)."""
        did = await self._verbs[act.verb](person, act)
        self.done[act.verb if did else f"not {act.verb}"] += 1
        return bool(did)

    async def confirm_tasks(self) -> int:
        """Every staff member confirms their open mass-send tasks; how many were sent."""
        answer = await self._post("/confirm", {})
        return int(answer["sent"]) if answer else 0

    async def ask_pace(self, at: float, days: float, speed: float) -> float:
        """Tell the simulator how far the town has come; the speed that is wished (0 = stand still)."""
        body = {"corp_id": self._corp_id, "at": at, "days": days, "speed": speed}
        answer = await self._http.post(f"{self._control}/town/pulse", json=body)
        answer.raise_for_status()
        wished: dict[str, Any] = answer.json()
        return 0.0 if wished["paused"] else float(wished["speed"])

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
        answer = await self._http.post(f"{self._base}{path}", json=body)
        if answer.status_code in (httpx.codes.CONFLICT, httpx.codes.NOT_FOUND):
            return None
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    async def _scan(self, person: Person, act: Act) -> bool:
        known = {
            "external_userid": person.external_userid,
            "name": person.name,
            "unionid": person.unionid,
            "gender": person.gender,
        }
        met = await self._post("/scan", {"state": person.channel, "customer": known})
        if met is None:
            return False
        person.met = str(met["userid"])
        return True

    async def _chat(self, person: Person, by: str) -> bool:
        if not person.met:
            return False
        text = phrase(person, by)
        person.said += 1
        body = {"userid": person.met, "external_userid": person.external_userid, "by": by, "text": text}
        return await self._post("/chat", body) is not None

    async def _answer(self, person: Person, act: Act) -> bool:
        return await self._chat(person, "staff")

    async def _write(self, person: Person, act: Act) -> bool:
        return await self._chat(person, "customer")

    async def _leave(self, person: Person, act: Act) -> bool:
        if not person.met:
            return False
        body = {"userid": person.met, "external_userid": person.external_userid, "by": "customer"}
        person.met = ""
        return await self._post("/delete", body) is not None

    async def _tell_shop(self, person: Person, act: Act, kind: str, **more: Any) -> bool:
        if self._shop is None:
            return False
        person.told += 1
        event = {
            "id": f"{person.unionid}-{person.told}",
            "type": kind,
            "occurred_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "buyer": person.buyer,
            **more,
        }
        await self._shop.send([event])
        return True

    async def _browse(self, person: Person, act: Act) -> bool:
        return await self._tell_shop(person, act, "product.viewed", product=_product(act))

    async def _cart(self, person: Person, act: Act) -> bool:
        return await self._tell_shop(person, act, "cart.added", product=_product(act), qty=1)

    async def _place(self, person: Person, act: Act) -> bool:
        order = {"id": act.order, "total_cents": _price(act), "items": [_line(act)]}
        person.orders += 1
        return await self._tell_shop(person, act, "order.placed", order=order)

    async def _pay(self, person: Person, act: Act) -> bool:
        order = {"id": act.order, "paid_cents": _price(act), "items": [_line(act)]}
        return await self._tell_shop(person, act, "order.paid", order=order)

    async def _deliver(self, person: Person, act: Act) -> bool:
        return await self._tell_shop(person, act, "order.delivered", order={"id": act.order})

    async def _refund(self, person: Person, act: Act) -> bool:
        refund = {"id": f"R-{act.order}", "cents": _price(act)}
        return await self._tell_shop(person, act, "order.refunded", order={"id": act.order}, refund=refund)


def _price(act: Act) -> int:
    return act.good.price_cents if act.good else 0


def _product(act: Act) -> dict[str, Any]:
    if act.good is None:
        return {}
    return {
        "id": act.good.id,
        "name": act.good.name,
        "category": act.good.category,
        "price_cents": act.good.price_cents,
    }


def _line(act: Act) -> dict[str, Any]:
    if act.good is None:
        return {}
    return {"product": act.good.id, "name": act.good.name, "qty": 1, "cents": act.good.price_cents}
