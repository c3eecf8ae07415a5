"""The statements of saved views."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import RowMapping, Text, any_, cast, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert

from siyu.desk.views.tables import saved_views
from siyu.runtime.database import UnitOfWork

_OF = saved_views.c


async def list_views(uow: UnitOfWork, user_id: int, roles: Collection[str], page: str) -> list[RowMapping]:
    """One's own views of a page, then those shared with one's roles."""
    shared = _OF.shared_role == any_(cast(sorted(roles), ARRAY(Text)))
    statement = select(saved_views).where(_OF.page == page, or_(_OF.owner_id == user_id, shared))
    return list((await uow.execute(statement.order_by(_OF.owner_id != user_id, _OF.id).limit(200))).mappings())


async def count_views(uow: UnitOfWork, user_id: int, page: str) -> int:
    """How many views somebody has on a page."""
    statement = select(func.count()).select_from(saved_views).where(_OF.owner_id == user_id, _OF.page == page)
    return int((await uow.execute(statement)).scalar_one())


async def add_view(uow: UnitOfWork, values: Mapping[str, Any]) -> RowMapping | None:
    """Keep a new view; None when the name is taken."""
    new = insert(saved_views).values(**values).on_conflict_do_nothing(index_elements=["owner_id", "page", "name"])
    return (await uow.execute(new.returning(saved_views))).mappings().one_or_none()


async def lock_view(uow: UnitOfWork, user_id: int, view_id: int) -> RowMapping | None:
    """One of somebody's own views, locked."""
    statement = select(saved_views).where(_OF.id == view_id, _OF.owner_id == user_id).with_for_update()
    return (await uow.execute(statement)).mappings().one_or_none()


async def is_name_taken(uow: UnitOfWork, user_id: int, page: str, name: str, *, but: int) -> bool:
    """Whether another view of the same page has this name."""
    same = (_OF.owner_id == user_id, _OF.page == page, _OF.name == name, _OF.id != but)
    return (await uow.execute(select(_OF.id).where(*same))).first() is not None


async def change_view(uow: UnitOfWork, view_id: int, values: Mapping[str, Any]) -> RowMapping:
    """Store changes."""
    statement = update(saved_views).where(_OF.id == view_id).values(**values).returning(saved_views)
    return (await uow.execute(statement)).mappings().one()


async def delete_view(uow: UnitOfWork, user_id: int, view_id: int) -> bool:
    """Forget one of somebody's own views; whether there was one."""
    return (await uow.execute(delete(saved_views).where(_OF.id == view_id, _OF.owner_id == user_id))).rowcount == 1
