"""Shapes of the sending routes."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints

from siyu.channels.sending.contracts import QuotaMode, SendRules
from siyu.runtime.http import DayTime, Shape

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class SendRulesShape(Shape):
    """Quiet hours in the organisation's zone, caps per customer (null = none), holdout per mille, WeCom's mode."""

    quiet_from: DayTime | None
    quiet_to: DayTime | None
    day_cap: int | None = Field(ge=0, le=1000)
    week_cap: int | None = Field(ge=0, le=1000)
    month_cap: int | None = Field(ge=0, le=1000)
    holdout: int = Field(ge=0, le=1000)
    holdout_salt: str = Field(min_length=1, max_length=100, pattern=r"^[^\x00]+$")
    quota_mode: QuotaMode
    banned_words: list[Annotated[str, StringConstraints(min_length=1, max_length=50, pattern=r"^[^\x00]+$")]] = Field(
        max_length=1000
    )
    needs_two_people: bool

    @classmethod
    def of(cls, rules: SendRules) -> Self:
        """The shape of stored rules."""
        values = {name: getattr(rules, name) for name in SendRules.__dataclass_fields__}
        return cls(**values | {"banned_words": list(rules.banned_words)})

    def to_rules(self) -> SendRules:
        """The rules asked for; times without a zone, to the minute."""
        values = {name: getattr(self, name) for name in SendRules.__dataclass_fields__}
        for name in ("quiet_from", "quiet_to"):
            values[name] = None if values[name] is None else values[name].replace(tzinfo=None, microsecond=0)
        return SendRules(**values | {"banned_words": tuple(self.banned_words)})


class FenceOut(Shape):
    """Something that stops all sending while it is down."""

    name: str
    is_down: bool
    reason: str
    changed_by: str


class FenceIn(Shape):
    """Lower or lift a fence, with the reason that is kept."""

    is_down: bool
    reason: Reason


class UnknownBatchOut(Shape):
    """A call of WeCom whose outcome nobody can tell."""

    id: int
    origin: str
    origin_id: int
    staff_id: int
    people: int
    intended_at: datetime
    asks: int
    reason: str | None


class DecisionIn(Shape):
    """What a person found out about an unknown batch."""

    decision: Literal["sent", "not_sent", "ask_again"]
    reason: Reason
