"""Leases on queues that live as long as their worker does.

A short lease lets the living go on soon after a worker died; renewing it lets a call take longer than the lease. A
worker that was stopped and comes back finds its lease gone: every step checks the fencing number before it acts.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy import RowMapping

from siyu.channels.sending.queries import dispatching
from siyu.channels.sending.service.pace import pace_of
from siyu.runtime.errors import StoreUnavailable
from siyu.runtime.house import House

log = logging.getLogger(__name__)

_RENEWALS = 3


@asynccontextmanager
async def kept_lease(house: House, queue: RowMapping) -> AsyncIterator[None]:
    """Renew the lease on a claimed queue while the block runs; a lease that is lost is not taken back."""
    over = asyncio.Event()
    renewing = asyncio.create_task(_renew(house, queue, over))
    try:
        yield
    finally:
        over.set()
        await renewing


async def _renew(house: House, queue: RowMapping, over: asyncio.Event) -> None:
    lease = pace_of(house).lease.total_seconds()
    while not over.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), lease / _RENEWALS)
        if over.is_set():
            return
        try:
            async with house.unit() as uow:
                if not await dispatching.renew_lease(uow.connection, queue, lease=lease):
                    return
        except StoreUnavailable:  # tried again at the next beat; the lease may end meanwhile, which every step checks
            log.warning("the lease on queue %s could not be renewed", queue["id"])
