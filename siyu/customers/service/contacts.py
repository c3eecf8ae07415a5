"""What WeCom says of a customer: profile, relations, remarks and tags, compared with what we know."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import RowMapping

from siyu import staff
from siyu.customers.contracts import FollowFacts, IdentityKind, Known
from siyu.customers.queries import contacts as queries
from siyu.customers.queries import follows as follow_queries
from siyu.customers.rules import spells as spell_rules
from siyu.customers.rules.marks import Mark, Ours, compare
from siyu.customers.rules.names import search_text
from siyu.customers.rules.spells import Step
from siyu.customers.service.follows import apply_start, finish, spell_of
from siyu.customers.service.identities import PHONE_PLACE, identify
from siyu.customers.service.merges import link_identity
from siyu.customers.service.profiles import update_profiles
from siyu.customers.service.tags import switch
from siyu.runtime.database import UnitOfWork
from siyu.runtime.secrets import Vault
from siyu.runtime.spine import Source
from siyu.vendors.wecom import Customer, ExternalContact, FollowInfo

_GENDERS = {1: "male", 2: "female"}


async def apply_contact(
    uow: UnitOfWork,
    corp_id: int,
    contact: Customer,
    *,
    source: str,
    as_of: datetime | None = None,
    vault: Vault | None = None,
) -> int:
    """Make what we know of a customer agree with WeCom's full answer; the customer's id.

    `as_of` is when WeCom was asked: what we heard of later stands. Relations that the answer does not show have
    ended. Phone numbers in remarks are kept (sealed) only with the `vault`.
    """
    asked_at = as_of or uow.now()
    external = contact.external_contact.external_userid
    await follow_queries.lock_relation(uow, external)
    customer_id = await apply_profile(uow, contact.external_contact, source=source)
    shown: set[int] = set()
    for info in contact.follow_user:
        member = await staff.ensure_member(uow, corp_id=corp_id, userid=info.userid)
        shown.add(member.id)
        pair = (corp_id, member.id, external)
        await apply_relation(uow, pair, info, source=source, as_of=asked_at, vault=vault)
    await end_absent(uow, corp_id, external, shown=shown, as_of=asked_at)
    return customer_id


async def apply_profile(uow: UnitOfWork, contact: ExternalContact, *, source: str) -> int:
    """Name, picture, gender, company; the unionid, which may show that this is somebody we know."""
    found = await identify(uow, kind=IdentityKind.EXTERNAL, value=contact.external_userid, source=source)
    if found is None:
        raise ValueError("WeCom named a customer without an id")
    if contact.unionid:
        found = await link_identity(uow, found, Known(IdentityKind.UNIONID, contact.unionid), source=source)
    await update_profiles(uow, {found: profile_of(contact)}, source=source)
    return found


def profile_of(contact: ExternalContact) -> dict[str, str]:
    """The fields WeCom knows; what it does not know is left as it is."""
    known = {
        "name": contact.name,
        "avatar_url": contact.avatar,
        "gender": _GENDERS.get(contact.gender, ""),
        "company": contact.corp_full_name or contact.corp_name,
        "position": contact.position,
    }
    return {field: value for field, value in known.items() if value}


async def apply_relation(
    uow: UnitOfWork,
    pair: tuple[int, int, str],
    info: FollowInfo,
    *,
    source: str,
    as_of: datetime,
    vault: Vault | None = None,
) -> RowMapping | None:
    """One relation, given as (corp, member, external_userid), as WeCom showed it at `as_of`; its newest spell."""
    _, staff_id, external = pair
    row = await follow_queries.find_last_spell(uow, staff_id, external)
    step = spell_rules.on_present(spell_of(row), info.createtime, as_of)
    if step is not Step.NOTHING:
        facts = facts_of(pair, info, row, as_of)
        await apply_start(uow, row, step, facts, source=source)
        row = await follow_queries.find_last_spell(uow, staff_id, external)
    if row is None or row["moved_at"] > as_of:
        return row
    await queries.set_notes(uow, row["id"], notes_of(info, vault))
    if row["is_live"]:
        await apply_marks(uow, row, info.tag_ids, source=source, as_of=as_of)
    return row


def facts_of(pair: tuple[int, int, str], info: FollowInfo, last: RowMapping | None, as_of: datetime) -> FollowFacts:
    """The beginning that WeCom's list shows. One that only reappeared in it is no act of the customer."""
    corp_id, staff_id, external = pair
    since = info.createtime or as_of
    reappears = last is not None and since <= last["moved_at"]
    by_member = bool(info.oper_userid) and info.oper_userid.lower() == info.userid.lower()
    return FollowFacts(
        corp_id=corp_id,
        staff_id=staff_id,
        external_userid=external,
        occurred_at=as_of if reappears else since,
        state=info.state or None,
        add_way=info.add_way or None,
        by="admin" if reappears else "staff" if by_member else "",
    )


def notes_of(info: FollowInfo, vault: Vault | None) -> dict[str, Any]:
    """What the member noted, as the relation stores it."""
    phones = None
    if vault is not None and info.remark_mobiles:
        phones = vault.seal(orjson.dumps(list(info.remark_mobiles)).decode(), place=PHONE_PLACE)
    return {
        "remark": info.remark,
        "remark_search": search_text(info.remark),
        "description": info.description,
        "company": info.remark_corp_name,
        "phones": phones,
        "add_way": info.add_way or None,
        "state": info.state or None,
    }


async def apply_marks(
    uow: UnitOfWork, row: RowMapping, wecom_ids: Sequence[str], *, source: str, as_of: datetime
) -> None:
    """The tags of a relation as WeCom showed them; the customer gains and loses accordingly."""
    theirs = await queries.find_tags_by_wecom(uow, wecom_ids)
    ours = {
        mark["tag_id"]: Ours(Mark(mark["state"]), mark["changed_at"])
        for mark in await queries.list_marks(uow, row["id"])
    }
    found = compare(ours, theirs.values(), as_of)
    person = row["customer_id"]
    if found.came or found.confirmed:
        await queries.put_marks(uow, row["id"], sorted(found.came | found.confirmed), at=uow.now())
        await switch(uow, [person], sorted(found.came), is_on=True, by="callback", source=source, pushes=False)
    if found.went or found.settled:
        await queries.drop_marks(uow, row["id"], sorted(found.went | found.settled))
        held = await queries.list_held_elsewhere(uow, person, row["id"], sorted(found.went))
        lost = sorted(found.went - held)
        await switch(uow, [person], lost, is_on=False, by="callback", source=source, pushes=False)


async def end_absent(uow: UnitOfWork, corp_id: int, external_userid: str, *, shown: set[int], as_of: datetime) -> None:
    """Relations with members whom WeCom's answer does not name have ended, by whom is not known."""
    for row in await queries.list_latest_of(uow, corp_id, external_userid):
        spell = spell_of(row)
        if row["staff_id"] in shown or spell is None:
            continue
        step = spell_rules.on_absent(spell, as_of)
        if step is Step.END:
            by = await _gone_by(uow, row["staff_id"])
            await finish(uow, row, at=as_of, by=by, source=Source.WECOM_SYNC, basis="received")
        elif step is Step.UNLIST:
            await follow_queries.unlist_spell(uow, row["id"], at=as_of)


async def _gone_by(uow: UnitOfWork, staff_id: int) -> str:
    member = await staff.find_member(uow, staff_id)
    return "staff_left" if member and member.status is staff.StaffStatus.LEFT else "unknown"
