"""What commerce looks like over HTTP."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from siyu.commerce.contracts import Order, OrderState, RefundState, SalesChannel, Shop, Told, Verdict
from siyu.runtime.http import Shape


class ShopIn(Shape):
    """A shop to open. `key` stays for ever: it is part of the names of its orders."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{1,39}$")]
    name: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]
    sales_channel: SalesChannel = SalesChannel.OTHER


class ShopOut(Shape):
    """A shop."""

    id: int
    key: str
    name: str
    sales_channel: SalesChannel
    is_active: bool


class OpenedShopOut(ShopOut):
    """A shop with its signing secret, which is shown this once."""

    secret: str

    @classmethod
    def opened(cls, shop: Shop, secret: str) -> Self:
        """The answer for a shop whose secret is new."""
        return cls(**ShopOut.model_validate(shop).model_dump(), secret=secret)


class ItemOut(Shape):
    """A line of an order."""

    product: str
    name: str
    qty_n: int
    cents: int


class RefundOut(Shape):
    """Money that went back."""

    number: str
    cents: int
    reason: str | None
    refunded_at: datetime


class OrderOut(Shape):
    """An order; money in cents of `currency`."""

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
    store: str | None
    staff_userid: str | None
    staff_id: int | None
    customer_name: str | None
    staff_name: str | None
    items: list[ItemOut]
    refunds: list[RefundOut]

    @classmethod
    def of(cls, order: Order) -> Self:
        """The answer for an order."""
        return cls.model_validate(order)


class WhyOut(Shape):
    """Why an event was rejected."""

    code: str
    zh: str
    en: str


class ResultOut(Shape):
    """What became of one event."""

    id: str
    outcome: Verdict
    reason: WhyOut | None = None

    @classmethod
    def of(cls, event_id: str, told: Told) -> Self:
        """The answer for an event."""
        why = WhyOut(code=told.code, zh=told.zh, en=told.en) if told.code else None
        return cls(id=event_id, outcome=told.verdict, reason=why)


class ResultsOut(Shape):
    """One result per event, in the order of the batch."""

    results: list[ResultOut]
