"""Jobs of imports."""

from siyu.intake import service
from siyu.runtime.house import House
from siyu.runtime.jobs import every, job


@job("intake.read")
async def read_import(house: House, *, import_id: int) -> None:
    """Read an uploaded file."""
    await service.read_import(house, import_id)


@job("intake.run")
async def run_import(house: House, *, import_id: int) -> None:
    """Take the rows of an import."""
    await service.run_import(house, import_id, run_import)


@job("intake.undo")
async def undo_import(house: House, *, import_id: int) -> None:
    """Take back what an import made."""
    await service.undo_import(house, import_id, undo_import)


@every("40 19 * * *", name="intake.forget")
async def forget_old_files(house: House) -> None:
    """Delete files that nobody needs any more."""
    while await service.forget_old_files(house):
        pass
