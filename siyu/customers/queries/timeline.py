"""Events of one person, read from the log: the timeline and the counts on the customer's page."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Numeric,
    RowMapping,
    Text,
    and_,
    any_,
    cast,
    false,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from siyu import warehouse
from siyu.customers.contracts import TimelineFilter
from siyu.runtime.database import UnitOfWork
from siyu.runtime.spine.tables import events

Condition = ColumnElement[bool]
Place = tuple[datetime, int]


def _of(customer_ids: Sequence[int]) -> Condition:
    return events.c.customer_id == any_(cast(list(customer_ids), ARRAY(BigInteger)))


@cache
def interaction() -> Condition:
    """True for acts of the customer towards us, as the catalogue defines them."""
    always, some = [], []
    for item in warehouse.catalogue.EVENTS.values():
        if item.interaction is None:
            continue
        condition = _condition(item.interaction)
        if condition is None:
            always.append(item.name)
        else:
            some.append(and_(events.c.name == item.name, condition))
    return or_(events.c.name.in_(always), *some)


def _condition(rule: warehouse.catalogue.Interaction) -> Condition | None:
    found: list[Condition] = []
    alternatives = [and_(*map(_test, tests)) for tests in rule.any_of if tests]
    if alternatives:
        found.append(or_(*alternatives))
    if rule.without_staff:
        found.append(events.c.staff_id.is_(None))
    return and_(*found) if found else None


def _test(test: warehouse.catalogue.Test) -> Condition:
    value: ColumnElement[str] = events.c.properties[test.property].astext
    words = [str(item).lower() if isinstance(item, bool) else str(item) for item in test.values]
    if test.op is warehouse.catalogue.Op.IN:
        return func.coalesce(value, "").in_(words)
    if test.op is warehouse.catalogue.Op.NOT_IN:
        return func.coalesce(value, "").not_in(words)
    if test.op is warehouse.catalogue.Op.AT_LEAST:
        return func.coalesce(cast(value, Numeric), 0) >= cast(literal(words[0], Text), Numeric)
    return value.is_(None)


def _wanted(want: TimelineFilter) -> list[Condition]:
    found: list[Condition] = []
    if want.kinds:
        names = [item.name for kind in want.kinds for item in warehouse.catalogue.AREAS.get(kind, ())]
        names += [kind for kind in want.kinds if kind not in warehouse.catalogue.AREAS]
        found.append(events.c.name.in_(names) if names else false())
    if want.staff_id is not None:
        found.append(events.c.staff_id == want.staff_id)
    if want.channel:
        found.append(events.c.properties["channel"].astext == want.channel)
    if want.since:
        found.append(events.c.occurred_at >= want.since)
    if want.until:
        found.append(events.c.occurred_at < want.until)
    if want.only_acts:
        found.append(interaction())
    return found


async def list_events(
    uow: UnitOfWork, customer_ids: Sequence[int], want: TimelineFilter, *, before: Place | None, limit: int
) -> list[RowMapping]:
    """Events of a person, newest first, older than the place `before` (occurred_at, id)."""
    wanted = [_of(customer_ids), *_wanted(want)]
    if before is not None:
        at, number = before
        wanted.append(or_(events.c.occurred_at < at, and_(events.c.occurred_at == at, events.c.id < number)))
    statement = (
        select(
            events.c.id,
            events.c.name,
            events.c.occurred_at,
            events.c.occurred_basis,
            events.c.staff_id,
            events.c.source,
            events.c.properties,
            interaction().label("is_interaction"),
        )
        .where(*wanted)
        .order_by(events.c.occurred_at.desc(), events.c.id.desc())
        .limit(limit)
    )
    return list((await uow.execute(statement)).mappings())


async def count_wanted(uow: UnitOfWork, customer_ids: Sequence[int], want: TimelineFilter) -> int:
    """How many events of a person a timeline shows in all."""
    statement = select(func.count()).select_from(events).where(_of(customer_ids), *_wanted(want))
    return int((await uow.execute(statement)).scalar_one())


async def count_events(uow: UnitOfWork, customer_ids: Sequence[int], *, recent_from: datetime) -> list[RowMapping]:
    """Per event name: how many, how many of them acts towards us (also since `recent_from`), first and last act."""
    is_act = interaction()
    statement = (
        select(
            events.c.name,
            func.count().label("many"),
            func.count().filter(is_act).label("acts"),
            func.count().filter(is_act, events.c.occurred_at >= recent_from).label("recent_acts"),
            func.min(events.c.occurred_at).filter(is_act).label("first_act_at"),
            func.max(events.c.occurred_at).filter(is_act).label("last_act_at"),
        )
        .where(_of(customer_ids))
        .group_by(events.c.name)
        .order_by(events.c.name)
    )
    return list((await uow.execute(statement)).mappings())


async def list_feelings(uow: UnitOfWork, customer_ids: Sequence[int], *, limit: int) -> list[RowMapping]:
    """Labels of feeling put on the person's messages, newest first."""
    properties: Any = events.c.properties
    statement = (
        select(
            properties["label"].astext.label("label"),
            properties["score"].as_integer().label("score"),
            events.c.occurred_at,
        )
        .where(
            _of(customer_ids),
            events.c.name == "topic_labelled",
            properties["kind"].astext == "sentiment",
        )
        .order_by(events.c.occurred_at.desc(), events.c.id.desc())
        .limit(limit)
    )
    return list((await uow.execute(statement)).mappings())
