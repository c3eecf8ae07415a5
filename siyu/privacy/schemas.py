"""HTTP shapes of privacy."""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from siyu.privacy.contracts import Channel, Purpose, RevealReason, WithdrawalBasis
from siyu.runtime.http import Shape

Topic = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]


class ConsentOut(Shape):
    """The latest word on a purpose; a null topic or channel means all of them."""

    purpose: str
    topic: str | None
    channel: str | None
    is_granted: bool
    changed_at: datetime
    notice_version: int | None


class SuppressionOut(Shape):
    """A stop of a channel; a null channel means all of them, a null `until` for good."""

    channel: str | None
    reason: str
    until: datetime | None
    created_at: datetime


class ConsentsOut(Shape):
    """Everything a customer has said about being contacted."""

    consents: list[ConsentOut]
    suppressions: list[SuppressionOut]


class ConsentIn(Shape):
    """One word of the customer, as told to the asker; without topic or channel it is about all of them."""

    is_granted: bool
    purpose: Purpose
    topic: Topic | None = None
    channel: Channel | None = None
    notice_version: Version | None = None
    proof_hash: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    basis: WithdrawalBasis | None = None
    occurred_at: AwareDatetime | None = None


class SuppressionIn(Shape):
    """Stop one channel, or all of them when none is named."""

    channel: Channel | None = None
    reason: Annotated[Note, Field(min_length=1)]
    until: AwareDatetime | None = None


class SuppressionKey(Shape):
    """Which stop to lift."""

    channel: Channel | None = None


class ConsentEntryOut(Shape):
    """One entry of the ledger."""

    id: int
    purpose: str
    topic: str | None
    channel: str | None
    is_granted: bool
    notice_version: int | None
    basis: str | None
    source: str
    user_id: int | None
    occurred_at: datetime
    recorded_at: datetime


class RevealIn(Shape):
    """Why the number has to be seen; the note goes into the audit trail with it."""

    reason: RevealReason
    note: Note = ""


class RevealOut(Shape):
    """The number in the clear."""

    phone: str
