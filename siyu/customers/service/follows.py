"""The relation between a customer and a member: begun, ended, begun again."""

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from siyu.customers.contracts import (
    Attribution,
    Follow,
    FollowEnded,
    FollowFacts,
    FollowStarted,
    IdentityKind,
    StateReader,
)
from siyu.customers.queries import follows as queries
from siyu.customers.rules import spells as rules
from siyu.customers.rules.spells import Spell, Step
from siyu.customers.service.identities import identify, note_source
from siyu.runtime.database import UnitOfWork

_READERS: list[StateReader] = []


def register_state_reader(reader: StateReader) -> None:
    """Make `reader` the one who knows which live code a `state` belongs to; the last one counts."""
    _READERS[:] = [reader]


async def apply_start(
    uow: UnitOfWork, row: RowMapping | None, step: Step, facts: FollowFacts, *, source: str
) -> Follow:
    """Carry out what the rules decided about an addition; `row` is the newest spell, locked."""
    if row is None or step is Step.BEGIN:
        return await _begin(uow, row, facts, source)
    if step is Step.RESTART:
        await finish(uow, row, at=facts.occurred_at, by="unknown", source=source)
        return await _begin(uow, row, facts, source)
    if step is Step.FILL_START:
        attribution = await attribute(uow, facts)
        known = {
            "at": facts.occurred_at,
            "by": rules.begun_by(facts.by, facts.add_way),
            "add_way": facts.add_way,
            "state": facts.state,
            "live_code": attribution.live_code,
            "acq_channel": attribution.acq_channel,
        }
        row = await queries.fill_start(uow, row["id"], known)
        await _tell_start(uow, row, source)
        return follow_of(row)
    moment = row["moved_at"] if step is Step.NOTHING else facts.occurred_at
    is_half = row["is_half"] and step is not Step.COMPLETE
    row = await queries.touch_spell(
        uow, row["id"], at=moment, is_half=is_half, state=facts.state, add_way=facts.add_way
    )
    return follow_of(row)


async def _begin(uow: UnitOfWork, last: RowMapping | None, facts: FollowFacts, source: str) -> Follow:
    customer_id = last["customer_id"] if last else await _person(uow, facts.external_userid, source)
    by = rules.begun_by(facts.by, facts.add_way)
    attribution = await attribute(uow, facts)
    row = await queries.add_spell(
        uow,
        {
            "customer_id": customer_id,
            "corp_id": facts.corp_id,
            "staff_id": facts.staff_id,
            "external_userid": facts.external_userid,
            "spell": last["spell"] + 1 if last else 1,
            "is_live": True,
            "is_half": facts.is_half,
            "started_by": by,
            "add_way": facts.add_way,
            "state": facts.state,
            "live_code": attribution.live_code,
            "acq_channel": attribution.acq_channel,
            "started_at": facts.occurred_at,
            "moved_at": facts.occurred_at,
            "last_interaction_at": facts.occurred_at if by == "customer" else None,
            "source": source,
        },
    )
    await queries.mark_current(uow, [customer_id])
    await _tell_start(uow, row, source)
    return follow_of(row, is_new=True)


async def end_follow(  # noqa: PLR0913  # a relation is named by three, its end by three more
    uow: UnitOfWork,
    *,
    corp_id: int,
    staff_id: int,
    external_userid: str,
    by: str,
    occurred_at: datetime,
    source: str,
) -> Follow:
    """The relation is over: `by` customer, staff, transfer, staff_left or unknown. Late or repeated news do nothing."""
    await queries.lock_relation(uow, external_userid)
    row = await queries.find_last_spell(uow, staff_id, external_userid)
    step = rules.on_end(spell_of(row), occurred_at, unlists=by != "customer")
    if row is None:
        unseen = {"corp_id": corp_id, "staff_id": staff_id, "external_userid": external_userid}
        return await _end_unseen(uow, unseen, by=by, at=occurred_at, source=source)
    if step is Step.END:
        await finish(uow, row, at=occurred_at, by=by, source=source)
    elif step is Step.UNLIST:
        await queries.unlist_spell(uow, row["id"], at=occurred_at)
    elif step is Step.TOUCH:
        await queries.touch_spell(uow, row["id"], at=occurred_at, is_half=False, state=None, add_way=None)
    again = await queries.find_follow(uow, row["id"])
    return follow_of(again or row)


