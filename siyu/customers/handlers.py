"""What customers do when something happens elsewhere."""

from siyu import staff
from siyu.customers.service.follows import end_follows_of
from siyu.runtime.database import UnitOfWork
from siyu.runtime.spine import Source, on


@on(staff.StaffLeft)
async def end_relations_of_a_leaver(event: staff.StaffLeft, uow: UnitOfWork) -> None:
    """A member who left has no customers any more; they wait for somebody new."""
    if event.staff_id is not None:
        at = event.occurred_at or uow.now()
        await end_follows_of(uow, event.staff_id, by="staff_left", at=at, source=Source.WORKER)
