"""HTTP doors of live codes."""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Response, UploadFile

from siyu.acquisition.live_codes import rules
from siyu.acquisition.live_codes.contracts import CodeFigure, CodeSpec
from siyu.acquisition.live_codes.schemas import (
    ChannelIn,
    ChannelOut,
    CodeAddOut,
    LiveCodeIn,
    LiveCodeOut,
    PictureOut,
    StatisticsOut,
)
from siyu.acquisition.live_codes.service import codes, media, statistics
from siyu.runtime.http import Paged, PageOut, TheHouse, needs
from siyu.runtime.viewer import Viewer

router = APIRouter(prefix="/v1", tags=["live codes"])

Id = Annotated[int, Path(ge=1, lt=2**63)]


def _asked(
    figure: CodeFigure,
    first: Annotated[date, Query(description="first local day, included")],
    last: Annotated[date, Query(description="last local day, included; at most 366 days")],
) -> statistics.Asked:
    return statistics.Asked(figure, first, last)


_Figure = Annotated[statistics.Asked, Depends(_asked)]


@router.get("/live-codes", summary="List live codes")
async def list_live_codes(
    house: TheHouse,
    paging: Paged,
    problem: Literal["nobody_on_duty", "unpublished"] | None = None,
    viewer: Viewer = needs("codes.read"),
) -> PageOut[LiveCodeOut]:
    """Newest first; whoever does not see everyone gets the codes that name their members."""
    async with house.unit() as uow:
        page = await codes.list_codes(uow, viewer, paging, problem=problem)
    return PageOut[LiveCodeOut].of(page.map(LiveCodeOut.of))


@router.post("/live-codes", summary="Make a live code", status_code=HTTPStatus.CREATED)
async def create_live_code(body: LiveCodeIn, house: TheHouse, viewer: Viewer = needs("codes.write")) -> LiveCodeOut:
    """The code is `creating` until WeCom has made it."""
    async with house.unit() as uow:
        return LiveCodeOut.of(await codes.create_code(uow, viewer, body.corp_id, body.spec))


@router.post("/live-codes/pictures", summary="Upload a picture for welcomes", status_code=HTTPStatus.CREATED)
async def upload_picture(file: UploadFile, house: TheHouse, viewer: Viewer = needs("codes.write")) -> PictureOut:
    """PNG or JPEG, at most 2 MB."""
    content = await file.read(rules.MOST_PICTURE_BYTES + 1)
    async with house.unit() as uow:
        picture = await media.add_picture(uow, viewer, name=file.filename or "", content=content)
    return PictureOut.model_validate(picture, from_attributes=True)


@router.get("/live-codes/pictures/{picture_id}", summary="Show an uploaded picture", response_class=Response)
async def show_picture(picture_id: Id, house: TheHouse, viewer: Viewer = needs("codes.read")) -> Response:
    """The bytes as they were uploaded."""
    async with house.unit() as uow:
        content_type, content = await media.read_picture(uow, viewer, picture_id)
    return Response(content, media_type=content_type)


@router.get("/live-codes/{code_id}", summary="Show a live code")
async def show_live_code(code_id: Id, house: TheHouse, viewer: Viewer = needs("codes.read")) -> LiveCodeOut:
    """The code with everything chosen about it."""
    async with house.unit() as uow:
        return LiveCodeOut.of(await codes.get_code(uow, viewer, code_id))


@router.put("/live-codes/{code_id}", summary="Change a live code")
async def change_live_code(
    code_id: Id, body: CodeSpec, house: TheHouse, viewer: Viewer = needs("codes.write")
) -> LiveCodeOut:
    """Replaces everything chosen; printed codes keep working."""
    async with house.unit() as uow:
        return LiveCodeOut.of(await codes.change_code(uow, viewer, code_id, body))


@router.post("/live-codes/{code_id}/retire", summary="Retire a live code")
async def retire_live_code(code_id: Id, house: TheHouse, viewer: Viewer = needs("codes.write")) -> LiveCodeOut:
    """WeCom deletes it; what it brought stays attributed to it."""
    async with house.unit() as uow:
        return LiveCodeOut.of(await codes.retire_code(uow, viewer, code_id))


@router.get("/live-codes/{code_id}/statistics", summary="Show what a live code brought")
async def show_statistics(
    code_id: Id,
    house: TheHouse,
    first: Annotated[date, Query(description="first local day, included")],
    last: Annotated[date, Query(description="last local day, included; at most 366 days")],
    viewer: Viewer = needs("codes.read"),
) -> StatisticsOut:
    """In all, and by local day and staff member."""
    async with house.unit() as uow:
        total, rows = await statistics.read_statistics(
            uow, viewer, code_id, first=first, last=last, zone=house.settings.zone
        )
    return StatisticsOut.of((first, last), total, rows)


@router.get("/live-codes/{code_id}/people", summary="Whom a figure of a live code counts")
async def list_people(
    code_id: Id, house: TheHouse, paging: Paged, asked: _Figure, viewer: Viewer = needs("codes.read")
) -> PageOut[CodeAddOut]:
    """Newest first; `total` equals the figure of the statistics."""
    async with house.unit() as uow:
        page = await statistics.list_people(uow, viewer, code_id, asked, paging, zone=house.settings.zone)
    return PageOut[CodeAddOut].of(page.map(CodeAddOut.model_validate))


@router.get("/live-codes/{code_id}/qr", summary="The picture to print", response_class=Response)
async def show_qr(code_id: Id, house: TheHouse, viewer: Viewer = needs("codes.read")) -> Response:
    """The PNG or JPEG that WeCom drew, passed on, so that a browser need not ask others for it."""
    async with house.unit() as uow:
        code = await codes.get_code(uow, viewer, code_id)
    content_type, content = await media.fetch_qr(house, code)
    return Response(content, media_type=content_type, headers={"cache-control": "private, max-age=3600"})


@router.get("/acquisition-channels", summary="List acquisition channels")
async def list_channels(house: TheHouse, paging: Paged, viewer: Viewer = needs("codes.read")) -> PageOut[ChannelOut]:
    """Sources of customers that several codes may share."""
    async with house.unit() as uow:
        page = await codes.list_channels(uow, viewer, paging)
    return PageOut[ChannelOut].of(page.map(lambda channel: ChannelOut(id=channel.id, name=channel.name)))


@router.post("/acquisition-channels", summary="Add an acquisition channel", status_code=HTTPStatus.CREATED)
async def add_channel(body: ChannelIn, house: TheHouse, viewer: Viewer = needs("codes.write")) -> ChannelOut:
    """Names are unique."""
    async with house.unit() as uow:
        channel = await codes.add_channel(uow, viewer, body.name)
    return ChannelOut(id=channel.id, name=channel.name)
