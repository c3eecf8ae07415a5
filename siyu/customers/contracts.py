"""What others may see of customers: facts handed in, shapes handed out, and the events of persons and relations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from siyu.runtime.database import UnitOfWork
from siyu.runtime.spine import Event
from siyu.runtime.viewer import Viewer


class IdentityKind(StrEnum):
    """The addresses by which a person can be known; the first three name one person and no other."""

    UNIONID = "unionid"
    MEMBER_NO = "member_no"
    PHONE = "phone"
    EXTERNAL = "external"
    OPENID = "openid"
    SHOP_BUYER = "shop_buyer"
    ANONYMOUS = "anonymous"


class Flag(StrEnum):
    """What sets a person apart: not a customer at all (test, employee), or one to be careful with."""

    TEST = "test"
    EMPLOYEE = "employee"
    MINOR = "minor"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class FollowFacts:
    """What is known when a relation begins. `state` is the code's own text, `add_way` WeCom's number.

    `is_half`: the customer has added, the member's list does not show it yet. `by` is customer, staff, admin or
    transfer; left empty it is told from `add_way`.
    """

    corp_id: int
    staff_id: int
    external_userid: str
    occurred_at: datetime
    state: str | None = None
    add_way: int | None = None
    is_half: bool = False
    by: str = ""


@dataclass(frozen=True, slots=True)
class Follow:
    """One spell of a relation. `is_new`: this call began it; `is_live`: it still stands."""

    id: int
    customer_id: int
    staff_id: int
    corp_id: int
    external_userid: str
    spell: int
    is_new: bool
    is_live: bool
    state: str | None = None
    add_way: int | None = None
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Which live code and acquisition channel a code's `state` stands for."""

    live_code: int | None = None
    acq_channel: int | None = None


class StateReader(Protocol):
    """Knows what the `state` of a code means; the acquisition domain registers itself."""

    async def read_state(self, uow: UnitOfWork, corp_id: int, state: str) -> Attribution | None:
        """The code behind this state, or None when nobody knows it."""
        ...


class Panel(Protocol):
    """A part of the customer's page that a higher domain fills (orders, membership)."""

    name: str

    async def show(self, uow: UnitOfWork, viewer: Viewer, customer_ids: Sequence[int]) -> Mapping[str, Any]:
        """Plain JSON about one person, who may have several (merged) ids."""
        ...


@dataclass(frozen=True, slots=True)
class Known:
    """An identity to look up or to make: its kind and its value as it was received."""

    kind: IdentityKind
    value: str


@dataclass(frozen=True, slots=True)
class TagChange:
    """How many (customer, tag) pairs a bulk change touched, and how many customers there were in scope."""

    customers: int
    added: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class TagView:
    """A tag with its group; `is_mirrored` means that WeCom has it too."""

    id: int
    name: str
    group_id: int
    group_name: str
    is_mirrored: bool = False
    customers: int | None = None


