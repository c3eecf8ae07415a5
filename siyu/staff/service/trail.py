"""Reading the audit trail, and proving that nobody has changed it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from siyu.kit.paging import Page, Paging
from siyu.runtime.audit import Finding, verify_chain
from siyu.runtime.database import UnitOfWork
from siyu.staff.queries import trail as queries
from siyu.staff.service.members import id_of, page_of

_NEWEST = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailFilter:
    """Which entries to list; None does not narrow."""

    user_id: int | None = None
    action: str | None = None
    object_kind: str | None = None
    object_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One entry: who did what to which object, when and why."""

    id: int
    at: datetime
    user_id: int | None
    actor: str
    action: str
    object_kind: str
    object_id: str
    reason: str | None
    details: Mapping[str, Any]


async def list_entries(uow: UnitOfWork, narrow: TrailFilter, paging: Paging) -> Page[TrailEntry]:
    """Entries, newest first."""
    wanted = {name: getattr(narrow, name) for name in TrailFilter.__dataclass_fields__}
    before = id_of(paging) or _NEWEST
    rows = await queries.list_entries(uow, wanted, before=before, limit=paging.limit + 1)
    return page_of(list(rows), paging, None).map(lambda row: TrailEntry(**row._mapping))


async def check_trail(uow: UnitOfWork) -> Finding | None:
    """Walk the whole chain; None when it holds."""
    return await verify_chain(uow.connection)
