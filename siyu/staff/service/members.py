"""Members: finding, listing, and making a place for one who was only named."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from siyu.kit.paging import Page, Paging
from siyu.runtime.database import UnitOfWork
from siyu.runtime.errors import BadInput, NotFound
from siyu.runtime.viewer import Viewer
from siyu.staff.contracts import Department, StaffMember, StaffStatus
from siyu.staff.queries import directory as queries
from siyu.staff.rules.departments import plant

_LONGEST_ID = 19


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFilter:
    """Which members to list; `words` is looked for in name and userid."""

    corp_id: int | None = None
    department_id: int | None = None
    status: StaffStatus | None = None
    words: str | None = None


async def ensure_member(uow: UnitOfWork, *, corp_id: int, userid: str) -> StaffMember:
    """The member with this userid (any letter case); one not heard of yet gets a place, to be synced later."""
    row = await queries.find_member_by_userid(uow, corp_id, userid)
    if row is None:
        await queries.save_expected_member(uow, corp_id, userid)
        row = await queries.find_member_by_userid(uow, corp_id, userid)
    if row is None:
        raise NotFound(what="staff member")
    return member_of(row)


async def find_member(uow: UnitOfWork, staff_id: int) -> StaffMember | None:
    """A member by our id."""
    row = await queries.find_member(uow, staff_id)
    return member_of(row) if row else None


async def find_member_ids(uow: UnitOfWork, userids: Collection[str]) -> dict[str, int]:
    """Our ids by lower-case userid, of those userids that exactly one member has over all corps."""
    found: dict[str, list[int]] = defaultdict(list)
    for row in await queries.list_ids_by_userid(uow, userids):
        found[row.userid_key].append(row.id)
    return {userid: ids[0] for userid, ids in found.items() if len(ids) == 1}


async def get_member(uow: UnitOfWork, viewer: Viewer, staff_id: int) -> StaffMember:
    """A member this viewer may see; `NotFound` otherwise."""
    row = await queries.find_member(uow, staff_id)
    if row is None or not (viewer.sees_everyone or staff_id in viewer.staff_ids):
        raise NotFound(what="staff member")
    return member_of(row)


async def list_members(uow: UnitOfWork, viewer: Viewer, narrow: MemberFilter, paging: Paging) -> Page[StaffMember]:
    """Members this viewer may see: everyone's, the team's, or only themselves; oldest first."""
    rows, total = await queries.list_members(
        uow,
        visible=None if viewer.sees_everyone else viewer.staff_ids,
        narrow={
            "corp_id": narrow.corp_id,
            "department_id": narrow.department_id,
            "status": narrow.status.value if narrow.status else None,
            "words": narrow.words.strip().lower() if narrow.words else None,
        },
        after=id_of(paging),
        limit=paging.limit + 1,
    )
    return page_of(rows, paging, total).map(member_of)


async def list_departments(uow: UnitOfWork, corp_id: int) -> list[Department]:
    """The tree of a corp in its order; whose parent is not visible stands at the top."""
    rows = await queries.list_departments(uow, corp_id)
    return list(plant(Department(row.wecom_id, row.parent_id, row.name, row.sort_order) for row in rows).values())


def id_of(paging: Paging) -> int:
    """The id a page begins after. Raises `BadInput` for a cursor that no page gave out."""
    if paging.cursor is None:
        return 0
    if not (paging.cursor.isascii() and paging.cursor.isdigit() and len(paging.cursor) < _LONGEST_ID):
        raise BadInput(reason="The cursor is not one of ours.", reason_zh="分页游标无效。")
    return int(paging.cursor)


def page_of(rows: list[Row[Any]], paging: Paging, total: int | None) -> Page[Row[Any]]:
    """A page from one row more than it may hold."""
    shown = rows[: paging.limit]
    return Page(shown, str(shown[-1].id) if len(rows) > paging.limit else None, total)


def member_of(row: Row[Any]) -> StaffMember:
    """The contract of a stored member."""
    return StaffMember(
        id=row.id,
        corp_id=row.corp_id,
        userid=row.userid,
        name=row.name,
        department_ids=tuple(row.department_ids or ()),
        status=StaffStatus(row.status),
        is_contact_enabled=row.is_contact_enabled,
        position=row.position,
    )
