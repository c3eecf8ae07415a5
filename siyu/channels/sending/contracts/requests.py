"""What is asked of the send door and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select

from siyu.channels.sending.contracts.message import Message


class Origin(StrEnum):
    """Who wants to speak."""

    JOURNEY = "journey"
    CAMPAIGN = "campaign"
    WELCOME = "welcome"
    GROUP = "group"
    MANUAL = "manual"
    SERVICE = "service"


class Purpose(StrEnum):
    """Marketing is capped, kept out of quiet hours and held out; service answers a need of the customer."""

    MARKETING = "marketing"
    SERVICE = "service"


class Gate(StrEnum):
    """The gates in the order in which a message passes them."""

    WANTED = "wanted"
    REACHABLE = "reachable"
    CONSENT = "consent"
    SUPPRESSION = "suppression"
    HOLDOUT = "holdout"
    ARM = "arm"
    RENDER = "render"
    CONTENT = "content"
    QUIET = "quiet"
    CAP = "cap"
    QUOTA = "quota"
    RATE = "rate"


class State(StrEnum):
    """Where a message stands. `waiting` in figures = planned, held, dispatching, submitted."""

    PLANNED = "planned"
    HELD = "held"
    DISPATCHING = "dispatching"
    SUBMITTED = "submitted"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class SendRequest:
    """One message to one customer through one staff member, which the caller dispatches itself.

    `visit` tells repeated sends of one origin apart; `values` fill the message's places
    (e.g. `{"customer": {"name": …}}`; staff and corp are filled by the door).
    """

    origin: Origin
    origin_id: int
    customer_id: int
    message: Message
    corp_id: int
    staff_id: int
    visit: int = 1
    channel: str = "wecom"
    purpose: Purpose = Purpose.MARKETING
    topic: str = "general"
    values: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ticket:
    """The right to dispatch one message now: its id, the text to send, and whether it was opened just now.

    When `is_new` is False the message was opened before and stands in `state`: do not send it again.
    """

    send_id: int
    state: State
    text: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Skipped:
    """The message does not go out: which gate stopped it and why (closed codes)."""

    gate: Gate
    reason: str


@dataclass(frozen=True, slots=True)
class Held:
    """The message may not go out before `until`; ask again then with the same request."""

    reason: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a dispatched message: state submitted, delivered, failed(reason) or unknown(reason)."""

    state: State
    reason: str | None = None
    provider_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One text of a send; `share` is its part of the people in per mille."""

    name: str
    message: Message
    share: int = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """A send to many. `members` selects one column of customer ids, each once.

    `holdout` is the share kept out, per mille, beside the organisation's own; `staff_ids` narrows who
    may speak; after `not_after` nothing is dispatched any more.
    """

    origin: Origin
    origin_id: int
    members: Select[tuple[int]]
    variants: tuple[Variant, ...]
    visit: int = 1
    channel: str = "wecom"
    purpose: Purpose = Purpose.MARKETING
    topic: str = "general"
    holdout: int = 0
    staff_ids: frozenset[int] | None = None
    not_before: datetime | None = None
    not_after: datetime | None = None


@dataclass(frozen=True, slots=True)
class GateCount:
    """How many people one gate stopped or held for one reason."""

    state: State
    gate: Gate
    reason: str
    people: int


@dataclass(frozen=True, slots=True)
class StaffShare:
    """How many people one staff member would speak to."""

    staff_id: int
    people: int


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """Everybody considered = ready + the stopped and held of each gate; sums exactly."""

    considered: int
    ready: int
    stops: tuple[GateCount, ...]
    by_staff: tuple[StaffShare, ...] = ()

    @property
    def skipped(self) -> int:
        """How many will not get it."""
        return sum(stop.people for stop in self.stops if stop.state is State.SKIPPED)

    @property
    def held(self) -> int:
        """How many get it later."""
        return sum(stop.people for stop in self.stops if stop.state is State.HELD)
