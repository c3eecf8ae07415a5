"""`/v1/staff` and `/v1/departments`: who works here."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from siyu.runtime.http import Paged, PageOut, TheHouse, needs
from siyu.runtime.viewer import Viewer
from siyu.staff.contracts import StaffStatus
from siyu.staff.schemas import MOST_ID, DepartmentOut, DirectoryReportOut, StaffOut, SyncBody
from siyu.staff.service import members, sync

router = APIRouter(prefix="/v1", tags=["staff"])
WantedId = Annotated[int | None, Query(ge=1, le=MOST_ID)]
WantedWords = Annotated[str | None, Query(max_length=100, pattern=r"^[^\x00]*$")]


def _wanted(
    corp_id: WantedId = None,
    department_id: WantedId = None,
    status: StaffStatus | None = None,
    words: WantedWords = None,
) -> members.MemberFilter:
    return members.MemberFilter(corp_id=corp_id, department_id=department_id, status=status, words=words)


@router.get("/staff", summary="List staff members")
async def list_staff(
    house: TheHouse,
    paging: Paged,
    narrow: Annotated[members.MemberFilter, Depends(_wanted)],
    viewer: Viewer = needs("staff.read"),
) -> PageOut[StaffOut]:
    """Only those the asker may see: everyone, the team, or oneself."""
    async with house.unit() as uow:
        page = await members.list_members(uow, viewer, narrow, paging)
    return PageOut[StaffOut].of(page.map(StaffOut.model_validate))


@router.get("/staff/{staff_id}", summary="One staff member")
async def get_staff(
    staff_id: Annotated[int, Path(ge=1, le=MOST_ID)], house: TheHouse, viewer: Viewer = needs("staff.read")
) -> StaffOut:
    """404 for one the asker may not see."""
    async with house.unit() as uow:
        return StaffOut.model_validate(await members.get_member(uow, viewer, staff_id))


@router.post("/staff/sync", summary="Pull the directory from WeCom now")
async def sync_staff(body: SyncBody, house: TheHouse, viewer: Viewer = needs("staff.write")) -> DirectoryReportOut:
    """Converges to WeCom's truth and reports what changed; leavers' accounts are closed."""
    return DirectoryReportOut.model_validate(await sync.sync_now(house, viewer, body.corp_id))


@router.get("/departments", summary="The department tree of a corp")
async def list_departments(
    corp_id: Annotated[int, Query(ge=1, le=MOST_ID)], house: TheHouse, viewer: Viewer = needs("staff.read")
) -> list[DepartmentOut]:
    """Flat, in the corp's order; `parent_id` makes the tree."""
    async with house.unit() as uow:
        return [DepartmentOut.model_validate(one) for one in await members.list_departments(uow, corp_id)]
