"""The shop webhook's body: how it is read, and what each of its events means."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

import msgspec

from siyu.commerce.contracts import (
    CartAdded,
    CartRemoved,
    Fact,
    FactKind,
    Item,
    ProductViewed,
    SalesChannel,
    Shop,
    Told,
    Verdict,
)
from siyu.commerce.errors import BatchUnreadable
from siyu.commerce.queries.shops import ProductFacts
from siyu.commerce.rules.codes import as_code
from siyu.runtime.spine import Event

MOST_EVENTS = 500

_ID = msgspec.Meta(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f]+$")
_CENTS = msgspec.Meta(ge=0, le=10**12)

Id = Annotated[str, _ID]
Name = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[^\x00]*$")]
Cents = Annotated[int, _CENTS]
Qty = Annotated[int, msgspec.Meta(ge=1, le=10**6)]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class BuyerIn(msgspec.Struct, frozen=True):
    """Who: the shop's own number, a unionid, a phone, or a visitor not yet known."""

    id: Id | None = None
    unionid: Id | None = None
    phone: Id | None = None
    anonymous: Id | None = None


class LineIn(msgspec.Struct, frozen=True):
    """A line of an order."""

    product: Id
    qty: Qty
    cents: Cents
    name: Name = ""


class OrderIn(msgspec.Struct, frozen=True):
    """An order, as much of it as the event knows."""

    id: Id
    total_cents: Cents | None = None
    paid_cents: Cents | None = None
    discount_cents: Cents | None = None
    shipping_cents: Cents | None = None
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")] = "CNY"
    items: Annotated[list[LineIn], msgspec.Meta(max_length=200)] = []
    sales_channel: SalesChannel | None = None
    live_code: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)] | None = None
    coupon: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)] | None = None
    store: Id | None = None
    staff: Id | None = None


class RefundIn(msgspec.Struct, frozen=True):
    """Money that went back."""

    id: Id
    cents: Annotated[int, msgspec.Meta(ge=1, le=10**12)]
    items: Annotated[list[LineIn], msgspec.Meta(max_length=200)] = []
    reason: Name | None = None


class ProductIn(msgspec.Struct, frozen=True):
    """A product."""

    id: Id
    name: Name = ""
    category: Name = ""
    price_cents: Cents | None = None


class EventIn(msgspec.Struct, frozen=True):
    """One event of a shop."""

    id: Id
    type: Annotated[str, msgspec.Meta(max_length=40)]
    occurred_at: Instant
    buyer: BuyerIn = BuyerIn()
    order: OrderIn | None = None
    refund: RefundIn | None = None
    product: ProductIn | None = None
    qty: Qty = 1
    cart: Id | None = None
    by: Annotated[str, msgspec.Meta(max_length=40)] = "customer"
    reason: Name | None = None


class _Batch(msgspec.Struct, frozen=True):
    events: Annotated[list[msgspec.Raw], msgspec.Meta(max_length=MOST_EVENTS)]


class _Named(msgspec.Struct, frozen=True):
    id: Any = ""


_BATCH = msgspec.json.Decoder(_Batch)
_EVENT = msgspec.json.Decoder(EventIn)
_NAMED = msgspec.json.Decoder(_Named)


class Unread(msgspec.Struct, frozen=True):
    """An event that is not as documented: the id it may have, and what is wrong."""

    id: str
    told: Told


def read_batch(body: bytes) -> list[EventIn | Unread]:
    """The events of a body; a bad one does not spoil the others. Raises `BatchUnreadable` when it is no batch."""
    try:
        return [_read_event(bytes(raw)) for raw in _BATCH.decode(body).events]
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BatchUnreadable(why=str(error)[:200]) from error


def _read_event(raw: bytes) -> EventIn | Unread:
    try:
        event = _EVENT.decode(raw)
    except msgspec.ValidationError as error:
        why = str(error)[:200]
        return Unread(_id_of(raw), refused("unreadable", f"事件内容有误：{why}", f"the event is not valid: {why}"))
    needed = _NEEDS.get(event.type)
    if needed is None:
        shown = event.type[:40]
        return Unread(event.id, refused("unknown_type", f"未知的事件类型 {shown}", f"unknown type {shown}"))
    missing = [name for name in needed if getattr(event, name) is None]
    if missing:
        what = ", ".join(missing)
        return Unread(event.id, refused("missing", f"缺少 {what}", f"{what} is missing"))
    return event


