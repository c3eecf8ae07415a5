"""Who sold it: the userid that a shop tells, and our member of that name."""

from collections.abc import Sequence
from dataclasses import replace

from siyu import staff
from siyu.commerce.contracts import Fact
from siyu.runtime.database import UnitOfWork


async def attribute_to_staff(uow: UnitOfWork, facts: Sequence[Fact]) -> list[Fact]:
    """The facts with the member of their userid, where exactly one corp has such a member.

    A userid that nobody has loses no order: it stays on the order as it was told.
    """
    told = {fact.staff_userid for fact in facts if fact.staff_userid}
    if not told:
        return list(facts)
    known = await staff.find_member_ids(uow, told)
    return [
        replace(fact, staff_id=known.get(fact.staff_userid.lower())) if fact.staff_userid else fact for fact in facts
    ]
