"""Many relations that WeCom shows and we have never heard of, taken in at once."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping

from siyu.customers.contracts import Attribution, FollowFacts, IdentityKind, Known
from siyu.customers.queries import contacts as contact_queries
from siyu.customers.queries import follows as follow_queries
from siyu.customers.queries import identities as identity_queries
from siyu.customers.rules import spells as spell_rules
from siyu.customers.service.contacts import facts_of, notes_of, profile_of
from siyu.customers.service.follows import attribute, started_event, touch_of
from siyu.customers.service.identities import identify_many, linked_event
from siyu.customers.service.merges import link_identity
from siyu.customers.service.profiles import update_profiles
from siyu.customers.service.tags import switch
from siyu.runtime.database import UnitOfWork
from siyu.runtime.secrets import Vault
from siyu.runtime.spine import Source
from siyu.vendors.wecom import FollowedCustomer

_SOURCE = str(Source.WECOM_SYNC)


async def take_in(
    uow: UnitOfWork, corp_id: int, staff_id: int, rows: Sequence[FollowedCustomer], *, vault: Vault | None
) -> int:
    """Begin the first spell of each of these relations; how many were new. The relations are locked by the caller."""
    if not rows:
        return 0
    externals = [row.external_contact.external_userid for row in rows]
    found = await identify_many(uow, [Known(IdentityKind.EXTERNAL, one) for one in externals], source=_SOURCE)
    people = [person for person in found if person is not None]
    await _tie_unionids(uow, people, rows)
    now_called = await identity_queries.resolve(uow, people)
    people = [now_called[person] for person in people]
    profiles = {person: profile_of(row.external_contact) for person, row in zip(people, rows, strict=True)}
    await update_profiles(uow, profiles, source=_SOURCE)
    spells = await _begin(uow, corp_id, staff_id, list(zip(people, rows, strict=True)), vault)
    await _mark(uow, spells, rows)
    return len(spells)


async def _tie_unionids(uow: UnitOfWork, people: Sequence[int], rows: Sequence[FollowedCustomer]) -> None:
    pairs = [
        (row.external_contact.unionid.strip(), person)
        for person, row in zip(people, rows, strict=True)
        if row.external_contact.unionid.strip()
    ]
    if not pairs:
        return
    kind = str(IdentityKind.UNIONID)
    linked = await identity_queries.link(uow, [(kind, value, person) for value, person in pairs], source=_SOURCE)
    uow.say(*(linked_event(row, _SOURCE) for row in linked))
    owners = await identity_queries.find_owners(uow, [(kind, value) for value, _ in pairs])
    for value, person in pairs:
        if owners[kind, value] != person:
            await link_identity(uow, person, Known(IdentityKind.UNIONID, value), source=_SOURCE)


async def _begin(
    uow: UnitOfWork,
    corp_id: int,
    staff_id: int,
    people: Sequence[tuple[int, FollowedCustomer]],
    vault: Vault | None,
) -> list[RowMapping]:
    codes: dict[str | None, Attribution] = {}
    new = []
    for person, row in people:
        pair = (corp_id, staff_id, row.external_contact.external_userid)
        facts = facts_of(pair, row.follow_info, None, uow.now())
        if facts.state not in codes:
            codes[facts.state] = await attribute(uow, facts)
        new.append(_spell(person, facts, codes[facts.state], notes_of(row.follow_info, vault)))
    spells = await follow_queries.add_first_spells(uow, new)
    if spells:
        await follow_queries.mark_current(uow, sorted({spell["customer_id"] for spell in spells}))
        touches = [
            (spell["customer_id"], touch_of(spell), spell["acq_channel"], spell["started_at"]) for spell in spells
        ]
        await identity_queries.note_sources(uow, touches, moves_last=True)
        uow.say(*(started_event(spell, _SOURCE) for spell in spells))
    return spells


def _spell(person: int, facts: FollowFacts, code: Attribution, notes: dict[str, Any]) -> dict[str, Any]:
    return {
        **notes,
        "customer_id": person,
        "corp_id": facts.corp_id,
        "staff_id": facts.staff_id,
        "external_userid": facts.external_userid,
        "started_by": spell_rules.begun_by(facts.by, facts.add_way),
        "live_code": code.live_code,
        "acq_channel": code.acq_channel,
        "started_at": facts.occurred_at,
        "source": _SOURCE,
    }


async def _mark(uow: UnitOfWork, spells: Sequence[RowMapping], rows: Sequence[FollowedCustomer]) -> None:
    theirs = {row.external_contact.external_userid: row.follow_info.tag_ids for row in rows}
    ours = await contact_queries.find_tags_by_wecom(uow, sorted({tag for tags in theirs.values() for tag in tags}))
    alike: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for spell in spells:
        tags = tuple(sorted(ours[tag] for tag in theirs[spell["external_userid"]] if tag in ours))
        if tags:
            await contact_queries.put_marks(uow, spell["id"], tags, at=uow.now())
            alike[tags].append(spell["customer_id"])
    for tags, people in alike.items():
        await switch(uow, sorted(set(people)), tags, is_on=True, by="callback", source=_SOURCE, pushes=False)