def _id_of(raw: bytes) -> str:
    try:
        return str(_NAMED.decode(raw).id)[:64]
    except msgspec.MsgspecError:
        return ""


def refused(code: str, zh: str, en: str) -> Told:
    """A rejection."""
    return Told(Verdict.REJECTED, code, zh, en)


_NEEDS = {
    "order.placed": ("order",),
    "order.paid": ("order",),
    "order.cancelled": ("order",),
    "order.delivered": ("order",),
    "order.refunded": ("order", "refund"),
    "product.viewed": ("product",),
    "cart.added": ("product",),
    "cart.removed": ("product",),
}


def fact_of(event: EventIn, customer_id: int | None) -> Fact | Told:
    """What an order event says about its order."""
    order = event.order
    if order is None:
        return refused("missing", "缺少 order", "order is missing")
    kind = FactKind(event.type.removeprefix("order."))
    if kind is FactKind.PAID and order.paid_cents is None:
        return refused("missing", "缺少 order.paid_cents", "order.paid_cents is missing")
    refund = event.refund
    return Fact(
        kind,
        number=order.id,
        occurred_at=event.occurred_at,
        customer_id=customer_id,
        sales_channel=order.sales_channel,
        currency=order.currency,
        total_cents=order.total_cents,
        paid_cents=order.paid_cents or 0,
        discount_cents=order.discount_cents,
        shipping_cents=order.shipping_cents,
        items=_items(refund.items if refund else order.items),
        by=as_code(event.by) or "customer",
        reason=(refund.reason if refund else event.reason),
        refund=refund.id if refund else "",
        refund_cents=refund.cents if refund else 0,
        live_code=order.live_code,
        coupon=order.coupon,
        store=order.store,
        staff_userid=order.staff,
    )


def _items(lines: list[LineIn]) -> list[Item]:
    return [Item(line.product, line.qty, line.cents, line.name) for line in lines]


def product_of(event: EventIn) -> ProductFacts | None:
    """What a browse event says about its product."""
    product = event.product
    return ProductFacts(product.id, product.name, product.category, product.price_cents) if product else None


def browse_event(shop: Shop, event: EventIn, customer_id: int | None) -> Event | Told:
    """The event of somebody looking at products."""
    product = event.product
    if product is None:
        return refused("missing", "缺少 product", "product is missing")
    if customer_id is None and event.buyer.anonymous is None:
        return refused("buyer_unknown", "缺少买家或访客编号", "neither a buyer nor a visitor is given")
    if event.type == "cart.added" and product.price_cents is None:
        return refused("missing", "缺少 product.price_cents", "product.price_cents is missing")
    envelope: dict[str, Any] = {
        "dedup_key": f"shop:{shop.key}:{event.id}",
        "customer_id": customer_id,
        "anonymous_id": event.buyer.anonymous,
        "occurred_at": event.occurred_at,
        "source": source_of(shop),
        "product": product.id,
    }
    return _BROWSE[event.type](event, product, envelope)


def source_of(shop: Shop) -> str:
    """The `source` of a shop's events."""
    return f"connector:{shop.key}"


def _viewed(event: EventIn, product: ProductIn, envelope: dict[str, Any]) -> Event:
    return ProductViewed(**envelope, category=as_code(product.category), price_cents=product.price_cents)


def _added(event: EventIn, product: ProductIn, envelope: dict[str, Any]) -> Event:
    return CartAdded(**envelope, qty_n=event.qty, price_cents=product.price_cents or 0, cart=event.cart)


def _removed(event: EventIn, product: ProductIn, envelope: dict[str, Any]) -> Event:
    return CartRemoved(**envelope, qty_n=event.qty, cart=event.cart)


_BROWSE: dict[str, Callable[[EventIn, ProductIn, dict[str, Any]], Event]] = {
    "product.viewed": _viewed,
    "cart.added": _added,
    "cart.removed": _removed,
}
