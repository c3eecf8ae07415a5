"""Starting, stopping and taking back: the moves of an import between its states."""

from siyu.intake import queries
from siyu.intake.contracts import Import, ImportState
from siyu.intake.errors import ImportNotReady
from siyu.intake.kinds import get_kind
from siyu.intake.rules import check_mapping
from siyu.runtime.audit import write_audit
from siyu.runtime.database import UnitOfWork
from siyu.runtime.errors import NotFound
from siyu.runtime.house import House
from siyu.runtime.jobs import Job
from siyu.runtime.viewer import Viewer


async def get_import(uow: UnitOfWork, viewer: Viewer, import_id: int, *, lock: bool = False) -> Import:
    """An import of the viewer; raises `NotFound`."""
    found = await queries.find_import(uow, viewer, import_id, lock=lock)
    if found is None:
        raise NotFound(what="import")
    return found


def must_be(found: Import, *states: ImportState) -> None:
    """Refuse with `ImportNotReady` in every other state."""
    if found.state not in states:
        raise ImportNotReady(state=str(found.state))


async def start_import(house: House, viewer: Viewer, import_id: int, then: Job) -> Import:
    """Start, or go on after a stop; `then` is the job that does it.

    Raises `NotFound`, `ImportNotReady`, `MappingIncomplete`.
    """
    async with house.unit() as uow:
        found = await get_import(uow, viewer, import_id, lock=True)
        must_be(found, ImportState.READY, ImportState.STOPPED)
        check_mapping(get_kind(found.kind).columns, found.header, found.mapping)
        started = found.started_at or uow.now()
        await queries.save_state(uow, import_id, ImportState.RUNNING, started_at=started, ended_at=None)
        await write_audit(uow, viewer, "intake.start", on=("import", import_id), details={"rows_n": found.rows_n})
        await uow.enqueue(then, import_id=import_id)
        return await get_import(uow, viewer, import_id)


async def stop_import(house: House, viewer: Viewer, import_id: int) -> Import:
    """Stop behind the batch that is being written; what was taken stays. Raises `NotFound`, `ImportNotReady`."""
    async with house.unit() as uow:
        found = await get_import(uow, viewer, import_id, lock=True)
        must_be(found, ImportState.RUNNING)
        await queries.save_state(uow, import_id, ImportState.STOPPED, ended_at=uow.now())
        await write_audit(uow, viewer, "intake.stop", on=("import", import_id))
        return await get_import(uow, viewer, import_id)


async def start_undo(house: House, viewer: Viewer, import_id: int, then: Job) -> Import:
    """Begin to take back what the import made. Raises `NotFound`, `ImportNotReady`."""
    async with house.unit() as uow:
        found = await get_import(uow, viewer, import_id, lock=True)
        must_be(found, ImportState.DONE, ImportState.STOPPED)
        await queries.save_state(uow, import_id, ImportState.UNDOING, ended_at=None)
        await write_audit(uow, viewer, "intake.undo", on=("import", import_id))
        await uow.enqueue(then, import_id=import_id)
        return await get_import(uow, viewer, import_id)
