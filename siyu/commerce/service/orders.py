"""Telling orders what happened to them: one door for webhooks, imports and whoever comes next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from siyu.commerce.contracts import (
    Fact,
    FactKind,
    Item,
    OrderCancelled,
    OrderDelivered,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
    Refund,
    RefundState,
    Shop,
    Told,
    Verdict,
    order_name,
)
from siyu.commerce.queries import orders as queries
from siyu.commerce.queries.orders import Draft
from siyu.commerce.queries.shops import ProductFacts, lock_shop, save_products
from siyu.commerce.rules.codes import as_code
from siyu.commerce.rules.orders import tell
from siyu.commerce.service.sellers import attribute_to_staff
from siyu.runtime.database import UnitOfWork
from siyu.runtime.spine import Event

_UNKNOWN = Told(
    Verdict.REJECTED, "order_unknown", "订单未知，且未提供买家。", "The order is not known and no buyer was given."
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where facts come from: the `source` of their events and, for an import, its id."""

    source: str
    import_id: int | None = None

    @property
    def suffix(self) -> str:
        """Keeps the facts of an import apart, so that one can be undone and done again."""
        return f":import{self.import_id}" if self.import_id else ""


async def tell_orders(uow: UnitOfWork, shop: Shop, facts: Sequence[Fact], origin: Origin) -> list[Told]:
    """Tell a shop's orders a batch of facts, in the given order; one answer per fact.

    Safe to repeat, and safe with facts out of order: an order's state never goes back and no event is said twice.
    """
    facts = await attribute_to_staff(uow, facts)
    await lock_shop(uow, shop.id)
    numbers = sorted({fact.number for fact in facts})
    drafts = await queries.lock_orders(uow, shop, numbers)
    changed: dict[str, Draft] = {}
    told: list[Told] = []
    events: list[Event] = []
    for fact in facts:
        draft = drafts.get(fact.number) or _new_draft(shop, fact, origin)
        answer = _UNKNOWN if draft is None else _tell(draft, fact)
        told.append(answer)
        if draft is None or answer.verdict is not Verdict.ACCEPTED:
            continue
        drafts[fact.number] = changed[fact.number] = draft
        events.append(_EVENTS[fact.kind](_Context(shop, draft, fact, origin)))
    await queries.save_orders(uow, shop, list(changed.values()))
    await save_products(uow, shop.id, [_product(item) for draft in changed.values() for item in draft.new_items])
    uow.say(*events)
    return [_with_id(answer, fact, drafts) for answer, fact in zip(told, facts, strict=True)]


def _new_draft(shop: Shop, fact: Fact, origin: Origin) -> Draft | None:
    if fact.customer_id is None:
        return None
    channel = fact.sales_channel or str(shop.sales_channel)
    return Draft(fact.number, fact.customer_id, channel, fact.currency, import_id=origin.import_id)


def _tell(draft: Draft, fact: Fact) -> Told:
    after = tell(draft.standing, fact)
    if isinstance(after, Told):
        return after
    is_new = draft.id is None and draft.happened_at is None
    draft.standing = after
    draft.happened_at = draft.happened_at or fact.occurred_at
    _fill(draft, fact)
    if fact.kind is FactKind.REFUNDED:
        draft.new_refunds.append(Refund(fact.refund, fact.refund_cents, fact.reason, fact.occurred_at))
    return Told(Verdict.ACCEPTED, is_new_order=is_new)


def _fill(draft: Draft, fact: Fact) -> None:
    """What the order did not know yet; what it knows stays."""
    if fact.kind not in (FactKind.PLACED, FactKind.PAID):
        return
    if fact.items and not draft.items:
        draft.items = draft.new_items = fact.items
    draft.total_cents = draft.total_cents or _total_of(fact)
    draft.discount_cents = draft.discount_cents or fact.discount_cents or 0
    draft.shipping_cents = draft.shipping_cents or fact.shipping_cents or 0
    draft.store = draft.store or fact.store
    if draft.staff_userid is None:
        draft.staff_userid, draft.staff_id = fact.staff_userid, fact.staff_id


def _total_of(fact: Fact) -> int:
    if fact.total_cents is not None:
        return fact.total_cents
    return sum(item.cents for item in fact.items) or fact.paid_cents


def _product(item: Item) -> ProductFacts:
    return ProductFacts(item.product, item.name)


def _with_id(answer: Told, fact: Fact, drafts: dict[str, Draft]) -> Told:
    draft = drafts.get(fact.number)
    return replace(answer, order_id=draft.id) if draft else answer


@dataclass(frozen=True, slots=True)
class _Context:
    shop: Shop
    draft: Draft
    fact: Fact
    origin: Origin

    @property
    def order(self) -> str:
        return order_name(self.shop.key, self.fact.number)

    def envelope(self, what: str) -> dict[str, Any]:
        """What all events of an order share."""
        return {
            "dedup_key": f"{self.order}:{what}{self.origin.suffix}",
            "customer_id": self.draft.customer_id,
            "occurred_at": self.fact.occurred_at,
            "occurred_basis": "day" if self.fact.is_day else "exact",
            "source": self.origin.source,
            "staff_id": self.draft.staff_id,
            "order": self.order,
        }


def _lines(items: Sequence[Item]) -> list[dict[str, Any]] | None:
    return [{"product": item.product, "qty_n": item.qty_n, "cents": item.cents} for item in items] or None


def _placed(it: _Context) -> Event:
    return OrderPlaced(
        **it.envelope("placed"),
        sales_channel=it.draft.sales_channel,
        total_cents=_total_of(it.fact),
        items_n=sum(item.qty_n for item in it.fact.items) or None,
    )


def _paid(it: _Context) -> Event:
    fact = it.fact
    return OrderPaid(
        **it.envelope("paid"),
        sales_channel=it.draft.sales_channel,
        paid_cents=fact.paid_cents,
        discount_cents=fact.discount_cents,
        shipping_cents=fact.shipping_cents,
        currency=it.draft.currency,
        items=_lines(fact.items or it.draft.items),
        live_code=fact.live_code,
        coupon=fact.coupon,
    )


def _cancelled(it: _Context) -> Event:
    return OrderCancelled(**it.envelope("cancelled"), by=it.fact.by, reason=as_code(it.fact.reason))


def _delivered(it: _Context) -> Event:
    paid_at: datetime | None = it.draft.standing.paid_at
    after = int((it.fact.occurred_at - paid_at).total_seconds()) if paid_at else None
    return OrderDelivered(**it.envelope("delivered"), after_seconds=max(after, 0) if after is not None else None)


def _refunded(it: _Context) -> Event:
    return OrderRefunded(
        **it.envelope(f"refund:{it.fact.refund}"),
        refund=it.fact.refund,
        refund_cents=it.fact.refund_cents,
        is_full=it.draft.standing.refund_state is RefundState.FULL,
        items=_lines(it.fact.items),
    )


_EVENTS: dict[FactKind, Callable[[_Context], Event]] = {
    FactKind.PLACED: _placed,
    FactKind.PAID: _paid,
    FactKind.CANCELLED: _cancelled,
    FactKind.DELIVERED: _delivered,
    FactKind.REFUNDED: _refunded,
}
