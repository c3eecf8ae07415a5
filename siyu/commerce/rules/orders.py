"""How an order moves: facts may come in any order and more than once, and the state never goes back."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from siyu.commerce.contracts import Fact, FactKind, OrderState, RefundState, Told, Verdict

DUPLICATE = Told(Verdict.DUPLICATE)


@dataclass(frozen=True, slots=True)
class Standing:
    """All that decides how an order stands. `refunds` are the numbers of its refunds with their cents."""

    placed_at: datetime | None = None
    paid_at: datetime | None = None
    cancelled_at: datetime | None = None
    delivered_at: datetime | None = None
    paid_cents: int = 0
    refunds: dict[str, int] = field(default_factory=dict)

    @property
    def refunded_cents(self) -> int:
        """What went back so far."""
        return sum(self.refunds.values())

    @property
    def state(self) -> OrderState:
        """The furthest place it has come to."""
        if self.delivered_at:
            return OrderState.DELIVERED
        if self.paid_at:
            return OrderState.PAID
        return OrderState.CANCELLED if self.cancelled_at else OrderState.PLACED

    @property
    def refund_state(self) -> RefundState:
        """How much of the payment went back."""
        return refund_state_of(self.paid_cents if self.paid_at else None, self.refunded_cents)


def refund_state_of(paid_cents: int | None, refunded_cents: int) -> RefundState:
    """`paid_cents` is None while the payment is not known."""
    if not refunded_cents:
        return RefundState.NONE
    return RefundState.FULL if paid_cents is not None and refunded_cents >= paid_cents else RefundState.PART


def tell(standing: Standing, fact: Fact) -> Standing | Told:
    """The standing after a fact; a `Told` when the fact is known already or cannot be."""
    return _RULES[fact.kind](standing, fact)


def _placed(standing: Standing, fact: Fact) -> Standing | Told:
    return DUPLICATE if standing.placed_at else replace(standing, placed_at=fact.occurred_at)


def _paid(standing: Standing, fact: Fact) -> Standing | Told:
    if standing.paid_at is None:
        return replace(standing, paid_at=fact.occurred_at, paid_cents=fact.paid_cents)
    if standing.paid_cents == fact.paid_cents:
        return DUPLICATE
    return Told(
        Verdict.REJECTED, "paid_differs", "该订单已按另一金额付款。", "The order was paid already with another amount."
    )


def _cancelled(standing: Standing, fact: Fact) -> Standing | Told:
    if standing.cancelled_at:
        return DUPLICATE
    if standing.paid_at and standing.paid_at <= fact.occurred_at:
        zh, en = "订单已付款，不能取消，请使用退款。", "The order is paid; it ends by a refund, not by cancelling."
        return Told(Verdict.REJECTED, "cancelled_after_payment", zh, en)
    return replace(standing, cancelled_at=fact.occurred_at)


def _delivered(standing: Standing, fact: Fact) -> Standing | Told:
    return DUPLICATE if standing.delivered_at else replace(standing, delivered_at=fact.occurred_at)


def _refunded(standing: Standing, fact: Fact) -> Standing | Told:
    if fact.refund in standing.refunds:
        return DUPLICATE
    refunds = {**standing.refunds, fact.refund: fact.refund_cents}
    if standing.paid_at and sum(refunds.values()) > standing.paid_cents:
        zh, en = "累计退款超过实付金额。", "All refunds together exceed what was paid."
        return Told(Verdict.REJECTED, "refund_exceeds", zh, en)
    return replace(standing, refunds=refunds)


_RULES: dict[FactKind, Callable[[Standing, Fact], Standing | Told]] = {
    FactKind.PLACED: _placed,
    FactKind.PAID: _paid,
    FactKind.CANCELLED: _cancelled,
    FactKind.DELIVERED: _delivered,
    FactKind.REFUNDED: _refunded,
}
