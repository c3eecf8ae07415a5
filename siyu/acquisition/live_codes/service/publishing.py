"""Brings WeCom to what people chose: made once, changed when somebody else is on duty, deleted when retired.

A creation is written down before it is asked for. When its answer is lost the code is looked for by its own text
among WeCom's codes, and only made again when it certainly is not there.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from siyu import corps, staff
from siyu.acquisition.live_codes import rules
from siyu.acquisition.live_codes.contracts import CodeSpec, CodeStatus
from siyu.acquisition.live_codes.queries import codes as queries
from siyu.acquisition.live_codes.service.media import renew_pictures
from siyu.runtime.database import UnitOfWork
from siyu.runtime.faults import fault_site
from siyu.runtime.house import House
from siyu.runtime.jobs import job
from siyu.vendors import wecom

log = logging.getLogger(__name__)

NOBODY = "nobody_on_duty"
ANSWER_LOST = "answer_lost"
GONE = "gone_at_wecom"
_NO_SUCH_WAY = 41044
_BUSY_FOR = timedelta(minutes=2)
#: WeCom's clock and ours may differ; a look-up begins a little before the creation was asked for.
_CLOCK_SLACK = timedelta(hours=1)


@job("live_codes.publish")
async def publish_code(house: House, *, code_id: int) -> None:
    """Bring one code to WeCom; safe to run at any time and by several at once."""
    async with house.unit() as uow:
        row = await queries.take_code(uow.connection, code_id, now=uow.now(), until=uow.now() + _BUSY_FOR)
    if row is None:
        return
    try:
        await _publish(house, row)
    except (wecom.WeComFailure, corps.CorpInactive, corps.CorpNotFound) as failure:
        await _save(house, row, problem=_problem_of(failure))
    finally:
        await _save(house, row, busy_until=None)


async def _publish(house: House, row: Row[Any]) -> None:
    if row.status in (CodeStatus.RETIRED, CodeStatus.FAILED):
        return
    client = await house.get(corps.WeComClients).of(row.corp_id)
    if row.status == CodeStatus.RETIRING:
        return await _delete(house, client, row)
    spec = CodeSpec.model_validate(row.spec)
    await renew_pictures(house, client, row.corp_id, rules.pictures_of(spec))
    userids = await list_answering(house, row.corp_id, spec)
    if not userids:
        return await _save(house, row, problem=NOBODY)
    if row.config_id is None:
        return await _create(house, client, row, userids)
    if row.published_revision < row.revision or sorted(row.published_userids) != sorted(userids):
        return await _update(house, client, row, userids)
    if row.problem:
        await _save(house, row, problem=None)


async def list_answering(house: House, corp_id: int, spec: CodeSpec) -> tuple[str, ...]:
    """The userids of those who answer a code at this moment."""
    userids: dict[int, str] = {}
    async with house.unit() as uow:
        for staff_id in rules.all_staff(spec):
            member = await staff.find_member(uow, staff_id)
            if member and member.corp_id == corp_id and _is_able(member):
                userids[staff_id] = member.userid
        chosen = rules.choose_staff(spec, uow.now(), house.settings.zone, userids)
    return tuple(userids[staff_id] for staff_id in chosen)


def _is_able(member: staff.StaffMember) -> bool:
    return member.status is staff.StaffStatus.ACTIVE and member.is_contact_enabled


async def _create(house: House, client: wecom.WeComClient, row: Row[Any], userids: Sequence[str]) -> None:
    if row.asked_at is not None and not await _may_ask_again(house, client, row, userids):
        return
    await _save(house, row, status=CodeStatus.CREATING, asked_at=house.clock.now(), creates=row.creates + 1)
    fault_site("live_codes.after_intent")
    try:
        made = await client.contact_ways.create(_spec_of(row, userids))
    except wecom.OutcomeUnknown:
        return await _save(house, row, status=CodeStatus.UNKNOWN, problem=ANSWER_LOST)
    except wecom.WeComFailure as failure:
        # Refused: certainly not made, so there is nothing to look for.
        status = CodeStatus.CREATING if failure.is_retryable else CodeStatus.FAILED
        return await _save(house, row, status=status, asked_at=None, problem=_problem_of(failure))
    fault_site("live_codes.after_create")
    await _adopt(house, row, made.config_id, made.qr_code, userids)


async def _may_ask_again(house: House, client: wecom.WeComClient, row: Row[Any], userids: Sequence[str]) -> bool:
    """After a creation without an answer: adopt the code when it is there; else say whether to make it again."""
    found = await _look_for(house, client, row)
    if found:
        await _adopt(house, row, found[0].config_id, found[0].qr_code, userids)
        for surplus in found[1:]:
            await client.contact_ways.delete(surplus.config_id)
        return False
    if house.clock.now() - row.asked_at < rules.LOOK_FOR or row.creates >= rules.MOST_CREATES:
        await _save(house, row, status=CodeStatus.UNKNOWN, problem=ANSWER_LOST)
        return False
    return True


async def _look_for(house: House, client: wecom.WeComClient, row: Row[Any]) -> list[wecom.ContactWay]:
    """WeCom's codes that carry our text and that we do not know yet."""
    async with house.unit() as uow:
        known = await queries.list_config_ids(uow.connection, row.corp_id)
    found = []
    async for config_id in client.contact_ways.iterate_ids(since=row.asked_at - _CLOCK_SLACK):
        if config_id not in known:
            way = await client.contact_ways.get(config_id)
            if way.state == row.state_code:
                found.append(way)
    return found


