"""Writing exports in the background."""

from siyu.desk.work.service import exporting
from siyu.runtime.house import House
from siyu.runtime.jobs import job


@job("desk.export")
async def run_export(house: House, *, export_id: int) -> None:
    """Write an export."""
    await exporting.run_export(house, export_id)
