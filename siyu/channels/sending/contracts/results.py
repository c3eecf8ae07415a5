"""What became of a send, in figures and one by one."""

from dataclasses import dataclass
from datetime import datetime

from siyu.channels.sending.contracts.requests import Gate, GateCount, State


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many failed or are unknown for one reason."""

    state: State
    reason: str
    people: int


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Everybody planned = delivered + failed + skipped + waiting + unknown; `held`, `ready`, `dispatching` and
    `submitted` are the parts of waiting."""

    planned: int
    delivered: int
    failed: int
    skipped: int
    unknown: int
    ready: int
    held: int
    dispatching: int
    submitted: int
    stops: tuple[GateCount, ...]
    reasons: tuple[ReasonCount, ...]

    @property
    def waiting(self) -> int:
        """Not decided yet."""
        return self.ready + self.held + self.dispatching + self.submitted

    @property
    def is_exact(self) -> bool:
        """Whether the parts sum to the whole."""
        return self.planned == self.delivered + self.failed + self.skipped + self.waiting + self.unknown


@dataclass(frozen=True, slots=True)
class StaffProgress:
    """One staff member's part: people by state, tasks made and tasks confirmed."""

    staff_id: int
    waiting: int
    submitted: int
    delivered: int
    failed: int
    unknown: int
    tasks: int
    confirmed_tasks: int
    problem: str | None


@dataclass(frozen=True, slots=True)
class Recipient:
    """One customer's message."""

    send_id: int
    customer_id: int
    staff_id: int | None
    state: State
    gate: str | None
    reason: str | None
    variant: str | None
    changed_at: datetime
    customer_name: str = ""


@dataclass(frozen=True, slots=True)
class RecipientFilter:
    """Which of a send's people a list shows; what is not given does not narrow."""

    states: tuple[State, ...] = ()
    gate: Gate | None = None
    reason: str | None = None
    staff_id: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One customer who was judged before anything was planned; `staff_id` is who would speak."""

    customer_id: int
    customer_name: str
    staff_id: int | None


@dataclass(frozen=True, slots=True)
class Decision:
    """Why a customer did (not) get a send: where the message stands, what stopped it, in words."""

    send_id: int
    customer_id: int
    state: State
    gate: str | None
    reason: str | None
    sentence_zh: str
    sentence_en: str
    staff_id: int | None
    variant: str | None
    planned_at: datetime
    due_at: datetime
    changed_at: datetime
    provider_ref: str | None


@dataclass(frozen=True, slots=True)
class UnknownBatch:
    """A call of WeCom whose outcome nobody can tell; a person decides."""

    id: int
    origin: str
    origin_id: int
    staff_id: int
    people: int
    intended_at: datetime
    asks: int
    reason: str | None