async def finish(uow: UnitOfWork, row: RowMapping, *, at: datetime, by: str, source: str, basis: str = "exact") -> None:
    """End a spell that stands, and say so."""
    await queries.end_spell(uow, row["id"], at=at, by=by, unlists=by != "customer")
    await queries.mark_current(uow, [row["customer_id"]])
    uow.say(_ended(row, at, by, source, basis))


async def _end_unseen(uow: UnitOfWork, relation: dict[str, Any], *, by: str, at: datetime, source: str) -> Follow:
    customer_id = await _person(uow, relation["external_userid"], source)
    row = await queries.add_spell(
        uow,
        {
            **relation,
            "customer_id": customer_id,
            "spell": 1,
            "is_live": False,
            "ended_at": at,
            "ended_by": by,
            "unlisted_at": at if by != "customer" else None,
            "moved_at": at,
            "source": source,
        },
    )
    await queries.mark_current(uow, [customer_id])
    uow.say(_ended(row, at, by, source))
    return follow_of(row)


async def find_follow(uow: UnitOfWork, *, customer_id: int, staff_id: int, spell: int) -> Follow | None:
    """The spell that a `FollowStarted` or `FollowEnded` tells of, with the `state` of the code."""
    row = await queries.find_spell(uow, customer_id, staff_id, spell)
    return follow_of(row) if row else None


async def _person(uow: UnitOfWork, external_userid: str, source: str) -> int:
    found = await identify(uow, kind=IdentityKind.EXTERNAL, value=external_userid, source=source)
    if found is None:
        raise ValueError("an external_userid cannot be empty")
    return found


async def attribute(uow: UnitOfWork, facts: FollowFacts) -> Attribution:
    """The live code and channel behind the state of an addition, as far as anybody knows."""
    if not facts.state or not _READERS:
        return Attribution()
    return await _READERS[0].read_state(uow, facts.corp_id, facts.state) or Attribution()


async def end_follows_of(uow: UnitOfWork, staff_id: int, *, by: str, at: datetime, source: str) -> int:
    """End every relation of a member at once (the member left); how many."""
    rows = await queries.end_all_of(uow, staff_id, at=at, by=by)
    await queries.mark_current(uow, sorted({row["customer_id"] for row in rows}))
    uow.say(*(_ended(row, at, by, source) for row in rows))
    return len(rows)


async def _tell_start(uow: UnitOfWork, row: RowMapping, source: str) -> None:
    await note_source(uow, row["customer_id"], touch_of(row), channel=row["acq_channel"], at=row["started_at"])
    uow.say(started_event(row, source))


def touch_of(row: RowMapping) -> str:
    """The source a relation stands for: its live code, else the way of adding."""
    return f"live_code:{row['live_code']}" if row["live_code"] else f"add_way:{row['add_way'] or 0}"


def started_event(row: RowMapping, source: str) -> FollowStarted:
    """The event of a spell's beginning."""
    return FollowStarted(
        dedup_key=f"follow:{row['id']}:started",
        customer_id=row["customer_id"],
        staff_id=row["staff_id"],
        corp_id=row["corp_id"],
        occurred_at=row["started_at"],
        source=source,
        spell=row["spell"],
        by=row["started_by"],
        add_way=row["add_way"],
        acq_channel=row["acq_channel"],
        live_code=row["live_code"],
        is_half=row["is_half"],
    )


def _ended(row: RowMapping, at: datetime, by: str, source: str, basis: str = "exact") -> FollowEnded:
    return FollowEnded(
        dedup_key=f"follow:{row['id']}:ended",
        customer_id=row["customer_id"],
        staff_id=row["staff_id"],
        corp_id=row["corp_id"],
        occurred_at=at,
        occurred_basis=basis,
        source=source,
        spell=row["spell"],
        by=by,
        lived_seconds=rules.lived_seconds(row["started_at"], at),
    )


def spell_of(row: RowMapping | None) -> Spell | None:
    """A row as the rules see it."""
    if row is None:
        return None
    return Spell(
        number=row["spell"],
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        moved_at=row["moved_at"],
        unlisted_at=row["unlisted_at"],
        is_half=row["is_half"],
    )


def follow_of(row: RowMapping, *, is_new: bool = False) -> Follow:
    """A row as others see it."""
    names: dict[str, Any] = {
        name: row[name]
        for name in ("id", "customer_id", "staff_id", "corp_id", "external_userid", "spell", "is_live", "state",
                     "add_way", "started_at")
    }  # fmt: skip
    return Follow(is_new=is_new, **names)
