"""Saving ways to look at a list."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping

from siyu.desk.views import queries
from siyu.desk.views.errors import ForeignRole, TooManyViews, ViewNameTaken, ViewNotFound
from siyu.runtime.database import UnitOfWork
from siyu.runtime.viewer import Viewer

MOST = 50


async def list_views(uow: UnitOfWork, viewer: Viewer, page: str) -> list[RowMapping]:
    """One's own views of a page first, then those shared with one's roles."""
    return await queries.list_views(uow, viewer.user_id or 0, viewer.roles, page)


async def add_view(uow: UnitOfWork, viewer: Viewer, values: Mapping[str, Any]) -> RowMapping:
    """Keep a view. Raises `TooManyViews`, `ViewNameTaken`, `ForeignRole`."""
    _check_role(viewer, values["shared_role"])
    owner = viewer.user_id or 0
    if await queries.count_views(uow, owner, values["page"]) >= MOST:
        raise TooManyViews(most=MOST)
    now = uow.now()
    row = await queries.add_view(uow, {**values, "owner_id": owner, "created_at": now, "changed_at": now})
    if row is None:
        raise ViewNameTaken
    return row


async def change_view(uow: UnitOfWork, viewer: Viewer, view_id: int, values: Mapping[str, Any]) -> RowMapping:
    """Change a view of one's own. Raises `ViewNotFound`, `ViewNameTaken`, `ForeignRole`."""
    _check_role(viewer, values["shared_role"])
    owner = viewer.user_id or 0
    row = await queries.lock_view(uow, owner, view_id)
    if row is None:
        raise ViewNotFound
    if await queries.is_name_taken(uow, owner, values["page"], values["name"], but=view_id):
        raise ViewNameTaken
    return await queries.change_view(uow, view_id, {**values, "changed_at": uow.now()})


async def delete_view(uow: UnitOfWork, viewer: Viewer, view_id: int) -> None:
    """Forget a view of one's own. Raises `ViewNotFound`."""
    if not await queries.delete_view(uow, viewer.user_id or 0, view_id):
        raise ViewNotFound


def _check_role(viewer: Viewer, role: str | None) -> None:
    if role is not None and role not in viewer.roles and not viewer.may("staff.write"):
        raise ForeignRole
