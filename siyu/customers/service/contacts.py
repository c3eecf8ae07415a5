"""What WeCom says of a customer: profile, relations, remarks and tags, compared with what we know."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import RowMapping

from siyu import staff
from siyu.customers.contracts import FollowFacts
from siyu.customers.queries import contacts as queries
from siyu.customers.queries import follows as follow_queries
from siyu.customers.rules import spells as spell_rules
from siyu.customers.rules.marks import Mark, Ours, compare
from siyu.customers.rules.names import search_text
from siyu.customers.rules.spells import Step
from siyu.customers.service.follows import apply_start, finish, spell_of
from siyu.customers.service.identities import PHONE_PLACE
from siyu.customers.service.people import know_people
from siyu.customers.service.tags import switch
from siyu.runtime.database import UnitOfWork
from siyu.runtime.secrets import Vault
from siyu.runtime.spine import Source
from siyu.vendors.wecom import Customer, FollowInfo


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
    [person] = await apply_contacts(uow, corp_id, [contact], source=source, as_of=as_of, vault=vault)
    return person


async def apply_contacts(
    uow: UnitOfWork,
    corp_id: int,
    contacts: Sequence[Customer],
    *,
    source: str,
    as_of: datetime | None = None,
    vault: Vault | None = None,
) -> list[int]:
    """The same for the answers about many customers, each named once; their ids in order."""
    asked_at = as_of or uow.now()
    await follow_queries.lock_relations(uow, [one.external_contact.external_userid for one in contacts])
    people = await know_people(uow, [one.external_contact for one in contacts], source=source)
    known = await _look(uow, corp_id, contacts)
    notes: list[dict[str, Any]] = []
    for contact in contacts:
        external = contact.external_contact.external_userid
        for info in contact.follow_user:
            pair = (corp_id, known.members[info.userid], external)
            row = known.spells.get(pair[1:])
            row = await _stand(uow, pair, info, row, source=source, as_of=asked_at)
            if row is None or row["moved_at"] > asked_at:
                continue
            notes.append({"id": row["id"], **notes_of(info, vault)})
            if row["is_live"]:
                marks = known.marks_of(row)
                theirs = {known.tags[tag] for tag in info.tag_ids if tag in known.tags}
                await apply_marks(uow, row, marks, theirs, source=source, as_of=asked_at)
        shown = {known.members[info.userid] for info in contact.follow_user}
        others = [row for (_, named), row in known.spells.items() if named == external]
        await end_absent(uow, others, shown=shown, as_of=asked_at)
    await queries.set_notes(uow, notes)
    return people


@dataclass(frozen=True, slots=True)
class _Known:
    """What stands in our books about the customers of some answers, read before anything is changed."""

    members: dict[str, int]
    spells: dict[tuple[int, str], RowMapping]
    tags: dict[str, int]
    marks: dict[int, dict[int, Ours]]

    def marks_of(self, row: RowMapping) -> dict[int, Ours]:
        """The tags of a relation; a spell begun a moment ago has none yet."""
        return self.marks.get(row["id"], {})


async def _look(uow: UnitOfWork, corp_id: int, contacts: Sequence[Customer]) -> _Known:
    infos = [info for contact in contacts for info in contact.follow_user]
    members = {}
    for userid in sorted({info.userid for info in infos}):
        members[userid] = (await staff.ensure_member(uow, corp_id=corp_id, userid=userid)).id
    externals = [contact.external_contact.external_userid for contact in contacts]
    spells = await queries.list_latest_of(uow, corp_id, externals)
    tags = await queries.find_tags_by_wecom(uow, sorted({tag for info in infos for tag in info.tag_ids}))
    marks = await list_marks_of(uow, [row["id"] for row in spells.values()])
    return _Known(members, spells, tags, marks)


async def list_marks_of(uow: UnitOfWork, follow_ids: Sequence[int]) -> dict[int, dict[int, Ours]]:
    """Our side of the tags of relations: follow → tag → mark."""
    found: dict[int, dict[int, Ours]] = defaultdict(dict)
    for mark in await queries.list_marks(uow, follow_ids):
        found[mark["follow_id"]][mark["tag_id"]] = Ours(Mark(mark["state"]), mark["changed_at"])
    return found


async def apply_relation(
    uow: UnitOfWork,
    pair: tuple[int, int, str],
    info: FollowInfo,
    *,
    source: str,
    as_of: datetime,
    vault: Vault | None = None,
) -> None:
    """One relation, given as (corp, member, external_userid), as WeCom showed it at `as_of`."""
    row = await follow_queries.find_last_spell(uow, *pair[1:])
    row = await _stand(uow, pair, info, row, source=source, as_of=as_of)
    if row is None or row["moved_at"] > as_of:
        return
    await queries.set_notes(uow, [{"id": row["id"], **notes_of(info, vault)}])
    if row["is_live"]:
        theirs = await queries.find_tags_by_wecom(uow, info.tag_ids)
        ours = (await list_marks_of(uow, [row["id"]])).get(row["id"], {})
        await apply_marks(uow, row, ours, set(theirs.values()), source=source, as_of=as_of)


async def _stand(
    uow: UnitOfWork,
    pair: tuple[int, int, str],
    info: FollowInfo,
    row: RowMapping | None,
    *,
    source: str,
    as_of: datetime,
) -> RowMapping | None:
    """The newest spell of a relation after what WeCom shows of its beginning; `row` is the newest we knew."""
    step = spell_rules.on_present(spell_of(row), info.createtime, as_of)
    if step is Step.NOTHING:
        return row
    await apply_start(uow, row, step, facts_of(pair, info, row, as_of), source=source)
    return await follow_queries.find_last_spell(uow, *pair[1:])


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
    uow: UnitOfWork, row: RowMapping, ours: dict[int, Ours], theirs: set[int], *, source: str, as_of: datetime
) -> None:
    """The tags of a relation as WeCom showed them; the customer gains and loses accordingly."""
    found = compare(ours, theirs, as_of)
    person = row["customer_id"]
    if found.came or found.confirmed:
        await queries.put_marks(uow, row["id"], sorted(found.came | found.confirmed), at=uow.now())
        await switch(uow, [person], sorted(found.came), is_on=True, by="callback", source=source, pushes=False)
    if found.went or found.settled:
        await queries.drop_marks(uow, row["id"], sorted(found.went | found.settled))
        held = await queries.list_held_elsewhere(uow, person, row["id"], sorted(found.went))
        lost = sorted(found.went - held)
        await switch(uow, [person], lost, is_on=False, by="callback", source=source, pushes=False)


async def end_absent(uow: UnitOfWork, latest: Sequence[RowMapping], *, shown: set[int], as_of: datetime) -> None:
    """Of the latest spells of a customer, those with members whom WeCom's answer does not name have ended."""
    for row in latest:
        spell = spell_of(row)
        if row["staff_id"] in shown or spell is None:
            continue
        step = spell_rules.on_absent(spell, as_of)
        if step is Step.END:
            by = await _gone_by(uow, row["staff_id"])
            await finish(uow, row, at=as_of, by=by, source=Source.WECOM_SYNC, basis="received")
        elif step is Step.UNLIST:
            await follow_queries.unlist_spell(uow, row["id"], at=as_of)


async def end_all(uow: UnitOfWork, corp_id: int, external_userid: str, *, as_of: datetime) -> None:
    """WeCom knows this customer no more: every relation has ended."""
    await follow_queries.lock_relation(uow, external_userid)
    latest = await queries.list_latest_of(uow, corp_id, [external_userid])
    await end_absent(uow, list(latest.values()), shown=set(), as_of=as_of)


async def _gone_by(uow: UnitOfWork, staff_id: int) -> str:
    member = await staff.find_member(uow, staff_id)
    return "staff_left" if member and member.status is staff.StaffStatus.LEFT else "unknown"
