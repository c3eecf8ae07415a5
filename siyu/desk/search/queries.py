"""Finding things of every kind by a few letters, each within what the viewer may see."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    any_,
    cast,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from siyu import customers
from siyu.runtime.database import UnitOfWork
from siyu.runtime.schema import metadata
from siyu.runtime.viewer import Viewer

Rows = Sequence[Row[Any]]


def _table(name: str) -> Any:
    return metadata.tables[name]


def _members(viewer: Viewer) -> ColumnElement[Any]:
    return cast(sorted(viewer.staff_ids), ARRAY(BigInteger))


def _people(viewer: Viewer) -> Select[Any]:
    persons = _table("customers")
    seen = (persons.c.merged_into.is_(None), not_(persons.c.is_erased), customers.visible_to(viewer))
    return select(persons.c.id, persons.c.name.label("title"), persons.c.phone_masked.label("detail")).where(*seen)


async def find_people_by_number(
    uow: UnitOfWork, viewer: Viewer, plain: str, phone_mark: str | None, *, limit: int
) -> Rows:
    """Customers by the last four digits of the phone, the whole phone, or the member number, with `matched`."""
    persons, known = _table("customers"), _table("identities")
    has_number = exists().where(
        known.c.customer_id == persons.c.id,
        known.c.kind == str(customers.IdentityKind.MEMBER_NO),
        known.c.value == plain,
    )
    by_identity = select(known.c.customer_id).where(
        known.c.kind == str(customers.IdentityKind.MEMBER_NO), known.c.value == plain
    )
    either = [persons.c.id.in_(by_identity)]
    if len(plain) == 4 and plain.isdigit():
        either.append(persons.c.phone_tail == plain)
    if phone_mark is not None:
        either.append(persons.c.phone_mark == phone_mark)
    statement = _people(viewer).add_columns(has_number.label("is_member_number"), persons.c.phone_tail)
    return (await uow.execute(statement.where(or_(*either)).order_by(persons.c.id.desc()).limit(limit))).all()


async def find_people_by_name(uow: UnitOfWork, viewer: Viewer, words: str, *, limit: int) -> Rows:
    """Customers whose name, pinyin or initials contain the words, newest first."""
    persons = _table("customers")
    statement = _people(viewer).where(customers.named(words))
    return (await uow.execute(statement.order_by(persons.c.id.desc()).limit(limit))).all()


async def find_people_by_remark(uow: UnitOfWork, viewer: Viewer, words: str, *, limit: int) -> Rows:
    """Customers whom a member within the viewer's sight has noted under these words."""
    persons = _table("customers")
    statement = _people(viewer).where(customers.noted(viewer, words))
    return (await uow.execute(statement.order_by(persons.c.id.desc()).limit(limit))).all()


async def find_orders(uow: UnitOfWork, viewer: Viewer, number: str, *, limit: int) -> Rows:
    """Orders of exactly this number, in any shop, of customers whom the viewer may see."""
    orders, shops, persons = _table("orders"), _table("shops"), _table("customers")
    seen = (
        true()
        if viewer.sees_everyone
        else orders.c.customer_id.in_(select(persons.c.id).where(customers.visible_to(viewer)))
    )
    statement = (
        select(orders.c.id, orders.c.number.label("title"), shops.c.name.label("detail"))
        .join(shops, shops.c.id == orders.c.shop_id)
        .where(orders.c.number == number, seen)
    )
    return (await uow.execute(statement.order_by(orders.c.id.desc()).limit(limit))).all()


async def find_named(uow: UnitOfWork, viewer: Viewer, kind: str, words: str, *, limit: int) -> Rows:
    """Segments, campaigns, live codes, tags or members whose name contains the words."""
    statement = _NAMED[kind](viewer, words)
    return (await uow.execute(statement.limit(limit))).all()


def _like(column: Any, words: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = func.lower(column).contains(words, autoescape=True)
    return found


def _segments(_: Viewer, words: str) -> Select[Any]:
    of = _table("segments").c
    shown = select(of.id, of.name.label("title"), literal("").label("detail"))
    return shown.where(not_(of.is_archived), _like(of.name, words)).order_by(of.id.desc())


def _campaigns(_: Viewer, words: str) -> Select[Any]:
    of = _table("campaigns").c
    return (
        select(of.id, of.name.label("title"), of.state.label("detail"))
        .where(_like(of.name, words))
        .order_by(of.id.desc())
    )


def _codes(viewer: Viewer, words: str) -> Select[Any]:
    of = _table("live_codes").c
    name = of.spec["name"].astext
    shown = select(of.id, name.label("title"), of.status.label("detail")).where(_like(name, words))
    if not viewer.sees_everyone:
        shown = shown.where(of.staff_ids.overlap(_members(viewer)))
    return shown.where(of.status != "retired").order_by(of.id.desc())


def _tags(_: Viewer, words: str) -> Select[Any]:
    tags, groups = _table("tags"), _table("tag_groups")
    shown = select(tags.c.id, tags.c.name.label("title"), groups.c.name.label("detail"))
    joined = shown.join(groups, groups.c.id == tags.c.group_id)
    return joined.where(not_(tags.c.is_deleted), _like(tags.c.name, words)).order_by(tags.c.id)


def _staff(viewer: Viewer, words: str) -> Select[Any]:
    of = _table("staff_members").c
    either = or_(_like(of.name, words), of.userid_key.contains(words, autoescape=True))
    shown = select(of.id, of.name.label("title"), of.userid.label("detail")).where(either)
    if not viewer.sees_everyone:
        shown = shown.where(of.id == any_(_members(viewer)))
    return shown.order_by(of.id)


_NAMED = {"segment": _segments, "campaign": _campaigns, "live_code": _codes, "tag": _tags, "staff": _staff}
