"""Callbacks about relations: who added whom, who left whom, what was edited."""

from siyu import customers, staff
from siyu.channels.wecom.contracts import Received
from siyu.channels.wecom.registry import on_callback, required
from siyu.runtime.database import UnitOfWork
from siyu.runtime.spine import Source

EVENT = "change_external_contact"
HALF = "add_half_external_contact"
ADDED = frozenset({"add_external_contact", HALF})


def is_start(received: Received) -> bool:
    """Whether this callback begins a relation."""
    return received.event.event == EVENT and received.event.change_type in ADDED


async def start_relation(uow: UnitOfWork, received: Received) -> customers.Follow:
    """Begin the relation a callback tells of (again is nothing) and order the profile to be read."""
    member = await staff.ensure_member(uow, corp_id=received.corp_id, userid=required(received, "UserID"))
    external_userid = required(received, "ExternalUserID")
    facts = customers.FollowFacts(
        corp_id=received.corp_id,
        staff_id=member.id,
        external_userid=external_userid,
        occurred_at=received.happened_at,
        state=received.event.text("State"),
        is_half=received.event.change_type == HALF,
    )
    follow = await customers.start_follow(uow, facts, source=Source.WECOM_CALLBACK)
    await _read_again(uow, received.corp_id, external_userid)
    return follow


@on_callback(EVENT, *ADDED)
async def apply_start(uow: UnitOfWork, received: Received) -> str:
    """A relation began."""
    follow = await start_relation(uow, received)
    return "follow_started" if follow.is_new else "follow_known"


@on_callback(EVENT, "edit_external_contact")
async def apply_edit(uow: UnitOfWork, received: Received) -> str:
    """Something about a relation changed; the callback does not say what, so the truth is read from WeCom."""
    await _read_again(uow, received.corp_id, required(received, "ExternalUserID"))
    return "profile_read_ordered"


@on_callback(EVENT, "del_external_contact", "del_follow_user")
async def apply_end(uow: UnitOfWork, received: Received) -> str:
    """A relation ended: the member removed the customer, handed them over, or the customer removed the member."""
    member = await staff.ensure_member(uow, corp_id=received.corp_id, userid=required(received, "UserID"))
    await customers.end_follow(
        uow,
        corp_id=received.corp_id,
        staff_id=member.id,
        external_userid=required(received, "ExternalUserID"),
        by=_ended_by(received),
        occurred_at=received.happened_at,
        source=Source.WECOM_CALLBACK,
    )
    return "follow_ended"


def _ended_by(received: Received) -> str:
    if received.event.change_type == "del_follow_user":
        return "customer"
    return "transfer" if received.event.text("Source") == "DELETE_BY_TRANSFER" else "staff"


async def _read_again(uow: UnitOfWork, corp_id: int, external_userid: str) -> None:
    await uow.enqueue(customers.refresh_contact, corp_id=corp_id, external_userid=external_userid)
