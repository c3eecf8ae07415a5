"""The facts of the send door, as the catalogue has them."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from siyu.runtime.spine import Event


@dataclass(frozen=True, kw_only=True)
class _MessageEvent(Event):
    send: int
    origin: str
    channel: str
    purpose: str
    campaign: int | None = None
    journey: int | None = None
    node: str | None = None
    topic: str | None = None
    material: int | None = None
    variant: str | None = None
    planned_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class MessagePlanned(_MessageEvent):
    """Somebody was considered for a send."""

    name: ClassVar[str] = "message_planned"


@dataclass(frozen=True, kw_only=True)
class MessageHeld(_MessageEvent):
    """The message waits until an instant."""

    name: ClassVar[str] = "message_held"
    reason: str
    until_at: datetime


@dataclass(frozen=True, kw_only=True)
class MessageSkipped(_MessageEvent):
    """A gate stopped the message."""

    name: ClassVar[str] = "message_skipped"
    gate: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class MessageSubmitted(_MessageEvent):
    """The provider has it; with WeCom it now waits for the staff member."""

    name: ClassVar[str] = "message_submitted"
    provider_ref: str | None = None


@dataclass(frozen=True, kw_only=True)
class MessageConfirmed(_MessageEvent):
    """The staff member confirmed."""

    name: ClassVar[str] = "message_confirmed"
    after_seconds: int | None = None


@dataclass(frozen=True, kw_only=True)
class MessageDelivered(_MessageEvent):
    """The customer has it."""

    name: ClassVar[str] = "message_delivered"
    provider_ref: str | None = None


@dataclass(frozen=True, kw_only=True)
class MessageFailed(_MessageEvent):
    """The customer will not get it."""

    name: ClassVar[str] = "message_failed"
    reason: str


@dataclass(frozen=True, kw_only=True)
class MessageUnknown(_MessageEvent):
    """Nobody can tell whether the provider has it; it is never repeated by itself."""

    name: ClassVar[str] = "message_unknown"
    reason: str
