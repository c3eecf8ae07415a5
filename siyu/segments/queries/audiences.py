"""Frozen audiences and their members."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    RowMapping,
    Select,
    any_,
    bindparam,
    cast,
    func,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from siyu import customers
from siyu.runtime.database import UnitOfWork
from siyu.runtime.schema import metadata
from siyu.runtime.viewer import Viewer
from siyu.segments.tables import audience_members, audiences

_ADD = text("""
INSERT INTO audiences (segment_id, revision, rule, as_of, frozen_by, frozen_at)
VALUES (:segment_id, :revision, :rule, :as_of, :by, :now)
RETURNING id
""").bindparams(bindparam("rule", type_=JSONB))

_FIND = text("SELECT * FROM audiences WHERE id = :id")


async def add_audience(
    uow: UnitOfWork,
    *,
    segment_id: int | None,
    revision: int,
    rule: Mapping[str, Any],
    as_of: datetime,
    by: int | None,
) -> int:
    """An audience without members yet; its id."""
    values = {
        "segment_id": segment_id,
        "revision": revision,
        "rule": rule,
        "as_of": as_of,
        "by": by,
        "now": uow.now(),
    }
    return int((await uow.execute(_ADD, values)).scalar_one())


async def add_members(uow: UnitOfWork, viewer: Viewer, audience_id: int, customer_ids: Sequence[int]) -> int:
    """Those of the customers whom the viewer may see now become members; how many that was."""
    people = metadata.tables["customers"]
    chosen = select(literal(audience_id, BigInteger), people.c.id).where(
        people.c.id == any_(cast(bindparam("ids"), ARRAY(BigInteger))),
        people.c.merged_into.is_(None),
        customers.visible_to(viewer),
    )
    added = (
        insert(audience_members)
        .from_select(["audience_id", "customer_id"], chosen)
        .returning(audience_members.c.customer_id)
        .cte("added")
    )
    counted = select(func.count()).select_from(added)
    return int((await uow.execute(counted, {"ids": list(customer_ids)})).scalar_one())


async def note_size(uow: UnitOfWork, audience_id: int, members: int) -> None:
    """How many members were written."""
    await uow.execute(update(audiences).where(audiences.c.id == audience_id).values(members_n=members))


async def find_audience(uow: UnitOfWork, audience_id: int) -> RowMapping | None:
    """An audience by id."""
    return (await uow.execute(_FIND, {"id": audience_id})).mappings().one_or_none()


def members_of(audience_id: int) -> Select[tuple[int]]:
    """The customer ids of an audience, for statements of higher domains."""
    return select(audience_members.c.customer_id).where(audience_members.c.audience_id == audience_id)
