"""The list of customers: conditions from a filter, pages by key, always inside what the viewer may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    RowMapping,
    Select,
    Subquery,
    and_,
    any_,
    case,
    cast,
    exists,
    func,
    not_,
    or_,
    select,
    union,
)

from siyu.customers.contracts import CustomerFilter
from siyu.customers.queries.search import Condition, found_by
from siyu.customers.queries.visibility import staff_array, visible_to
from siyu.customers.tables import customer_tags, customers, follows
from siyu.runtime.database import UnitOfWork
from siyu.runtime.viewer import Viewer

#: Beyond this many a list says "more than" instead of counting on.
COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Search:
    """A filter with its phone already turned into the keyed hash."""

    want: CustomerFilter
    phone_mark: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of one page and how many there are in all: exact, or `COUNTED` when there are more."""

    rows: Sequence[RowMapping]
    total: int
    is_capped: bool


def _ways(viewer: Viewer, search: Search, *more: Condition) -> list[list[Condition]]:
    """What a customer must be to appear for this viewer under this filter, in one of several ways.

    Each way is a question of its own that one index answers; a customer may be found in more than one.
    """
    want = search.want
    same: list[Condition] = [customers.c.merged_into.is_(None), not_(customers.c.is_erased), visible_to(viewer), *more]
    if want.tags_any:
        same.append(_has_tag(*want.tags_any))
    same += [_has_tag(tag) for tag in want.tags_all]
    if want.customer_ids:
        same.append(customers.c.id == any_(cast(list(want.customer_ids), ARRAY(BigInteger))))
    if want.staff_ids:
        same.append(_followed(follows.c.is_current, follows.c.staff_id == any_(staff_array(want.staff_ids))))
    same += _state(want.state) + _origin(want)
    return [[*same, way] for way in found_by(viewer, want.text, search.phone_mark)] or [same]


def _origin(want: CustomerFilter) -> list[Condition]:
    found: list[Condition] = []
    if want.source:
        found.append(or_(customers.c.first_source == want.source, customers.c.last_source == want.source))
    if want.created_from:
        found.append(customers.c.created_at >= want.created_from)
    if want.created_to:
        found.append(customers.c.created_at < want.created_to)
    return found


def _followed(*more: Condition) -> Condition:
    return exists().where(follows.c.customer_id == customers.c.id, *more)


def _has_tag(*tag_ids: int) -> Condition:
    return exists().where(
        customer_tags.c.customer_id == customers.c.id,
        customer_tags.c.is_on,
        customer_tags.c.tag_id == any_(cast(list(tag_ids), ARRAY(BigInteger))),
    )


def _state(state: str) -> list[Condition]:
    live = _followed(follows.c.is_live)
    states: dict[str, Condition] = {
        "followed": live,
        "lost": and_(not_(live), _followed()),
        "never": not_(_followed()),
    }
    return [states[state]] if state else []


async def list_page(uow: UnitOfWork, viewer: Viewer, search: Search, *, before: int | None, limit: int) -> Found:
    """One page, newest customer first, after (that is: with a smaller id than) `before`.

    All are gathered first while they are few, since then no order of theirs is worth following. When there are many
    the newest are soon met by walking down the ids.
    """
    few = await _few_ids(uow, viewer, search)
    if few is None:
        ids = await _newest_ids(uow, viewer, search, before=before, limit=limit)
    else:
        ids = sorted((one for one in few if before is None or one < before), reverse=True)[:limit]
    found = select(customers).where(customers.c.id == any_(cast(ids, ARRAY(BigInteger))))
    rows = list((await uow.execute(found.order_by(customers.c.id.desc()))).mappings())
    return Found(rows, COUNTED if few is None else len(few), few is None)


async def _few_ids(uow: UnitOfWork, viewer: Viewer, search: Search) -> set[int] | None:
    """Everybody whom the filter finds, None as soon as there are more than one counts."""
    found: set[int] = set()
    for way in _ways(viewer, search):
        some = select(customers.c.id).where(*way).limit(COUNTED + 1).subquery()
        # Too many are only counted, not handed over.
        many = func.count(some.c.id)
        statement = select(many, case((many <= COUNTED, func.array_agg(some.c.id))))
        row: Any = (await uow.execute(statement)).one()
        total, ids = row
        found.update(ids or ())
        if max(total, len(found)) > COUNTED:
            return None
    return found


async def _newest_ids(uow: UnitOfWork, viewer: Viewer, search: Search, *, before: int | None, limit: int) -> list[int]:
    """The newest of each way, of which the newest of all are part."""
    rest = [] if before is None else [customers.c.id < before]
    newest = customers.c.id.desc()
    found = _together([select(customers.c.id).where(*way).order_by(newest).limit(limit)
                       for way in _ways(viewer, search, *rest)])  # fmt: skip
    return list((await uow.execute(select(found.c.id).order_by(found.c.id.desc()).limit(limit))).scalars())


def _together(ways: list[Select[tuple[int]]]) -> Subquery:
    """Ids found in any of the ways, each once."""
    return union(*(way.subquery().select() for way in ways)).subquery()


def _all_ids(viewer: Viewer, search: Search) -> Subquery:
    return _together([select(customers.c.id).where(*way) for way in _ways(viewer, search)])


async def count_all(uow: UnitOfWork, viewer: Viewer, search: Search) -> int:
    """How many customers the filter finds for this viewer, however many."""
    found = _all_ids(viewer, search)
    return int((await uow.execute(select(func.count()).select_from(found))).scalar_one())


async def list_ids(uow: UnitOfWork, viewer: Viewer, search: Search, *, limit: int) -> list[int]:
    """Ids of all customers the filter finds, at most `limit`."""
    found = _all_ids(viewer, search)
    statement = select(found.c.id).order_by(found.c.id).limit(limit)
    return list((await uow.execute(statement)).scalars())
