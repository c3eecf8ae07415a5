"""What others may see of the warehouse: questions, freshness, snapshots of customers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from siyu.runtime.spine import Mark


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """One statement with a name and a grain (what a row stands for); values only as `{name:Type}`."""

    name: str
    sql: str
    grain: str = ""


class State(StrEnum):
    """Whether the warehouse holds everything up to its mark."""

    READY = "ready"
    REBUILDING = "rebuilding"


@dataclass(frozen=True, slots=True)
class Freshness:
    """How far the warehouse has come; every answer can carry it."""

    state: State
    generation: UUID
    block: int
    mark: Mark
    horizon_xid: int
    newest_received_at: datetime
    written_at: datetime

    def covers(self, mark: Mark) -> bool:
        """Whether every event up to `mark` is in the tables."""
        if self.state is not State.READY:
            return False
        return mark <= self.mark or (mark.xid, mark.id) <= (self.horizon_xid, 0)

    def age_seconds(self, now: datetime) -> float:
        """How long ago the loader last said that it is up to date."""
        return max(0.0, (now - self.written_at).total_seconds())


@dataclass(frozen=True, slots=True)
class CustomerSnapshot:
    """What segments may ask of a customer now; no name, phone or address is in it. 0, '' and None mean unknown."""

    customer_id: int
    gender: str = ""
    birth_month: int = 0
    country: str = ""
    region: str = ""
    city: str = ""
    first_channel: int = 0
    last_channel: int = 0
    created_at: datetime | None = None
    is_test: bool = False
    is_employee: bool = False
    is_erased: bool = False
    staff_ids: tuple[int, ...] = ()
    store_ids: tuple[int, ...] = ()
    tag_ids: tuple[int, ...] = ()
    live_follows: int = 0
    first_follow_at: datetime | None = None
    last_follow_at: datetime | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


class SnapshotSource(Protocol):
    """Who knows the customers; a higher domain registers itself."""

    async def list_snapshots(
        self, connection: AsyncConnection, customer_ids: Sequence[int]
    ) -> Sequence[CustomerSnapshot]:
        """The snapshots of these customers as they are now; one that is not returned is no more."""
        ...

    async def list_customer_ids(self, connection: AsyncConnection, after: int, limit: int) -> Sequence[int]:
        """Customer ids greater than `after`, ascending, at most `limit`."""
        ...
