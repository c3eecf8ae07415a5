"""Taking in what the directory says: from a sync, or from a callback, through the same door."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from siyu.runtime.audit import write_audit
from siyu.runtime.database import UnitOfWork
from siyu.runtime.spine import Source
from siyu.runtime.viewer import system_viewer
from siyu.staff.contracts import Department, MemberFacts, StaffLeft, StaffMoved
from siyu.staff.queries import accounts, directory, keys
from siyu.staff.rules.comings import MemberState, Step, take_in
from siyu.staff.rules.departments import closure

_ACTOR = system_viewer("directory")


async def save_tree(uow: UnitOfWork, corp_id: int, departments: Collection[Department]) -> bool:
    """Make this the corp's tree; whether anything changed. The caller holds the directory's lock.

    A parent not heard of yet is kept: when it comes, its children find their place by themselves.
    """
    tree = {department.id: department for department in departments}
    rows = await directory.list_departments(uow, corp_id)
    stored = {row.wecom_id: Department(row.wecom_id, row.parent_id, row.name, row.sort_order) for row in rows}
    if stored == tree:
        return False
    pairs = closure({node.id: node.parent_id for node in tree.values()})
    await directory.replace_departments(uow, corp_id, tree.values(), pairs)
    return True


async def take_facts(
    uow: UnitOfWork, corp_id: int, facts: Sequence[MemberFacts], *, at: datetime, source: Source
) -> Counter[str]:
    """Apply statements about members, tell what happened, close the accounts of those who left.

    Counts what happened by kind (joined, moved, suspended, left, accounts_closed). Statements older than what
    is known are ignored. The caller holds the directory's lock.
    """
    wanted = {name for one in facts for name in (one.userid, one.new_userid) if name}
    states = await directory.load_states(uow, corp_id, wanted)
    steps = [step for one in facts if (step := _step(states, one, at))]
    latest = {step.after.userid.lower(): step.after for step in steps}
    ids = await directory.save_states(uow, corp_id, latest.values())
    told: Counter[str] = Counter()
    for step in steps:
        staff_id = ids[step.after.userid.lower()]
        _tell(uow, corp_id, staff_id, step, at=at, source=source)
        told[step.kind or "changed"] += 1
    left = [ids[step.after.userid.lower()] for step in steps if step.has_left]
    if left:
        told["accounts_closed"] = await close_accounts(uow, left)
    suspended = [ids[step.after.userid.lower()] for step in steps if step.kind == "suspended"]
    if suspended:
        await _end_sessions(uow, suspended)
    return told


def _step(states: dict[str, MemberState], facts: MemberFacts, at: datetime) -> Step | None:
    """The next state of one member, remembered for later statements in the same batch."""
    key = facts.userid.lower()
    renamed = (facts.new_userid or facts.userid).lower()
    if renamed != key and renamed in states:
        # Both names are known already: the new one goes on, the old one is over.
        key = renamed
    before = states.get(key) or MemberState(userid=facts.userid)
    step = take_in(before, facts, at)
    if step is not None:
        states.pop(key, None)
        states[step.after.userid.lower()] = step.after
    return step


def _tell(uow: UnitOfWork, corp_id: int, staff_id: int, step: Step, *, at: datetime, source: Source) -> None:
    after = step.after
    if step.has_left:
        key = f"staff:{staff_id}:left:{after.spell}"
        uow.say(StaffLeft(dedup_key=key, staff_id=staff_id, corp_id=corp_id, occurred_at=at, source=source))
    elif step.kind is not None:
        uow.say(
            StaffMoved(
                dedup_key=f"staff:{staff_id}:moved:{after.moves}",
                staff_id=staff_id,
                corp_id=corp_id,
                occurred_at=at,
                source=source,
                kind=step.kind,
                from_dept=step.from_dept,
                dept=after.main_department,
            )
        )


async def close_accounts(uow: UnitOfWork, staff_ids: Collection[int]) -> int:
    """End everything leavers could do here: account, sessions, keys; each noted in the trail. How many accounts."""
    closed = [row for row in await accounts.list_users_of_staff(uow, staff_ids) if row.is_active]
    if not closed:
        return 0
    user_ids = [row.id for row in closed]
    for row in closed:
        await accounts.save_user(uow, row.id, {"is_active": False})
        await write_audit(
            uow, _ACTOR, "staff.account_closed", on=("user", row.id), reason="left", details={"staff_id": row.staff_id}
        )
    await accounts.end_sessions(uow, user_ids)
    await keys.revoke_keys_of(uow, user_ids)
    return len(closed)


async def _end_sessions(uow: UnitOfWork, staff_ids: Collection[int]) -> None:
    user_ids = [row.id for row in await accounts.list_users_of_staff(uow, staff_ids)]
    if user_ids:
        await accounts.end_sessions(uow, user_ids)
