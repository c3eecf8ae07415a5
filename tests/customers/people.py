"""Readable test data: relations, viewers, counts of what was said."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from siyu import customers
from siyu.customers import Follow, FollowFacts
from siyu.runtime.database import Database, UnitOfWork
from siyu.runtime.viewer import Scope, Viewer

CORP = 1
T0 = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    """So many minutes after the test's nine o'clock."""
    return T0 + timedelta(minutes=minutes)


async def befriend(database: Database, external: str, staff: int, *, minutes: float = 0, **more: Any) -> Follow:
    """A customer adds a member."""
    facts = FollowFacts(CORP, staff, external, at(minutes), **more)
    async with database.unit() as uow:
        return await customers.start_follow(uow, facts, source="wecom_callback")


async def leave(database: Database, external: str, staff: int, *, minutes: float, by: str = "customer") -> Follow:
    """The relation ends."""
    async with database.unit() as uow:
        return await customers.end_follow(
            uow, corp_id=CORP, staff_id=staff, external_userid=external, by=by, occurred_at=at(minutes),
            source="wecom_callback",
        )  # fmt: skip


def a_viewer(*staff: int, scope: Scope = Scope.OWN, rights: tuple[str, ...] = ("*",)) -> Viewer:
    """Somebody who sees the customers of these members."""
    own = staff[0] if staff else None
    return Viewer(user_id=7, staff_id=own, scope=scope, staff_ids=frozenset(staff), rights=frozenset(rights))


EVERYONE = a_viewer(scope=Scope.ALL)


async def names_said(uow: UnitOfWork) -> list[str]:
    """Names of all events, in the order of writing."""
    return list((await uow.execute(text("SELECT name FROM events ORDER BY id"))).scalars())


async def properties_of(uow: UnitOfWork, name: str) -> list[dict[str, Any]]:
    """Properties of all events of one name."""
    rows = await uow.execute(text("SELECT properties FROM events WHERE name = :name ORDER BY id"), {"name": name})
    return list(rows.scalars())
