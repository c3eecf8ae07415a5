"""What others may see of segments: estimates, audiences, stored segments, why somebody is in or out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from siyu.runtime.spine import Event


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many of the people whom the viewer sees fit a rule, and up to when events are counted."""

    count: int
    of: int
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Preview:
    """An estimate with some of the people, chosen evenly and the same at every look."""

    estimate: Estimate
    customer_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FieldWord:
    """A field of a person that rules may name: its kind decides which comparisons (`ops`) fit."""

    name: str
    kind: str
    zh: str
    en: str
    ops: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PropertyWord:
    """A property of an event; `values` closes an enumeration."""

    name: str
    kind: str
    values: tuple[str, ...]
    is_summable: bool


@dataclass(frozen=True, slots=True)
class EventWord:
    """An event that rules may name, with the properties they may ask for."""

    name: str
    area: str
    zh: str
    en: str
    properties: tuple[PropertyWord, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything from which rules are made."""

    fields: tuple[FieldWord, ...]
    events: tuple[EventWord, ...]


@dataclass(frozen=True, slots=True)
class Audience:
    """The people who fitted a rule at an instant; it never changes. `revision` is 0 for a rule that was not stored."""

    id: int
    revision: int
    count: int
    segment_id: int | None = None
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class SegmentView:
    """A stored segment at its newest revision, with its rule as a sentence."""

    id: int
    name: str
    rule: Mapping[str, Any]
    sentence_zh: str
    sentence_en: str
    revision: int
    is_archived: bool
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class RevisionView:
    """What a segment's rule was from `changed_at` on."""

    revision: int
    rule: Mapping[str, Any]
    changed_at: datetime
    changed_by: int | None


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a rule and whether one customer fits it; `parts` are the parts of a group."""

    path: str
    is_met: bool
    zh: str
    en: str
    parts: tuple["Reason", ...] = ()


@dataclass(frozen=True, slots=True)
class RfmCell:
    """How many buyers have the same three scores, and what they bought for."""

    recency: int
    frequency: int
    monetary: int
    label: str
    people: int
    net_cents: int


@dataclass(frozen=True, kw_only=True)
class AudienceFrozen(Event):
    """The members of a rule were written down."""

    name: ClassVar[str] = "audience_frozen"
    segment: int
    revision: int
    audience: int
    audience_n: int
