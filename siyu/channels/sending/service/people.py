"""Who speaks and who may be spoken to: everything sending asks of its neighbours."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from siyu import corps, customers, staff
from siyu.channels.sending.contracts import Purpose
from siyu.channels.sending.queries.neighbours import blocked_people
from siyu.kit.paging import MAX_PAGE_SIZE, Paging
from siyu.runtime.database import UnitOfWork
from siyu.runtime.viewer import system_viewer


@dataclass(frozen=True, slots=True)
class Speaker:
    """A staff member who may talk to customers now."""

    staff_id: int
    corp_id: int
    userid: str
    name: str
    corp_name: str


def _may_speak(member: staff.StaffMember) -> bool:
    # A member whom only a callback has named so far has customers, so customer contact is on.
    if member.status is staff.StaffStatus.EXPECTED:
        return True
    return member.status is staff.StaffStatus.ACTIVE and member.is_contact_enabled


async def list_speakers(uow: UnitOfWork, staff_ids: Iterable[int] | None = None) -> list[Speaker]:
    """The staff members who may speak to customers; `staff_ids` narrows them."""
    if staff_ids is None:
        members = await _list_everybody(uow)
    else:
        found = [await staff.find_member(uow, staff_id) for staff_id in staff_ids]
        members = [member for member in found if member is not None]
    active = {corp.id: corp.name for corp in await corps.list_corps(uow) if corp.is_active}
    return [
        Speaker(member.id, member.corp_id, member.userid, member.name, active[member.corp_id])
        for member in members
        if member.corp_id in active and _may_speak(member)
    ]


async def _list_everybody(uow: UnitOfWork) -> list[staff.StaffMember]:
    members: list[staff.StaffMember] = []
    paging = Paging(limit=MAX_PAGE_SIZE)
    while True:
        page = await staff.list_members(uow, system_viewer(), staff.MemberFilter(), paging)
        members += page.items
        if page.next_cursor is None:
            return members
        paging = Paging(limit=MAX_PAGE_SIZE, cursor=page.next_cursor)


def live_follows() -> Select[Any]:
    """Every relation that stands."""
    return customers.live_follows()


def blocked(purpose: Purpose, channel: str, topic: str = "") -> Select[Any]:
    """Everybody who may not be spoken to, with the stop (`gate:reason`)."""
    return blocked_people(purpose=str(purpose), channel=channel, topic=topic)


async def find_userid(uow: UnitOfWork, staff_id: int) -> str:
    """WeCom's id of a staff member, also of one who may not speak any more; "" when there is none."""
    member = await staff.find_member(uow, staff_id)
    return member.userid if member else ""
