"""Pulling the whole directory of a corp from WeCom and converging to it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, replace

from siyu import corps
from siyu.runtime.audit import write_audit
from siyu.runtime.faults import fault_site
from siyu.runtime.house import House
from siyu.runtime.spine import Source
from siyu.runtime.viewer import Viewer
from siyu.staff.contracts import Department, DirectoryReport, MemberFacts, StaffStatus
from siyu.staff.errors import DirectoryUnavailable
from siyu.staff.queries import directory as queries
from siyu.staff.service.directory import save_tree, take_facts
from siyu.vendors.wecom import Member, WeComClient, WeComError, WeComFailure

_STATUS = {1: StaffStatus.ACTIVE, 2: StaffStatus.DISABLED, 4: StaffStatus.NOT_JOINED, 5: StaffStatus.LEFT}
_UNKNOWN_MEMBER = frozenset({60111, 46004})
_TOO_MANY = 45029
_MOST_EXPECTED = 200


async def sync_directory(house: House, corp_id: int) -> DirectoryReport:
    """Pull departments, members and who may serve customers; apply the difference. Safe to run again.

    A member who is not in the pull is asked for by name before being taken for a leaver, because a smaller visible
    scope of the app is no departure. Raises `WeComFailure` when WeCom does not answer, `CorpInactive`.
    """
    client = await house.get(corps.WeComClients).of(corp_id)
    at = house.clock.now()
    departments = await _pull_departments(client)
    found = await _pull_members(client, departments)
    found = await _with_contact_right(client, found)
    gone = await _ask_for_missing(house, client, corp_id, found)
    fault_site("staff.sync.before_save")
    async with house.unit() as uow:
        await queries.lock_directory(uow, corp_id)
        await save_tree(uow, corp_id, departments)
        told = await take_facts(uow, corp_id, [*found.values(), *gone], at=at, source=Source.WECOM_SYNC)
    return _report(len(departments), len(found), told)


async def sync_now(house: House, viewer: Viewer, corp_id: int) -> DirectoryReport:
    """As `sync_directory`, on somebody's wish: audited. Raises `DirectoryUnavailable` when WeCom says no."""
    try:
        report = await sync_directory(house, corp_id)
    except WeComError as error:
        raise DirectoryUnavailable(meaning=error.meaning.en, meaning_zh=error.meaning.zh) from error
    except WeComFailure as error:
        raise DirectoryUnavailable(meaning="it does not answer.", meaning_zh="接口没有响应。") from error
    async with house.unit() as uow:
        await write_audit(uow, viewer, "staff.directory_synced", on=("corp", corp_id), details=asdict(report))
    return report


async def sync_member(house: House, corp_id: int, userid: str) -> None:
    """Ask WeCom for one member, e.g. one whom only a callback has named."""
    client = await house.get(corps.WeComClients).of(corp_id)
    at = house.clock.now()
    facts = await _ask_for(client, userid)
    if facts is None:
        return
    async with house.unit() as uow:
        await queries.lock_directory(uow, corp_id)
        await take_facts(uow, corp_id, [facts], at=at, source=Source.WECOM_SYNC)


async def meet_expected(house: House) -> int:
    """Ask WeCom for the members whom only callbacks have named so far; how many were asked for."""
    async with house.unit() as uow:
        waiting = await queries.list_expected(uow, _MOST_EXPECTED)
        active = {corp.id for corp in await corps.list_corps(uow) if corp.is_active and corp.has_secret}
    mine = [row for row in waiting if row.corp_id in active]
    for row in mine:
        await sync_member(house, row.corp_id, row.userid)
    return len(mine)


async def _pull_departments(client: WeComClient) -> list[Department]:
    seen = await client.directory.list_departments()
    return [Department(one.id, one.parentid or None, one.name, one.order) for one in seen]


async def _pull_members(client: WeComClient, departments: list[Department]) -> dict[str, MemberFacts]:
    known = {department.id for department in departments}
    tops = [department.id for department in departments if department.parent_id not in known]
    try:
        members = [one for top in tops for one in await client.directory.list_members(top, recursive=True)]
    except WeComError as error:
        if error.code != _TOO_MANY:
            raise
        members = [one for each in departments for one in await client.directory.list_members(each.id)]
    return {one.userid.lower(): facts_of(one) for one in members}


async def _with_contact_right(client: WeComClient, found: dict[str, MemberFacts]) -> dict[str, MemberFacts]:
    """Note who may serve customers; left as it was when the app may not ask."""
    try:
        serving = {userid.lower() for userid in await client.contacts.list_follow_members()}
    except WeComError:
        return found
    return {key: replace(facts, is_contact_enabled=key in serving) for key, facts in found.items()}


async def _ask_for_missing(house: House, client: WeComClient, corp_id: int, found: Iterable[str]) -> list[MemberFacts]:
    async with house.unit() as uow:
        states = await queries.load_states(uow, corp_id)
    present = set(found)
    missing = [
        state.userid for key, state in states.items() if key not in present and state.status is not StaffStatus.LEFT
    ]
    answers = [await _ask_for(client, userid) for userid in missing]
    return [facts for facts in answers if facts is not None]


async def _ask_for(client: WeComClient, userid: str) -> MemberFacts | None:
    """What WeCom says of one member; None when they are out of the app's sight."""
    try:
        return facts_of(await client.directory.get_member(userid))
    except WeComError as error:
        if error.code in _UNKNOWN_MEMBER:
            return MemberFacts(userid=userid, status=StaffStatus.LEFT)
        return None


def facts_of(member: Member) -> MemberFacts:
    """WeCom's member in our words."""
    leads = frozenset(
        department for department, leads in zip(member.department, member.is_leader_in_dept, strict=False) if leads
    )
    return MemberFacts(
        userid=member.userid,
        name=member.name or None,
        position=member.position,
        departments=member.department,
        main_department=member.main_department,
        leads=leads,
        status=_STATUS.get(member.status),
    )


def _report(departments: int, members: int, told: Counter[str]) -> DirectoryReport:
    return DirectoryReport(
        departments=departments,
        members=members,
        joined=told["joined"],
        moved=told["moved"],
        suspended=told["suspended"],
        left=told["left"],
        accounts_closed=told["accounts_closed"],
    )
