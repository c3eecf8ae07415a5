"""`/v1/audit`: the audit trail."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from siyu.runtime.audit import write_audit
from siyu.runtime.http import Moment, Paged, PageOut, TheHouse, needs
from siyu.runtime.viewer import Viewer
from siyu.staff.schemas import MOST_ID, TrailCheckOut, TrailEntryOut
from siyu.staff.service import trail

router = APIRouter(prefix="/v1/audit", tags=["audit"])
Wanted = Annotated[str | None, Query(max_length=100, pattern=r"^[^\x00]*$")]
_When = Annotated[Moment | None, Query()]


def _wanted(
    user_id: Annotated[int | None, Query(ge=1, le=MOST_ID)] = None,
    action: Wanted = None,
    object_kind: Wanted = None,
    object_id: Wanted = None,
    since: _When = None,
    until: _When = None,
) -> trail.TrailFilter:
    return trail.TrailFilter(
        user_id=user_id, action=action, object_kind=object_kind, object_id=object_id, since=since, until=until
    )


@router.get("", summary="List the audit trail")
async def list_trail(
    house: TheHouse,
    paging: Paged,
    narrow: Annotated[trail.TrailFilter, Depends(_wanted)],
    viewer: Viewer = needs("audit.read"),
) -> PageOut[TrailEntryOut]:
    """Newest first; narrowed by person, action, object and time."""
    async with house.unit() as uow:
        page = await trail.list_entries(uow, narrow, paging)
    return PageOut[TrailEntryOut].of(page.map(TrailEntryOut.model_validate))


@router.get("/check", summary="Prove that nobody changed the trail")
async def check_trail(house: TheHouse, viewer: Viewer = needs("audit.read")) -> TrailCheckOut:
    """Walks the hash chain from the first entry to the last."""
    async with house.unit() as uow:
        finding = await trail.check_trail(uow)
        await write_audit(uow, viewer, "audit.verified", on=("audit", finding.entry_id if finding else "whole"))
    if finding is None:
        return TrailCheckOut(is_whole=True)
    return TrailCheckOut(is_whole=False, entry_id=finding.entry_id, why=finding.why)
