"""One question to everything that has a name or a number."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row

from siyu import customers
from siyu.desk.search import queries
from siyu.desk.search.rules import Find, Matched
from siyu.kit.text import normalise
from siyu.runtime.database import UnitOfWork
from siyu.runtime.secrets import Vault
from siyu.runtime.viewer import Viewer

#: At most so many of a kind.
MOST = 8
_RIGHTS = {
    "segment": "segments.read",
    "campaign": "campaigns.read",
    "live_code": "codes.read",
    "tag": "tags.read",
    "staff": "staff.read",
}


async def search(uow: UnitOfWork, viewer: Viewer, words: str, *, vault: Vault) -> list[Find]:
    """What the words may mean, people first; only kinds that the viewer may read, at most eight of each."""
    plain = normalise(words)
    if not plain:
        return []
    found: list[Find] = []
    if viewer.may("customers.read"):
        found += await _people(uow, viewer, words.strip(), plain, vault)
    if viewer.may("orders.read"):
        rows = await queries.find_orders(uow, viewer, words.strip(), limit=MOST)
        found += [Find("order", row.id, row.title, row.detail, Matched.ORDER_NUMBER) for row in rows]
    for kind, right in _RIGHTS.items():
        if viewer.may(right):
            rows = await queries.find_named(uow, viewer, kind, plain, limit=MOST)
            found += [Find(kind, row.id, row.title, row.detail or "", _by(row.title, plain)) for row in rows]
    return found


def _by(title: str, plain: str) -> Matched:
    return Matched.NAME if plain in normalise(title) else Matched.USERID


async def _people(uow: UnitOfWork, viewer: Viewer, typed: str, plain: str, vault: Vault) -> list[Find]:
    mark = customers.phone_mark(vault, typed) if len(typed) > 4 else None
    found = [
        _person(row, _number_kind(row, typed))
        for row in await queries.find_people_by_number(uow, viewer, typed, mark, limit=MOST)
    ]
    if len(found) < MOST:
        for row in await queries.find_people_by_name(uow, viewer, plain, limit=MOST):
            found.append(_person(row, Matched.NAME if plain in normalise(row.title) else Matched.PINYIN))
    if len(found) < MOST:
        rows = await queries.find_people_by_remark(uow, viewer, plain, limit=MOST)
        found += [_person(row, Matched.REMARK) for row in rows]
    return _each_once(found)


def _person(row: Row[Any], matched: Matched) -> Find:
    return Find("customer", row.id, row.title, row.detail or "", matched)


def _number_kind(row: Row[Any], typed: str) -> Matched:
    if row.is_member_number:
        return Matched.MEMBER_NUMBER
    return Matched.PHONE_TAIL if row.phone_tail == typed else Matched.PHONE


def _each_once(found: Iterable[Find]) -> list[Find]:
    first: dict[int, Find] = {}
    for one in found:
        first.setdefault(one.id, one)
    return list(first.values())[:MOST]
