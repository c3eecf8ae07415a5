"""What is shown of customers: lines of the list, the page about one person, timelines, tags."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


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
    customer_ids: tuple[int, ...] = ()
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
    """Which events a timeline shows; `kinds` are event names or areas of the catalogue, acts are the customer's own."""

    kinds: tuple[str, ...] = ()
    staff_id: int | None = None
    channel: str = ""
    since: datetime | None = None
    until: datetime | None = None
    only_acts: bool = False


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
