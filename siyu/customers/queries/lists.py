"""The list of customers: conditions from a filter, pages by key, always inside what the viewer may see."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, RowMapping, and_, any_, cast, exists, func, not_, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from siyu.customers.contracts import CustomerFilter, IdentityKind
from siyu.customers.queries.visibility import staff_array, visible_to
from siyu.customers.rules.names import like_pattern
from siyu.customers.tables import customer_tags, customers, follows, identities
from siyu.runtime.database import UnitOfWork
from siyu.runtime.viewer import Viewer

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Search:
    """A filter with its phone already turned into the keyed hash."""

    want: CustomerFilter
    phone_mark: str | None = None


def conditions(viewer: Viewer, search: Search) -> list[Condition]:
    """What a customer must be to appear for this viewer under this filter."""
    want = search.want
    found: list[Condition] = [customers.c.merged_into.is_(None), not_(customers.c.is_erased), visible_to(viewer)]
    if want.text.strip():
        found.append(_text(viewer, want.text, search.phone_mark))
    if want.tags_any:
        found.append(_has_tag(*want.tags_any))
    found += [_has_tag(tag) for tag in want.tags_all]
    if want.customer_ids:
        found.append(customers.c.id == any_(cast(list(want.customer_ids), ARRAY(BigInteger))))
    if want.staff_ids:
        found.append(_followed(follows.c.is_current, follows.c.staff_id == any_(staff_array(want.staff_ids))))
    found += _state(want.state) + _origin(want)
    return found


def _origin(want: CustomerFilter) -> list[Condition]:
    found: list[Condition] = []
    if want.source:
        found.append(or_(customers.c.first_source == want.source, customers.c.last_source == want.source))
    if want.created_from:
        found.append(customers.c.created_at >= want.created_from)
    if want.created_to:
        found.append(customers.c.created_at < want.created_to)
    return found


def _text(viewer: Viewer, words: str, phone_mark: str | None) -> Condition:
    pattern = like_pattern(words)
    plain = words.strip()
    remark: list[Condition] = [follows.c.remark_search.like(pattern)]
    if not viewer.sees_everyone:
        # A colleague's private note about a shared customer must not be found out by searching for it.
        remark.append(follows.c.staff_id == any_(staff_array(viewer.staff_ids)))
    found = [
        customers.c.name_search.like(pattern),
        _followed(*remark),
        exists().where(
            identities.c.customer_id == customers.c.id,
            identities.c.kind == str(IdentityKind.MEMBER_NO),
            identities.c.value == plain,
        ),
    ]
    if len(plain) == 4 and plain.isdigit():
        found.append(customers.c.phone_tail == plain)
    if phone_mark:
        found.append(customers.c.phone_mark == phone_mark)
    return or_(*found)


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


async def list_page(
    uow: UnitOfWork, viewer: Viewer, search: Search, *, before: int | None, limit: int
) -> list[RowMapping]:
    """Rows of one page, newest customer first, after (that is: with a smaller id than) `before`."""
    wanted = conditions(viewer, search)
    if before is not None:
        wanted.append(customers.c.id < before)
    statement = select(customers).where(*wanted).order_by(customers.c.id.desc()).limit(limit)
    return list((await uow.execute(statement)).mappings())


async def count_all(uow: UnitOfWork, viewer: Viewer, search: Search) -> int:
    """How many customers the filter finds for this viewer."""
    statement: Any = select(func.count()).select_from(customers).where(*conditions(viewer, search))
    return int((await uow.execute(statement)).scalar_one())


async def list_ids(uow: UnitOfWork, viewer: Viewer, search: Search, *, limit: int) -> list[int]:
    """Ids of all customers the filter finds, at most `limit`."""
    statement = select(customers.c.id).where(*conditions(viewer, search)).order_by(customers.c.id).limit(limit)
    return list((await uow.execute(statement)).scalars())