async def _adopt(house: House, row: Row[Any], config_id: str, qr_code: str, userids: Sequence[str]) -> None:
    async with house.unit() as uow:
        latest = await queries.find_code(uow.connection, row.id, locks=True)
        # Somebody may have retired it meanwhile: then the next turn deletes what was just made.
        is_retiring = latest is not None and latest.status == CodeStatus.RETIRING
        await queries.change_code(
            uow.connection,
            row.id,
            status=CodeStatus.RETIRING if is_retiring else CodeStatus.ACTIVE,
            config_id=config_id,
            qr_code=qr_code,
            problem=None,
            asked_at=None,
            published_revision=row.revision,
            published_userids=list(userids),
        )


async def _update(house: House, client: wecom.WeComClient, row: Row[Any], userids: Sequence[str]) -> None:
    try:
        await client.contact_ways.update(row.config_id, _spec_of(row, userids))
    except wecom.WeComError as error:
        if error.code != _NO_SUCH_WAY:
            raise
        return await _save(house, row, status=CodeStatus.FAILED, problem=GONE, config_id=None, asked_at=None)
    await _save(house, row, problem=None, published_revision=row.revision, published_userids=list(userids))


async def _delete(house: House, client: wecom.WeComClient, row: Row[Any]) -> None:
    if row.asked_at is not None and row.config_id is None:
        for way in await _look_for(house, client, row):
            await client.contact_ways.delete(way.config_id)
    if row.config_id is not None:
        try:
            await client.contact_ways.delete(row.config_id)
        except wecom.WeComError as error:
            if error.code != _NO_SUCH_WAY:
                raise
    await _save(house, row, status=CodeStatus.RETIRED, problem=None, published_userids=[])


def _spec_of(row: Row[Any], userids: Sequence[str]) -> wecom.ContactWaySpec:
    spec = CodeSpec.model_validate(row.spec)
    return wecom.ContactWaySpec(
        users=tuple(userids),
        remark=spec.remark or spec.name[:30],
        state=row.state_code,
        skip_verify=spec.skip_verify,
        is_shared=True,
    )


async def _save(house: House, row: Row[Any], **values: Any) -> None:
    async with house.unit() as uow:
        await queries.change_code(uow.connection, row.id, **values)


def _problem_of(failure: Exception) -> str:
    if isinstance(failure, wecom.WeComError):
        return f"wecom_{failure.code}"
    return type(failure).__name__


async def order_publishing(uow: UnitOfWork, staff_id: int) -> int:
    """A member came, went or may no longer answer: every code that names them is looked at again; how many."""
    ids = await queries.list_naming(uow.connection, staff_id)
    for code_id in ids:
        await uow.enqueue(publish_code, code_id=code_id)
    return len(ids)


async def list_due(house: House) -> list[int]:
    """Ids of codes that need work at WeCom now: unfinished, changed, or with others on duty than WeCom shows."""
    async with house.unit() as uow:
        rows = await queries.list_to_tend(uow.connection)
    due = []
    for row in rows:
        is_settled = row.status == CodeStatus.ACTIVE and row.revision == row.published_revision and not row.problem
        if is_settled:
            userids = await list_answering(house, row.corp_id, CodeSpec.model_validate(row.spec))
            if not userids or sorted(userids) == sorted(row.published_userids):
                continue
        due.append(row.id)
    return due
