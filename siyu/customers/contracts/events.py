"""The events of persons, relations and tags; names and properties are those of the event catalogue."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from siyu.runtime.spine import Event


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
