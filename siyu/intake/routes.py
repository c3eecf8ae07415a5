"""Imports over HTTP: upload → map → preview → start → errors, stop, undo."""

from enum import StrEnum
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import StreamingResponse

from siyu.intake import queries, service
from siyu.intake.contracts import ImportState
from siyu.intake.error_files import error_csv, error_xlsx
from siyu.intake.jobs import read_import, run_import, undo_import
from siyu.intake.kinds import list_kinds
from siyu.intake.schemas import ImportOut, KindOut, MappingIn, PreviewOut, PreviewRowOut
from siyu.intake.service.moves import must_be
from siyu.runtime.audit import write_audit
from siyu.runtime.http import Paged, PageOut, Shape, TheHouse, needs
from siyu.runtime.viewer import Viewer

router = APIRouter(prefix="/v1/imports", tags=["imports"])

_RIGHT = "imports.write"
_BINARY = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_UPLOAD = {"requestBody": {"required": True, "content": _BINARY}}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILES = {200: {"content": {"text/csv": {}, _XLSX: {}}, "description": "The file"}}

ImportId = Annotated[int, Path(ge=1, le=2**63 - 1)]


class KindsOut(Shape):
    """What can be imported."""

    items: list[KindOut]


class ErrorFormat(StrEnum):
    """The format of an error file."""

    CSV = "csv"
    XLSX = "xlsx"


@router.get("/kinds", summary="What can be imported, with its columns")
async def get_kinds(_: Viewer = needs(_RIGHT)) -> KindsOut:
    return KindsOut(items=[KindOut.of(kind) for kind in list_kinds()])


@router.post("", status_code=HTTPStatus.CREATED, summary="Upload a CSV or Excel file", openapi_extra=_UPLOAD)
async def upload(
    request: Request,
    house: TheHouse,
    kind: Annotated[str, Query(max_length=50)],
    file_name: Annotated[str, Query(max_length=255)] = "file",
    viewer: Viewer = needs(_RIGHT),
) -> ImportOut:
    """The body is the file itself. It is read in the background; ask again until the state is no longer `reading`."""
    found = await service.receive(
        house, viewer, kind=kind, file_name=file_name, chunks=request.stream(), then=read_import
    )
    return ImportOut.of(found)


@router.get("", summary="Imports, newest first")
async def list_imports(
    house: TheHouse, paging: Paged, has_errors: bool = False, viewer: Viewer = needs(_RIGHT)
) -> PageOut[ImportOut]:
    """`has_errors` keeps those that ended in the last seven days without some of their rows."""
    async with house.unit() as uow:
        page = await queries.list_imports(uow, viewer, paging, has_errors=has_errors)
    return PageOut.of(page.map(ImportOut.of))


@router.get("/{import_id}", summary="One import with its progress")
async def get_import(house: TheHouse, import_id: ImportId, viewer: Viewer = needs(_RIGHT)) -> ImportOut:
    async with house.unit() as uow:
        return ImportOut.of(await service.get_import(uow, viewer, import_id))


@router.put("/{import_id}/mapping", summary="Say which column is which")
async def choose_mapping(
    house: TheHouse, import_id: ImportId, body: MappingIn, viewer: Viewer = needs(_RIGHT)
) -> ImportOut:
    return ImportOut.of(await service.choose_mapping(house, viewer, import_id, body.choices()))


@router.get("/{import_id}/preview", summary="The first rows with their problems")
async def preview(house: TheHouse, import_id: ImportId, viewer: Viewer = needs(_RIGHT)) -> PreviewOut:
    rows = await service.preview(house, viewer, import_id)
    return PreviewOut(rows=[PreviewRowOut.of(row) for row in rows])


@router.post("/{import_id}/start", summary="Start, or go on after a stop")
async def start(house: TheHouse, import_id: ImportId, viewer: Viewer = needs(_RIGHT)) -> ImportOut:
    return ImportOut.of(await service.start_import(house, viewer, import_id, run_import))


@router.post("/{import_id}/stop", summary="Stop; what was taken stays")
async def stop(house: TheHouse, import_id: ImportId, viewer: Viewer = needs(_RIGHT)) -> ImportOut:
    return ImportOut.of(await service.stop_import(house, viewer, import_id))


@router.post("/{import_id}/undo", summary="Take back what the import made")
async def undo(house: TheHouse, import_id: ImportId, viewer: Viewer = needs(_RIGHT)) -> ImportOut:
    return ImportOut.of(await service.start_undo(house, viewer, import_id, undo_import))


@router.get(
    "/{import_id}/errors",
    summary="The rows that were not taken, with reasons; after an undo, the rows that were kept",
    response_class=StreamingResponse,
    responses=_FILES,  # type: ignore[arg-type]  # fastapi's type is narrower than what it takes
)
async def download_errors(
    house: TheHouse, import_id: ImportId, format: ErrorFormat = ErrorFormat.CSV, viewer: Viewer = needs(_RIGHT)
) -> StreamingResponse:
    async with house.unit() as uow:
        found = await service.get_import(uow, viewer, import_id)
        must_be(found, *(state for state in ImportState if state not in (ImportState.READING, ImportState.REFUSED)))
        await write_audit(uow, viewer, "intake.errors_taken", on=("import", import_id))
    name = quote(f"{found.kind}-{found.id}-errors.{format}")
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
    if format is ErrorFormat.XLSX:
        return StreamingResponse(error_xlsx(house, found), media_type=_XLSX, headers=headers)
    return StreamingResponse(error_csv(house, found), media_type="text/csv; charset=utf-8", headers=headers)
