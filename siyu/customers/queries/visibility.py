"""Who sees whom: the one predicate behind every question about customers."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, any_, cast, exists, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from siyu.customers.tables import customers, follows
from siyu.runtime.database import UnitOfWork
from siyu.runtime.viewer import Viewer


def staff_array(staff_ids: frozenset[int] | tuple[int, ...]) -> ColumnElement[Any]:
    """Staff ids as one array parameter, however many there are."""
    return cast(sorted(staff_ids), ARRAY(BigInteger))


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """A condition on `customers.c.id`: a visible member has the customer now, or, when nobody has, had them last."""
    if viewer.sees_everyone:
        return true()
    return exists(
        select(1).where(
            follows.c.customer_id == customers.c.id,
            follows.c.is_current,
            follows.c.staff_id == any_(staff_array(viewer.staff_ids)),
        )
    )


async def list_visible(uow: UnitOfWork, viewer: Viewer, customer_ids: list[int]) -> list[int]:
    """Those of the given customers that this viewer may see, ascending; merged records are left out."""
    wanted = customers.c.id == any_(cast(customer_ids, ARRAY(BigInteger)))
    statement = select(customers.c.id).where(wanted, customers.c.merged_into.is_(None), visible_to(viewer))
    return sorted((await uow.execute(statement)).scalars())


async def list_names(uow: UnitOfWork, viewer: Viewer, customer_ids: list[int]) -> dict[int, str]:
    """Names by id of those of the given customers that this viewer may see; merged and erased ones are left out."""
    wanted = customers.c.id == any_(cast(sorted(customer_ids), ARRAY(BigInteger)))
    is_shown = (customers.c.merged_into.is_(None), customers.c.is_erased.is_(False), visible_to(viewer))
    statement = select(customers.c.id, customers.c.name).where(wanted, *is_shown)
    return {row.id: row.name for row in await uow.execute(statement)}
