"""Callbacks about relations: who added whom, who left whom, what was edited."""

from collections import defaultdict
from collections.abc import Sequence

from siyu import customers, staff
from siyu.channels.wecom.contracts import Received
from siyu.channels.wecom.registry import on_callback, on_callbacks, required
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
    [follow] = await start_relations(uow, [received])
    return follow


async def start_relations(uow: UnitOfWork, many: Sequence[Received]) -> list[customers.Follow]:
    """The same for many callbacks, each about another relation."""
    members = await _members(uow, many)
    facts = [
        customers.FollowFacts(
            corp_id=received.corp_id,
            staff_id=members[received.corp_id, required(received, "UserID")],
            external_userid=required(received, "ExternalUserID"),
            occurred_at=received.happened_at,
            state=received.event.text("State"),
            is_half=received.event.change_type == HALF,
        )
        for received in many
    ]
    follows = await customers.start_follows(uow, facts, source=Source.WECOM_CALLBACK)
    await _read_again(uow, many)
    return follows


@on_callbacks(EVENT, *ADDED)
async def apply_starts(uow: UnitOfWork, many: Sequence[Received]) -> list[str]:
    """Relations began."""
    follows = await start_relations(uow, many)
    return ["follow_started" if follow.is_new else "follow_known" for follow in follows]


@on_callbacks(EVENT, "edit_external_contact")
async def apply_edits(uow: UnitOfWork, many: Sequence[Received]) -> list[str]:
    """Something about relations changed; the callbacks do not say what, so the truth is read from WeCom."""
    await _read_again(uow, many)
    return ["profile_read_ordered"] * len(many)


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


async def _members(uow: UnitOfWork, many: Sequence[Received]) -> dict[tuple[int, str], int]:
    named = sorted({(received.corp_id, required(received, "UserID")) for received in many})
    found = {}
    for corp_id, userid in named:
        found[corp_id, userid] = (await staff.ensure_member(uow, corp_id=corp_id, userid=userid)).id
    return found


async def _read_again(uow: UnitOfWork, many: Sequence[Received]) -> None:
    externals: dict[int, set[str]] = defaultdict(set)
    for received in many:
        externals[received.corp_id].add(required(received, "ExternalUserID"))
    for corp_id, names in externals.items():
        await uow.enqueue(customers.refresh_contacts, corp_id=corp_id, external_userids=sorted(names))
