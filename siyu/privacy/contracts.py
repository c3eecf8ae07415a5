"""What others may know of consent, suppression and reveals, and the facts told about them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from siyu.runtime.spine import Event

#: In place of a topic or a channel: all of them.
ANY = ""


class Purpose(StrEnum):
    """What data is used for. Those after `survey` need a consent of their own."""

    SERVICE = "service"
    MARKETING = "marketing"
    SURVEY = "survey"
    PERSONALISATION = "personalisation"
    SHARING = "sharing"
    EXPORT = "export"
    LOCATION = "location"
    HEALTH = "health"
    FINANCE = "finance"
    CHILD = "child"


class Channel(StrEnum):
    """How somebody is reached."""

    WECOM = "wecom"
    SMS = "sms"
    VOICE = "voice"
    EMAIL = "email"
    OFFICIAL_ACCOUNT = "official_account"
    MINI_PROGRAM = "mini_program"
    WHATSAPP = "whatsapp"


class WithdrawalBasis(StrEnum):
    """How a withdrawal reached us: themselves, an answer by SMS, a do-not-call list, or through staff."""

    SELF = "self"
    REPLY_R = "reply_r"
    DO_NOT_CALL = "do_not_call"
    STAFF = "staff"


class RevealReason(StrEnum):
    """Why somebody needs to see a field in the clear."""

    CALL_BACK = "call_back"
    DELIVERY = "delivery"
    AFTER_SALE = "after_sale"
    COMPLAINT = "complaint"
    VERIFICATION = "verification"
    OTHER = "other"


class Decision(StrEnum):
    """What the ledger says about one purpose, topic and channel."""

    GRANTED = "granted"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ConsentState:
    """The latest word on one (purpose, topic, channel); an empty topic or channel means all of them."""

    purpose: str
    topic: str
    channel: str
    is_granted: bool
    changed_at: datetime
    entry_id: int
    notice_version: int | None = None


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """One entry of the ledger; a topic or channel of None means all of them."""

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


@dataclass(frozen=True, slots=True)
class Suppression:
    """A stop of one channel (empty: of all), for good or until an instant."""

    channel: str
    reason: str
    created_at: datetime
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ConsentGranted(Event):
    """A customer agreed to a purpose."""

    name: ClassVar[str] = "consent_granted"

    purpose: str
    topic: str | None = None
    channel: str | None = None
    notice_version: int | None = None
    proof_hash: str | None = None


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(Event):
    """A customer took an agreement back, or said no before being asked."""

    name: ClassVar[str] = "consent_withdrawn"

    purpose: str
    topic: str | None = None
    channel: str | None = None
    campaign: int | None = None
    basis: str | None = None


@dataclass(frozen=True, kw_only=True)
class ContactRevealed(Event):
    """Somebody saw a masked field in the clear."""

    name: ClassVar[str] = "contact_revealed"

    field: str
    reason: str
