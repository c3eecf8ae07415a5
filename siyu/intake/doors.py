"""What higher domains do with imports: stop them, let them go on, take them back, read what was refused."""

from siyu.intake import queries, service
from siyu.intake.jobs import run_import, undo_import
from siyu.intake.queries import Rejection
from siyu.runtime.database import UnitOfWork
from siyu.runtime.house import House
from siyu.runtime.viewer import Viewer


async def stop(house: House, viewer: Viewer, import_id: int) -> None:
    """Stop; what was taken stays. Raises `NotFound`, `ImportNotReady`."""
    await service.stop_import(house, viewer, import_id)


async def go_on(house: House, viewer: Viewer, import_id: int) -> None:
    """Go on after a stop. Raises `NotFound`, `ImportNotReady`."""
    await service.start_import(house, viewer, import_id, run_import)


async def take_back(house: House, viewer: Viewer, import_id: int) -> None:
    """Take back what the import made. Raises `NotFound`, `ImportNotReady`."""
    await service.start_undo(house, viewer, import_id, undo_import)


async def list_rejected(uow: UnitOfWork, viewer: Viewer, import_id: int, *, after: int, limit: int) -> list[Rejection]:
    """Refused rows of an import of the viewer behind row `after`. Raises `NotFound`."""
    await service.get_import(uow, viewer, import_id)
    return await queries.list_rejections(uow.connection, import_id, after, limit)
