"""Many relations at once: those that callbacks tell of, and those that WeCom's lists show."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from siyu.customers.contracts import Attribution, Follow, FollowFacts
from siyu.customers.queries import contacts as contact_queries
from siyu.customers.queries import follows as follow_queries
from siyu.customers.queries import identities as identity_queries
from siyu.customers.rules import spells as spell_rules
from siyu.customers.service.contacts import facts_of, notes_of
from siyu.customers.service.follows import apply_start, attribute, follow_of, spell_of, started_event, touch_of
from siyu.customers.service.people import find_people, know_people
from siyu.customers.service.tags import switch
from siyu.runtime.database import UnitOfWork
from siyu.runtime.secrets import Vault
from siyu.runtime.spine import Source
from siyu.vendors.wecom import FollowedCustomer

_SOURCE = str(Source.WECOM_SYNC)
_NO_NOTES = {"remark": "", "remark_search": "", "description": "", "company": "", "phones": None}


async def start_follow(uow: UnitOfWork, facts: FollowFacts, *, source: str) -> Follow:
    """A customer and a member were joined. Repeated and late news change nothing; adding again is the next spell."""
    [follow] = await start_follows(uow, [facts], source=source)
    return follow


async def start_follows(uow: UnitOfWork, many: Sequence[FollowFacts], *, source: str) -> list[Follow]:
    """The same for many relations, in order; news of one relation told twice are taken one after the other."""
    await follow_queries.lock_relations(uow, [facts.external_userid for facts in many])
    last = await follow_queries.find_last_spells(uow, list(dict.fromkeys(map(_pair, many))))
    unheard: dict[tuple[int, str], FollowFacts] = {}
    for facts in many:
        if _pair(facts) not in last:
            unheard.setdefault(_pair(facts), facts)
    begun = await _begin_unheard(uow, list(unheard.values()), source)
    follows = []
    for facts in many:
        pair = _pair(facts)
        if unheard.get(pair) is facts:
            follows.append(follow_of(begun[pair], is_new=True))
            continue
        # What this call has changed is read anew.
        row = last.pop(pair, None) or await follow_queries.find_last_spell(uow, *pair)
        step = spell_rules.on_start(spell_of(row), facts.occurred_at, is_half=facts.is_half)
        follows.append(await apply_start(uow, row, step, facts, source=source))
    return follows


def _pair(facts: FollowFacts) -> tuple[int, str]:
    return facts.staff_id, facts.external_userid


async def _begin_unheard(
    uow: UnitOfWork, many: Sequence[FollowFacts], source: str
) -> dict[tuple[int, str], RowMapping]:
    if not many:
        return {}
    people = await find_people(uow, [facts.external_userid for facts in many], source=source)
    told = [(person, facts, _NO_NOTES) for person, facts in zip(people, many, strict=True)]
    rows = await _begin(uow, told, source=source, is_read=False)
    return {(row["staff_id"], row["external_userid"]): row for row in rows}


async def take_in(
    uow: UnitOfWork, corp_id: int, staff_id: int, rows: Sequence[FollowedCustomer], *, vault: Vault | None
) -> int:
    """Begin the first spell of each of these relations; how many were new. The relations are locked by the caller."""
    if not rows:
        return 0
    people = await know_people(uow, [row.external_contact for row in rows], source=_SOURCE)
    shown = []
    for person, row in zip(people, rows, strict=True):
        pair = (corp_id, staff_id, row.external_contact.external_userid)
        facts = facts_of(pair, row.follow_info, None, uow.now())
        shown.append((person, facts, notes_of(row.follow_info, vault)))
    spells = await _begin(uow, shown, source=_SOURCE, is_read=True)
    await _mark(uow, spells, rows)
    return len(spells)


async def _begin(
    uow: UnitOfWork, many: Iterable[tuple[int, FollowFacts, dict[str, Any]]], *, source: str, is_read: bool
) -> list[RowMapping]:
    """First spells of (customer, facts, notes), and what is said of them."""
    codes: dict[tuple[int, str | None], Attribution] = {}
    new = []
    for person, facts, notes in many:
        code = (facts.corp_id, facts.state)
        if code not in codes:
            codes[code] = await attribute(uow, facts)
        new.append(_spell(person, facts, codes[code], notes))
    places = {(row["staff_id"], row["external_userid"]): place for place, row in enumerate(new)}
    spells = await follow_queries.add_first_spells(uow, new, source=source, is_read=is_read)
    spells.sort(key=lambda row: places[row["staff_id"], row["external_userid"]])
    if spells:
        await follow_queries.mark_current(uow, sorted({spell["customer_id"] for spell in spells}))
        for touches in _rounds(spells):
            await identity_queries.note_sources(uow, touches, moves_last=True)
        uow.say(*(started_event(spell, source) for spell in spells))
    return spells


def _rounds(spells: Sequence[RowMapping]) -> list[list[tuple[int, str, int | None, datetime]]]:
    """Touches as they were told, each customer once a round: a statement changes a row only once."""
    rounds: list[dict[int, tuple[int, str, int | None, datetime]]] = []
    for spell in spells:
        person = spell["customer_id"]
        place = next((one for one in rounds if person not in one), None)
        if place is None:
            place = {}
            rounds.append(place)
        place[person] = (person, touch_of(spell), spell["acq_channel"], spell["started_at"])
    return [list(one.values()) for one in rounds]


def _spell(person: int, facts: FollowFacts, code: Attribution, notes: dict[str, Any]) -> dict[str, Any]:
    return {
        **notes,
        "customer_id": person,
        "corp_id": facts.corp_id,
        "staff_id": facts.staff_id,
        "external_userid": facts.external_userid,
        "is_half": facts.is_half,
        "started_by": spell_rules.begun_by(facts.by, facts.add_way),
        "add_way": facts.add_way,
        "state": facts.state,
        "live_code": code.live_code,
        "acq_channel": code.acq_channel,
        "started_at": facts.occurred_at,
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
