"""What the inbox holds, and what others register with it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from siyu.runtime.database import UnitOfWork
from siyu.vendors.wecom import CallbackEvent


class InboxLane(StrEnum):
    """Which loop applies a callback: `urgent` carries a welcome code that dies in 20 seconds."""

    URGENT = "urgent"
    NORMAL = "normal"


class InboxState(StrEnum):
    """Where a callback stands; `parked` waits for a person."""

    WAITING = "waiting"
    APPLIED = "applied"
    PARKED = "parked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A callback that was verified and decrypted, ready to be stored; `body_sealed` is encrypted for rest."""

    corp_id: int
    body_hash: str
    body_sealed: str
    lane: InboxLane
    event: str
    change_type: str
    subject: str | None
    happened_at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """A row taken for a try, with the fencing number under which it may be finished."""

    id: int
    corp_id: int
    body_sealed: str
    event: str
    change_type: str
    received_at: datetime
    tries: int
    lease: int


@dataclass(frozen=True, slots=True)
class InboxItem:
    """One callback as people see it in the list; the body stays closed."""

    id: int
    corp_id: int
    lane: str
    event: str
    change_type: str
    state: str
    tries: int
    reason: str | None
    outcome: str | None
    happened_at: datetime
    received_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Received:
    """A decrypted callback on its way to whoever understands it; times are UTC.

    `happened_at` is WeCom's CreateTime (seconds), or the arrival when there is none.
    """

    inbox_id: int
    corp_id: int
    event: CallbackEvent
    happened_at: datetime


#: `async def apply(uow, received)`: changes state in the given transaction; safe to be called again after a failure.
ApplyCallback: TypeAlias = Callable[[UnitOfWork, Received], Awaitable[None]]
