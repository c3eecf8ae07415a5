"""The brand's own events."""

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert

from siyu import warehouse
from siyu.commerce.tables import custom_events
from siyu.kit.paging import Page, Paging
from siyu.runtime.database import UnitOfWork


async def save_definition(uow: UnitOfWork, entry: warehouse.catalogue.Entry, *, created_by: int | None) -> bool:
    """Register an event; False when the name is taken."""
    statement = upsert(custom_events).values(
        name=entry.name,
        zh=entry.zh,
        en=entry.en,
        properties=[_stored(prop) for prop in entry.properties],
        created_by=created_by,
        created_at=uow.now(),
    )
    done = await uow.execute(statement.on_conflict_do_nothing().returning(custom_events.c.name))
    return done.one_or_none() is not None


async def find_definitions(uow: UnitOfWork, names: Iterable[str]) -> dict[str, warehouse.catalogue.Entry]:
    """The registered ones of these events."""
    rows = await uow.execute(select(custom_events).where(custom_events.c.name.in_(sorted(names))))
    return {row.name: _entry(row) for row in rows}


async def list_definitions(uow: UnitOfWork, paging: Paging) -> Page[warehouse.catalogue.Entry]:
    """By name."""
    statement = select(custom_events).order_by(custom_events.c.name).limit(paging.limit + 1)
    if paging.cursor:
        statement = statement.where(custom_events.c.name > paging.cursor.replace("\x00", ""))
    rows = (await uow.execute(statement)).all()
    items = [_entry(row) for row in rows[: paging.limit]]
    return Page(items, items[-1].name if len(rows) > paging.limit else None)


def _stored(prop: warehouse.catalogue.Property) -> dict[str, Any]:
    stored: dict[str, Any] = msgspec.to_builtins(prop)
    stored.pop("parts")
    return stored


def _entry(row: Any) -> warehouse.catalogue.Entry:
    return custom_entry(row.name, row.zh, row.en, tuple(_property(stored) for stored in row.properties))


def _property(stored: dict[str, Any]) -> warehouse.catalogue.Property:
    return warehouse.catalogue.Property(
        name=stored["name"],
        kind=warehouse.catalogue.Kind(stored["kind"]),
        is_optional=stored["is_optional"],
        is_list=stored["is_list"],
        privacy=warehouse.catalogue.Privacy(stored["privacy"]),
        values=tuple(stored["values"]),
    )


def custom_entry(
    name: str, zh: str, en: str, properties: tuple[warehouse.catalogue.Property, ...]
) -> warehouse.catalogue.Entry:
    """A brand's own event as the catalogue writes entries."""
    return warehouse.catalogue.Entry(
        name=name,
        zh=zh,
        en=en,
        source="commerce",
        cause="api",
        needs_customer=False,
        needs_staff=False,
        key=warehouse.catalogue.Key.OUTSIDE,
        interaction=None,
        retention=warehouse.catalogue.Retention.LIFE,
        properties=properties,
    )
