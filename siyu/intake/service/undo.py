"""Taking back what an import made, the last rows first."""

import time

from siyu.intake import queries
from siyu.intake.contracts import ImportState
from siyu.intake.kinds import get_kind
from siyu.intake.service.run import BATCH_ROWS, TURN_SECONDS
from siyu.runtime.faults import fault_site
from siyu.runtime.house import House
from siyu.runtime.jobs import Job


async def undo_import(house: House, import_id: int, then: Job) -> None:
    """Take batches back until nothing is left or it is somebody else's turn (`then` goes on later)."""
    began = time.monotonic()
    while await undo_batch(house, import_id):
        fault_site("intake.after_undo_batch")
        if time.monotonic() - began > TURN_SECONDS:
            async with house.unit() as uow:
                await uow.enqueue(then, import_id=import_id)
            return


async def undo_batch(house: House, import_id: int) -> bool:
    """One batch in one transaction; whether there is more to do."""
    async with house.unit() as uow:
        held = await queries.lock_progress(uow, import_id)
        if held is None or held.state is not ImportState.UNDOING:
            return False
        made = await queries.list_made(uow, import_id, BATCH_ROWS)
        if not made:
            await queries.save_state(uow, import_id, ImportState.UNDONE, ended_at=uow.now())
            return False
        answers = await get_kind(held.run.kind).undo(uow, held.run, made)
        await queries.save_undone(uow, import_id, made, answers)
    return True
