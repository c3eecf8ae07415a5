"""The second road: pull the truth from WeCom and converge, whatever callbacks were lost.

A run goes member by member, so that it can stop and go on anywhere. A relation that WeCom's list no longer shows is
asked for by itself before it is ended, because a list that changes while it is read may skip a row.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping

from siyu import corps, staff
from siyu.customers.queries import contacts as contact_queries
from siyu.customers.queries import follows as follow_queries
from siyu.customers.queries import reconciles as queries
from siyu.customers.rules import spells as spell_rules
from siyu.customers.rules.spells import Step
from siyu.customers.service.arrivals import take_in
from siyu.customers.service.contacts import apply_relation
from siyu.customers.service.follows import spell_of
from siyu.customers.service.people import know_people, profile_of
from siyu.customers.service.refresh import learn_tags, refresh_contact
from siyu.customers.service.tag_sync import sync_tags
from siyu.runtime.faults import fault_site
from siyu.runtime.house import House
from siyu.runtime.spine import Source
from siyu.vendors.wecom import FollowedCustomer, WeComClient

log = logging.getLogger(__name__)

_SOURCE = str(Source.WECOM_SYNC)
_PAGE = 100


@dataclass(frozen=True, slots=True)
class MemberReport:
    """What a member's list held: relations seen, new ones, ones that are gone."""

    seen: int = 0
    started: int = 0
    ended: int = 0


async def begin_run(house: House, corp_id: int) -> int | None:
    """Start a run, or find the one under way; None when WeCom names no member at all (a matter of rights)."""
    async with house.unit() as uow:
        running = await queries.find_running(uow, corp_id)
    if running is not None:
        return running
    await sync_tags(house, corp_id)
    client = await house.get(corps.WeComClients).of(corp_id)
    userids = await client.contacts.list_follow_members()
    if not userids:
        log.warning("corp %s: WeCom names no member with customer contact; nothing is reconciled", corp_id)
        return None
    async with house.unit() as uow:
        return await queries.add_run(uow, corp_id, userids)


async def take_step(house: House, run_id: int) -> bool:
    """Reconcile the next member of a run; False when the run is over."""
    async with house.unit() as uow:
        run = await queries.find_run(uow, run_id)
    if run is None or run["state"] != "running":
        return False
    if not run["staff_left"]:
        await _visit_the_unlisted(house, run["corp_id"], run["started_at"])
        async with house.unit() as uow:
            await queries.finish_run(uow, run_id, state="done")
        return False
    userid = run["staff_left"][0]
    report = await reconcile_member(house, run["corp_id"], userid)
    fault_site("customers.after_member_reconciled")
    async with house.unit() as uow:
        await queries.note_member_done(
            uow, run_id, userid, seen=report.seen, started=report.started, ended=report.ended
        )
    return True


async def reconcile_now(house: House, corp_id: int) -> int | None:
    """A whole run at once; its id."""
    run_id = await begin_run(house, corp_id)
    if run_id is not None:
        while await take_step(house, run_id):
            pass
    return run_id


async def reconcile_member(house: House, corp_id: int, userid: str) -> MemberReport:
    """Compare one member's list with what we know; differences are applied a page at a time."""
    client = await house.get(corps.WeComClients).of(corp_id)
    async with house.unit() as uow:
        member = await staff.ensure_member(uow, corp_id=corp_id, userid=userid)
    asked_at = house.clock.now()
    seen: set[str] = set()
    page: list[FollowedCustomer] = []
    started = 0
    async for row in client.contacts.iterate_customers_of([userid]):
        page.append(row)
        if len(page) == _PAGE:
            started += await _apply_page(house, corp_id, member.id, page, asked_at)
            seen |= {one.external_contact.external_userid for one in page}
            page = []
    started += await _apply_page(house, corp_id, member.id, page, asked_at)
    seen |= {one.external_contact.external_userid for one in page}
    ended = await _end_missing(house, client, (corp_id, member.id), seen, asked_at)
    return MemberReport(seen=len(seen), started=started, ended=ended)


async def _end_missing(
    house: House, client: WeComClient, pair: tuple[int, int], seen: set[str], asked_at: datetime
) -> int:
    corp_id, staff_id = pair
    async with house.unit() as uow:
        listed = await contact_queries.list_listed_by(uow, corp_id, staff_id, before=asked_at)
    missing = [external for external in listed if external not in seen]
    for external in missing:
        await refresh_contact(house, corp_id, external)
    return len(missing)


async def _visit_the_unlisted(house: House, corp_id: int, since: datetime) -> None:
    """Members whom WeCom no longer names (left, or without customer contact): their relations, one by one."""
    client = await house.get(corps.WeComClients).of(corp_id)
    named = set()
    for userid in await client.contacts.list_follow_members():
        async with house.unit() as uow:
            named.add((await staff.ensure_member(uow, corp_id=corp_id, userid=userid)).id)
    async with house.unit() as uow:
        others = [one for one in await contact_queries.list_staff_with_listed(uow, corp_id) if one not in named]
    for staff_id in others:
        await _end_missing(house, client, (corp_id, staff_id), set(), since)


async def _apply_page(
    house: House, corp_id: int, staff_id: int, rows: Sequence[FollowedCustomer], asked_at: datetime
) -> int:
    if not rows:
        return 0
    externals = [row.external_contact.external_userid for row in rows]
    await learn_tags(house, corp_id, [tag for row in rows for tag in row.follow_info.tag_ids])
    async with house.unit() as uow:
        known = await contact_queries.list_pairs(uow, staff_id, externals)
        differing = [
            row for row in rows if not is_known(known.get(row.external_contact.external_userid), row, asked_at)
        ]
        await follow_queries.lock_relations(uow, [row.external_contact.external_userid for row in differing])
        known = await contact_queries.list_pairs(uow, staff_id, externals)
        new = [row for row in differing if row.external_contact.external_userid not in known]
        started = await take_in(uow, corp_id, staff_id, new, vault=house.vault)
        for row in differing:
            external = row.external_contact.external_userid
            if external in known:
                await know_people(uow, [row.external_contact], source=_SOURCE)
                pair = (corp_id, staff_id, external)
                await apply_relation(uow, pair, row.follow_info, source=_SOURCE, as_of=asked_at, vault=house.vault)
    return started


def is_known(ours: RowMapping | None, theirs: FollowedCustomer, asked_at: datetime) -> bool:
    """Whether WeCom's row tells nothing that we do not know."""
    if ours is None or ours["has_orders"]:
        return False
    info, contact = theirs.follow_info, theirs.external_contact
    if spell_rules.on_present(spell_of(ours), info.createtime, asked_at) is not Step.NOTHING:
        return False
    notes = (info.remark, info.description, info.remark_corp_name, tuple(sorted(info.tag_ids)))
    if notes != (ours["remark"], ours["description"], ours["remark_company"], tuple(ours["wecom_tags"])):
        return False
    if contact.unionid and ours["unionid"] is None:
        return False
    return all(ours[field] == value for field, value in profile_of(contact).items())
