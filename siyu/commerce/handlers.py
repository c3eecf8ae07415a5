"""What commerce does when persons are merged."""

from siyu.commerce.queries.orders import move_orders, return_orders
from siyu.customers import CustomerMerged, CustomerUnmerged
from siyu.runtime.database import UnitOfWork
from siyu.runtime.spine import on


@on(CustomerMerged)
async def follow_the_merge(event: CustomerMerged, uow: UnitOfWork) -> None:
    """The orders of the merged record belong to the person who is left."""
    if event.customer_id is not None:
        await move_orders(uow, loser=event.loser, survivor=event.customer_id)


@on(CustomerUnmerged)
async def follow_the_parting(event: CustomerUnmerged, uow: UnitOfWork) -> None:
    """The orders go back."""
    await return_orders(uow, loser=event.loser)
