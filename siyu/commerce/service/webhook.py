"""What shops report: checked by signature, taken in one transaction, answered event by event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from siyu import customers
from siyu.commerce.contracts import Fact, Shop, Told, Verdict
from siyu.commerce.errors import ShopSignatureRefused
from siyu.commerce.queries.shops import find_shop, save_products
from siyu.commerce.rules.signatures import is_genuine
from siyu.commerce.service.buyers import Buyer, find_customers, shop_buyer
from siyu.commerce.service.orders import Origin, tell_orders
from siyu.commerce.service.shops import open_secret
from siyu.commerce.wire import BuyerIn, EventIn, Unread, browse_event, fact_of, product_of, read_batch, source_of
from siyu.customers import IdentityKind, Known
from siyu.runtime.database import UnitOfWork
from siyu.runtime.faults import fault_site
from siyu.runtime.house import House
from siyu.runtime.secrets import Vault
from siyu.runtime.spine import Event

AHEAD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Signed:
    """The headers that prove where a body comes from and when it was sent."""

    timestamp: str
    signature: str


async def hear_shop(house: House, key: str, signed: Signed, body: bytes) -> list[tuple[str, Told]]:
    """Take a batch of a shop; for each event its id and what became of it, once all of it is durable.

    Raises `ShopSignatureRefused` (one answer for every reason) and `BatchUnreadable`.
    """
    shop = await _must_be_genuine(house, key, signed, body)
    events = [_not_in_future(event, house.clock.now()) for event in read_batch(body)]
    async with house.unit() as uow:
        told = await _take(uow, house.vault, shop, events)
        fault_site("commerce.before_webhook_commit")
    return [(event.id, answer) for event, answer in zip(events, told, strict=True)]


async def _must_be_genuine(house: House, key: str, signed: Signed, body: bytes) -> Shop:
    async with house.unit() as uow:
        found = await find_shop(uow, key)
    if found is None or not found[1] or not found[0].is_active:
        raise ShopSignatureRefused
    secret, now = open_secret(house.vault, found[1]), house.clock.now().timestamp()
    if not is_genuine(secret, timestamp=signed.timestamp, signature=signed.signature, body=body, now=now):
        raise ShopSignatureRefused
    return found[0]


def _not_in_future(event: EventIn | Unread, now: datetime) -> EventIn | Unread:
    """A shop whose clock is ahead by minutes is believed; beyond that our own time counts."""
    if isinstance(event, EventIn) and event.occurred_at > now + AHEAD:
        return msgspec.structs.replace(event, occurred_at=now)
    return event


async def _take(uow: UnitOfWork, vault: Vault, shop: Shop, events: Sequence[EventIn | Unread]) -> list[Told]:
    told: list[Told | None] = [event.told if isinstance(event, Unread) else None for event in events]
    read = [(place, event) for place, event in enumerate(events) if isinstance(event, EventIn)]
    buyers = [_buyer(vault, shop, event.buyer) for _, event in read]
    people = await find_customers(uow, vault, buyers, source=source_of(shop))
    facts: dict[int, Fact] = {}
    browsed: dict[int, Event] = {}
    for (place, event), person in zip(read, people, strict=True):
        meant = fact_of(event, person) if event.type.startswith("order.") else browse_event(shop, event, person)
        if isinstance(meant, Told):
            told[place] = meant
        elif isinstance(meant, Fact):
            facts[place] = meant
        else:
            browsed[place] = meant
    await _take_orders(uow, shop, facts, told)
    await _take_browsing(uow, shop, browsed, told)
    seen = [product_of(events_in) for place, events_in in read if place in browsed]
    await save_products(uow, shop.id, [product for product in seen if product])
    return [answer for answer in told if answer is not None]


async def _take_orders(uow: UnitOfWork, shop: Shop, facts: dict[int, Fact], told: list[Told | None]) -> None:
    if facts:
        answers = await tell_orders(uow, shop, list(facts.values()), Origin(source_of(shop)))
        for place, answer in zip(facts, answers, strict=True):
            told[place] = answer


async def _take_browsing(uow: UnitOfWork, shop: Shop, browsed: dict[int, Event], told: list[Told | None]) -> None:
    now = uow.now()
    # Events of customers made a moment ago come before what they did.
    await uow.flush()
    is_new = await uow.record([event.record(now) for event in browsed.values()])
    for place, was_new in zip(browsed, is_new, strict=True):
        told[place] = Told(Verdict.ACCEPTED if was_new else Verdict.DUPLICATE)


def _buyer(vault: Vault, shop: Shop, buyer: BuyerIn) -> Buyer:
    known = []
    if buyer.unionid:
        known.append(Known(IdentityKind.UNIONID, buyer.unionid))
    if buyer.phone and customers.phone_mark(vault, buyer.phone):
        known.append(Known(IdentityKind.PHONE, buyer.phone))
    if buyer.id:
        known.append(shop_buyer(shop.key, buyer.id))
    return Buyer(tuple(known))
