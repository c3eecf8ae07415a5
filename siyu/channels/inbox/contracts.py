"""What the inbox holds, and what others register with it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from siyu.channels.sending.contracts import Message
from siyu.runtime.database import UnitOfWork


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
    body_hash: str
    event: str
    change_type: str
    received_at: datetime
    tries: int
    lease: int
    reason: str | None


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
class WelcomeAsk:
    """A new relation that may be greeted: who, by whom, through which code (`state`), which spell, when (UTC)."""

    corp_id: int
    staff_id: int
    customer_id: int
    follow_id: int
    spell: int
    state: str | None
    occurred_at: datetime


class WelcomeChooser(Protocol):
    """Knows what to say to somebody new; the acquisition domain registers one."""

    async def choose(self, uow: UnitOfWork, ask: WelcomeAsk) -> Message | None:
        """The welcome, or None when this chooser has nothing to say. Quick: a welcome code lives 20 seconds."""
        ...
