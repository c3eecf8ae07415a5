"""The envelope of an event and the base of every event class."""

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple, Self, get_type_hints


class Source(StrEnum):
    """Where an event came from; connectors are written `connector:<name>`."""

    WECOM_CALLBACK = "wecom_callback"
    WECOM_SYNC = "wecom_sync"
    WECOM_POLL = "wecom_poll"
    ARCHIVE = "archive"
    SDK_WEB = "sdk_web"
    SDK_MINI = "sdk_mini"
    H5 = "h5"
    SIDEBAR = "sidebar"
    CONSOLE = "console"
    OPEN_API = "open_api"
    IMPORT = "import"
    WORKER = "worker"


class Mark(NamedTuple):
    """A place in the stream: events up to it, in commit order, are included."""

    xid: int
    id: int


START = Mark(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRecord:
    """One row of the stream as it is stored."""

    name: str
    dedup_key: str
    occurred_at: datetime
    received_at: datetime
    source: str = Source.WORKER
    version: int = 1
    customer_id: int | None = None
    anonymous_id: str | None = None
    staff_id: int | None = None
    corp_id: int | None = None
    occurred_basis: str = "exact"
    cause_id: int | None = None
    properties: dict[str, Any] = field(default_factory=dict)
    id: int | None = None
    xid: int | None = None

    @property
    def mark(self) -> Mark:
        """The place of a stored event."""
        return Mark(self.xid or 0, self.id or 0)


_ENVELOPE = {
    "customer_id",
    "anonymous_id",
    "staff_id",
    "corp_id",
    "occurred_at",
    "occurred_basis",
    "source",
    "dedup_key",
    "cause_id",
}


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of the event classes: subclasses set `name` and add their properties as fields.

    `dedup_key` says which *fact* this is (unique together with `name`); writing it twice is nothing.
    `occurred_at` defaults to the moment of writing.
    """

    name: ClassVar[str]
    version: ClassVar[int] = 1

    dedup_key: str
    customer_id: int | None = None
    anonymous_id: str | None = None
    staff_id: int | None = None
    corp_id: int | None = None
    occurred_at: datetime | None = None
    occurred_basis: str = "exact"
    source: str = Source.WORKER
    cause_id: int | None = None

    def record(self, now: datetime) -> EventRecord:
        """The row to store, accepted at `now`; properties that are None are left out."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        envelope = {name: values[name] for name in _ENVELOPE}
        properties = {
            name: _plain(value) for name, value in values.items() if name not in _ENVELOPE and value is not None
        }
        envelope["occurred_at"] = self.occurred_at or now
        return EventRecord(name=self.name, version=self.version, received_at=now, properties=properties, **envelope)

    @classmethod
    def of(cls, record: EventRecord) -> Self:
        """The event that a stored row tells of; properties it does not know are ignored."""
        known = {item.name for item in fields(cls)} - _ENVELOPE
        hints = get_type_hints(cls)
        properties = {name: _revive(value, hints[name]) for name, value in record.properties.items() if name in known}
        return cls(**{name: getattr(record, name) for name in _ENVELOPE}, **properties)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return value


def _revive(value: Any, hint: Any) -> Any:
    if isinstance(value, str) and hint in (datetime, datetime | None):
        return datetime.fromisoformat(value)
    return value
