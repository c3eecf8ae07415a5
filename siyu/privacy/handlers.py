"""Reactions of privacy: consent follows the person through merges."""

from siyu.customers import CustomerMerged
from siyu.privacy.service import consents
from siyu.runtime.database import UnitOfWork
from siyu.runtime.spine import on


@on(CustomerMerged)
async def carry_consents_over(event: CustomerMerged, uow: UnitOfWork) -> None:
    """What was said to the merged record was said to the survivor."""
    if event.customer_id is not None:
        await consents.merge_ledgers(uow, loser=event.loser, survivor=event.customer_id)
