"""HTTP shapes of segments."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import Field

from siyu.runtime.http import Shape
from siyu.segments.contracts import Preview, Reason


class RuleIn(Shape):
    """A rule as JSON; a mistake in it is answered with its path and how to mend it."""

    rule: dict[str, Any]


class SegmentIn(RuleIn):
    """A segment to store."""

    name: str = Field(min_length=1, max_length=100)


class SegmentChange(SegmentIn):
    """A changed segment; `revision` is the one that was shown."""

    revision: int = Field(ge=1, le=2**31 - 1)


class ArchiveIn(Shape):
    """Whether the segment is put away."""

    is_archived: bool


class ExplainIn(RuleIn):
    """Whom to explain."""

    customer_id: int = Field(ge=1, le=2**63 - 1)


class FreezeIn(Shape):
    """What to freeze: a stored segment, or a rule."""

    segment_id: int | None = Field(default=None, ge=1, le=2**63 - 1)
    rule: dict[str, Any] | None = None


class SegmentOut(Shape):
    """A stored segment with its rule as a sentence."""

    id: int
    name: str
    rule: Mapping[str, Any]
    sentence_zh: str
    sentence_en: str
    revision: int
    is_archived: bool
    created_at: datetime
    changed_at: datetime


class RevisionOut(Shape):
    """What the rule was from an instant on."""

    revision: int
    rule: Mapping[str, Any]
    changed_at: datetime
    changed_by: int | None


class EstimateOut(Shape):
    """How many fit, of how many whom you see, counting events accepted up to `as_of`."""

    count: int
    of: int
    as_of: datetime
    sentence_zh: str
    sentence_en: str


class PreviewOut(Shape):
    """An estimate with some of the people."""

    count: int
    of: int
    as_of: datetime
    customer_ids: tuple[int, ...]

    @classmethod
    def shown(cls, found: Preview) -> "PreviewOut":
        """The answer for a preview."""
        head = found.estimate
        return cls(count=head.count, of=head.of, as_of=head.as_of, customer_ids=found.customer_ids)


class ReasonOut(Shape):
    """A part of the rule and whether the customer fits it."""

    path: str
    is_met: bool
    zh: str
    en: str
    parts: tuple["ReasonOut", ...] = ()

    @classmethod
    def shown(cls, reason: Reason) -> "ReasonOut":
        """The answer for a reason."""
        return cls.model_validate(reason)


class FieldWordOut(Shape):
    """A field of a person and the comparisons that fit it."""

    name: str
    kind: str
    zh: str
    en: str
    ops: tuple[str, ...]


class PropertyWordOut(Shape):
    """A property of an event; `values` closes an enumeration."""

    name: str
    kind: str
    values: tuple[str, ...]
    is_summable: bool


class EventWordOut(Shape):
    """An event with the properties that rules may ask for."""

    name: str
    area: str
    zh: str
    en: str
    properties: tuple[PropertyWordOut, ...]


class VocabularyOut(Shape):
    """Everything from which rules are made."""

    fields: tuple[FieldWordOut, ...]
    events: tuple[EventWordOut, ...]


class AudienceOut(Shape):
    """A frozen list of customers."""

    id: int
    segment_id: int | None
    revision: int
    count: int
    as_of: datetime | None