@dataclass(frozen=True, slots=True)
class TagGroupView:
    """A group of tags; of an exclusive group a customer has at most one."""

    id: int
    name: str
    is_exclusive: bool
    corp_id: int | None
    tags: tuple[TagView, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """Which customers a list shows. `text` searches names, remarks, pinyin, phone (whole or last four), member no."""

    text: str = ""
    tags_any: tuple[int, ...] = ()
    tags_all: tuple[int, ...] = ()
    staff_ids: tuple[int, ...] = ()
    state: str = ""
    source: str = ""
    created_from: datetime | None = None
    created_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """One line of the list of customers."""

    id: int
    name: str
    avatar_url: str
    gender: str
    phone_masked: str | None
    state: str
    staff_ids: tuple[int, ...]
    tags: tuple[TagView, ...]
    first_source: str | None
    last_follow_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class RelationView:
    """One spell of a relation as the customer's page shows it."""

    id: int
    staff_id: int
    corp_id: int
    spell: int
    is_live: bool
    is_half: bool
    started_by: str
    add_way: int | None
    state: str | None
    started_at: datetime | None
    ended_at: datetime | None
    ended_by: str | None
    remark: str
    description: str


@dataclass(frozen=True, slots=True)
class IdentityView:
    """An identity with its value covered."""

    kind: str
    shown: str
    source: str
    linked_at: datetime


@dataclass(frozen=True, slots=True)
class StaticBlock:
    """What does not change by itself: who the person is."""

    name: str
    gender: str
    birth_on: date | None
    age_years: int | None
    country: str
    region: str
    city: str
    company: str
    position: str
    phone_masked: str | None
    is_phone_verified: bool
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BehaviourBlock:
    """What the person does, counted from the events: totals by event name, acts towards us, first and last."""

    events_total: int
    by_name: Mapping[str, int]
    interactions_total: int
    interactions_30_days: int
    first_interaction_at: datetime | None
    last_interaction_at: datetime | None


@dataclass(frozen=True, slots=True)
class EmotionBlock:
    """What the person feels, as far as messages and feedback were labelled."""

    latest_label: str | None
    latest_score: int | None
    latest_at: datetime | None
    by_label: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CustomerView:
    """A customer seen from all sides."""

    id: int
    merged_ids: tuple[int, ...]
    state: str
    avatar_url: str
    flags: Mapping[str, bool]
    static: StaticBlock
    behaviour: BehaviourBlock
    emotion: EmotionBlock | None
    relations: tuple[RelationView, ...]
    identities: tuple[IdentityView, ...]
    tags: tuple[TagView, ...]
    first_source: str | None
    first_source_at: datetime | None
    last_source: str | None
    last_source_at: datetime | None
    created_at: datetime
    panels: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TimelineFilter:
    """Which events a timeline shows; `kinds` are event names or areas of the catalogue."""

    kinds: tuple[str, ...] = ()
    staff_id: int | None = None
    channel: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One event of a customer with its titles in both languages."""

    id: int
    name: str
    zh: str
    en: str
    occurred_at: datetime
    occurred_basis: str
    staff_id: int | None
    source: str
    properties: Mapping[str, Any]
    is_interaction: bool


@dataclass(frozen=True, slots=True)
class ConflictView:
    """Two people who share a key although other keys say they are two."""

    id: int
    left_customer_id: int
    right_customer_id: int
    kind: str
    state: str
    found_at: datetime


# ---- events ------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class CustomerCreated(Event):
    """A person became known to us."""

    name: ClassVar[str] = "customer_created"
    kind: str


@dataclass(frozen=True, kw_only=True)
class CustomerUpdated(Event):
    """Fields of a person changed; names of fields, never values."""

    name: ClassVar[str] = "customer_updated"
    fields: list[str]
    kind: str | None = None


@dataclass(frozen=True, kw_only=True)
class CustomerFlagged(Event):
    """A person was marked, or the mark taken off."""

    name: ClassVar[str] = "customer_flagged"
    kind: str
    is_on: bool


@dataclass(frozen=True, kw_only=True)
class IdentityLinked(Event):
    """An identity was tied to a person (or untied); its value is hashed unless it is anonymous."""

    name: ClassVar[str] = "identity_linked"
    kind: str
    value: str
    is_on: bool = True


@dataclass(frozen=True, kw_only=True)
class CustomerMerged(Event):
    """Two records were one person all along; `customer_id` is the survivor."""

    name: ClassVar[str] = "customer_merged"
    loser: int
    rule: str
    strength: str


@dataclass(frozen=True, kw_only=True)
class CustomerUnmerged(Event):
    """A merge was taken back."""

    name: ClassVar[str] = "customer_unmerged"
    loser: int
    merge: int


@dataclass(frozen=True, kw_only=True)
class FollowStarted(Event):
    """A customer and a member came to know each other; `spell` counts how often."""

    name: ClassVar[str] = "follow_started"
    spell: int
    by: str
    add_way: int | None = None
    acq_channel: int | None = None
    live_code: int | None = None
    store: int | None = None
    is_half: bool | None = None


@dataclass(frozen=True, kw_only=True)
class FollowEnded(Event):
    """A spell of a relation ended."""

    name: ClassVar[str] = "follow_ended"
    spell: int
    by: str
    lived_seconds: int | None = None


@dataclass(frozen=True, kw_only=True)
class TagAdded(Event):
    """A customer got a tag."""

    name: ClassVar[str] = "tag_added"
    tag: int
    by: str
    rule: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class TagRemoved(Event):
    """A customer lost a tag."""

    name: ClassVar[str] = "tag_removed"
    tag: int
    by: str
    reason: str | None = None
