"""Finding customers by what somebody types: each way to be found is a condition that one index answers."""

from typing import Any

from sqlalchemy import ARRAY, Column, ColumnElement, Text, and_, any_, cast, func, select

from siyu.customers.contracts import IdentityKind
from siyu.customers.queries.visibility import staff_array
from siyu.customers.rules.names import like_pattern, wanted_pieces
from siyu.customers.tables import customers, follows, identities
from siyu.runtime.viewer import Viewer

Condition = ColumnElement[bool]


def found_by(viewer: Viewer, words: str, phone_mark: str | None) -> list[Condition]:
    """Every way in which these words find a customer; none when there is nothing to look for."""
    if not wanted_pieces(words):
        return []
    plain = words.strip()
    member = select(identities.c.customer_id).where(
        identities.c.kind == str(IdentityKind.MEMBER_NO), identities.c.value == plain
    )
    ways = [named(words), noted(viewer, words), customers.c.id.in_(member)]
    if len(plain) == 4 and plain.isdigit():
        ways.append(customers.c.phone_tail == plain)
    if phone_mark:
        ways.append(customers.c.phone_mark == phone_mark)
    return ways


def named(words: str) -> Condition:
    """Customers whose name, pinyin or initials contain these words."""
    return _contains(customers.c.name_search, words)


def noted(viewer: Viewer, words: str) -> Condition:
    """Customers whom a member within the viewer's sight has noted under these words."""
    remarks = select(follows.c.customer_id).where(_contains(follows.c.remark_search, words))
    if not viewer.sees_everyone:
        # A colleague's private note about a shared customer must not be found out by searching for it.
        remarks = remarks.where(follows.c.staff_id == any_(staff_array(viewer.staff_ids)))
    return customers.c.id.in_(remarks)


def _contains(column: Column[Any], words: str) -> Condition:
    """The pieces tell the index where to look, the pattern decides."""
    pieces = cast(wanted_pieces(words), ARRAY(Text))
    has_pieces = func.search_pieces(column).op("@>", is_comparison=True)(pieces)
    return and_(has_pieces, column.like(like_pattern(words)))
