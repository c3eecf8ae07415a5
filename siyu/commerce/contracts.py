"""What others may see of commerce: shops, orders, the facts a shop tells, and the events of trade."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from siyu.runtime.spine import Event


class SalesChannel(StrEnum):
    """Where an order was made; the first four are private ones."""

    MINI_PROGRAM = "mini_program"
    STAFF_LINK = "staff_link"
    GROUP = "group"
    KF = "kf"
    WEB_SHOP = "web_shop"
    MARKETPLACE = "marketplace"
    WECHAT_SHOP = "wechat_shop"
    STORE = "store"
    OTHER = "other"


class OrderState(StrEnum):
    """Where an order stands; it never goes back in this order, whatever the order of the news."""

    PLACED = "placed"
    CANCELLED = "cancelled"
    PAID = "paid"
    DELIVERED = "delivered"


class RefundState(StrEnum):
    """How much of the money went back."""

    NONE = "none"
    PART = "part"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Shop:
    """A place where orders come from; `key` is its stable word in addresses and order names."""

    id: int
    key: str
    name: str
    sales_channel: SalesChannel
    is_active: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A line of an order: the shop's product code, how many, and the cents of the line after discount."""

    product: str
    qty_n: int
    cents: int
    name: str = ""


class FactKind(StrEnum):
    """What a shop can tell about an order."""

    PLACED = "placed"
    PAID = "paid"
    CANCELLED = "cancelled"
    DELIVERED = "delivered"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened to the order `number` of a shop. Only the fields of its kind are read.

    `customer_id` may be missing when the order is known already.
    """

    kind: FactKind
    number: str
    occurred_at: datetime
    customer_id: int | None = None
    is_day: bool = False
    sales_channel: str | None = None
    currency: str = "CNY"
    total_cents: int | None = None
    paid_cents: int = 0
    discount_cents: int | None = None
    shipping_cents: int | None = None
    items: Sequence[Item] = ()
    by: str = "customer"
    reason: str | None = None
    refund: str = ""
    refund_cents: int = 0
    live_code: int | None = None
    coupon: int | None = None
    store: str | None = None
    staff_userid: str | None = None
    staff_id: int | None = None


class Verdict(StrEnum):
    """What became of something that was told."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to one thing that was told; a rejection says why in both languages."""

    verdict: Verdict
    code: str | None = None
    zh: str = ""
    en: str = ""
    order_id: int | None = None
    is_new_order: bool = False


@dataclass(frozen=True, slots=True)
class Refund:
    """Money that went back."""

    number: str
    cents: int
    reason: str | None
    refunded_at: datetime


@dataclass(frozen=True, slots=True)
class Order:
    """An order; money in cents of `currency`. `order` is its name in events: `shop:number`.

    `store` is the shop's own name or code of a point of sale, `staff_userid` the seller as the shop tells
    (WeCom's userid), `staff_id` our member of that userid when exactly one is known. The names are as the viewer may
    read them: the customer's is masked for who may see orders only.
    """

    id: int
    shop_key: str
    number: str
    customer_id: int
    state: OrderState
    refund_state: RefundState
    sales_channel: str
    currency: str
    total_cents: int
    paid_cents: int
    discount_cents: int
    shipping_cents: int
    refunded_cents: int
    placed_at: datetime | None
    paid_at: datetime | None
    cancelled_at: datetime | None
    delivered_at: datetime | None
    store: str | None = None
    staff_userid: str | None = None
    staff_id: int | None = None
    customer_name: str | None = None
    staff_name: str | None = None
    items: Sequence[Item] = ()
    refunds: Sequence[Refund] = ()


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders a list shows; times are half open and compare the moment of payment, else of placing."""

    customer_id: int | None = None
    shop_id: int | None = None
    state: OrderState | None = None
    number: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    store: str | None = None
    staff_id: int | None = None


def order_name(shop_key: str, number: str) -> str:
    """The name of an order in events, unique over all shops."""
    return f"{shop_key}:{number}"


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(Event):
    """A customer ordered."""

    name: ClassVar[str] = "order_placed"
    order: str
    sales_channel: str
    total_cents: int
    items_n: int | None = None
    store: int | None = None


@dataclass(frozen=True, kw_only=True)
class OrderPaid(Event):
    """A customer paid; `paid_cents` is without points, 0 means a gift."""

    name: ClassVar[str] = "order_paid"
    order: str
    sales_channel: str
    paid_cents: int
    discount_cents: int | None = None
    shipping_cents: int | None = None
    margin_cents: int | None = None
    currency: str | None = None
    items: list[dict[str, Any]] | None = None
    store: int | None = None
    live_code: int | None = None
    live: int | None = None
    promoter: int | None = None
    coupon: int | None = None


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(Event):
    """An order was given up before payment."""

    name: ClassVar[str] = "order_cancelled"
    order: str
    by: str
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class OrderDelivered(Event):
    """The goods arrived; `after_seconds` counts from payment."""

    name: ClassVar[str] = "order_delivered"
    order: str
    after_seconds: int | None = None


@dataclass(frozen=True, kw_only=True)
class OrderRefunded(Event):
    """Money went back; `is_full` when nothing of the order is left."""

    name: ClassVar[str] = "order_refunded"
    order: str
    refund: str | None = None
    refund_cents: int
    is_full: bool
    items: list[dict[str, Any]] | None = None


@dataclass(frozen=True, kw_only=True)
class ProductViewed(Event):
    """Somebody looked at a product."""

    name: ClassVar[str] = "product_viewed"
    product: str
    category: str | None = None
    price_cents: int | None = None
    is_bot: bool | None = None


@dataclass(frozen=True, kw_only=True)
class CartAdded(Event):
    """Somebody put a product into the cart."""

    name: ClassVar[str] = "cart_added"
    product: str
    qty_n: int
    price_cents: int
    cart: str | None = None
    is_bot: bool | None = None


@dataclass(frozen=True, kw_only=True)
class CartRemoved(Event):
    """Somebody took a product out of the cart."""

    name: ClassVar[str] = "cart_removed"
    product: str
    qty_n: int
    cart: str | None = None
    is_bot: bool | None = None
