"""`/v1/jobs` and `/v1/exports`: what goes on by itself, and lists as files."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path
from fastapi.responses import FileResponse

from siyu import staff
from siyu.desk.work.jobs import run_export
from siyu.desk.work.schemas import ExportIn, WorkOut
from siyu.desk.work.service import exporting, listing
from siyu.runtime.house import House
from siyu.runtime.http import TheHouse, needs
from siyu.runtime.viewer import Viewer

router = APIRouter(prefix="/v1", tags=["desk"])
WorkId = Annotated[str, Path(pattern=r"^(import|export|campaign|sync)-[1-9][0-9]{0,17}$")]
ExportId = Annotated[int, Path(ge=1, le=2**63 - 1)]
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


async def _one(house: House, viewer: Viewer, work_id: str) -> WorkOut:
    async with house.unit() as uow:
        return WorkOut.of(await listing.find_work(uow, viewer, work_id), uow.now())


@router.get("/jobs", summary="My long work")
async def list_jobs(house: TheHouse, viewer: Viewer = needs(staff.OWN_ACCOUNT)) -> list[WorkOut]:
    """Imports, exports, campaigns being planned and syncs: those that go on first, then what ended within 7 days."""
    async with house.unit() as uow:
        return [WorkOut.of(one, uow.now()) for one in await listing.list_work(uow, viewer)]


@router.get("/jobs/{job_id}", summary="One of my jobs")
async def get_job(job_id: WorkId, house: TheHouse, viewer: Viewer = needs(staff.OWN_ACCOUNT)) -> WorkOut:
    """404 for another person's."""
    return await _one(house, viewer, job_id)


@router.post("/jobs/{job_id}/stop", summary="Stop a job; what was done stays")
async def stop(job_id: WorkId, house: TheHouse, viewer: Viewer = needs(staff.OWN_ACCOUNT)) -> None:
    """A campaign stops for good; imports and exports can be taken up again."""
    await listing.stop(house, viewer, job_id)


@router.post("/jobs/{job_id}/undo", summary="Take back what a job made")
async def undo(job_id: WorkId, house: TheHouse, viewer: Viewer = needs(staff.OWN_ACCOUNT)) -> WorkOut:
    """What somebody has touched since is kept, and said."""
    await listing.undo(house, viewer, job_id)
    return await _one(house, viewer, job_id)


@router.post("/jobs/{job_id}/retry", summary="Go on with a job, or begin it anew")
async def retry(job_id: WorkId, house: TheHouse, viewer: Viewer = needs(staff.OWN_ACCOUNT)) -> WorkOut:
    """A stopped import goes on; an export is written from the beginning."""
    await listing.retry(house, viewer, job_id, run_export)
    return await _one(house, viewer, job_id)


@router.post("/exports", summary="Write a list into a file", status_code=202)
async def order_export(body: ExportIn, house: TheHouse, viewer: Viewer = needs(staff.OWN_ACCOUNT)) -> WorkOut:
    """Needs the right of the list itself. Rows are those the asker may see, phones masked; the file names its taker."""
    filters = body.filters.model_dump(mode="json")
    export_id = await exporting.order_export(house, viewer, filters, body.format, run_export)
    return await _one(house, viewer, f"export-{export_id}")


@router.get("/exports/{export_id}/file", summary="Download an export", response_class=FileResponse,
            responses={200: {"content": {kind: {"schema": {"type": "string", "format": "binary"}}
                                         for kind in ("text/csv", _TYPES["xlsx"])}}})  # fmt: skip
async def download(export_id: ExportId, house: TheHouse, viewer: Viewer = needs(staff.OWN_ACCOUNT)) -> FileResponse:
    """Only one's own, for seven days; each download is noted in the audit trail."""
    path, row = await exporting.take_file(house, viewer, export_id)
    demo = "-演示小镇" if house.settings.demo else ""
    name = quote(f"{row['kind']}-{row['id']}{demo}.{row['format']}")
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}", "cache-control": "no-store"}
    return FileResponse(path, media_type=_TYPES[row["format"]], headers=headers)
