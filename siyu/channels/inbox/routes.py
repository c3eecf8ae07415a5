"""HTTP doors of the inbox: WeCom's callbacks in, and the list of what could not be applied."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from siyu.channels.inbox.contracts import InboxState
from siyu.channels.inbox.door import door_of
from siyu.channels.inbox.reception import receive_post, signed_of
from siyu.channels.inbox.schemas import CallbackOut, ReplayedOut
from siyu.channels.inbox.service import list_callbacks, replay_all, replay_callback
from siyu.runtime.http import Paged, PageOut, TheHouse, needs, public
from siyu.runtime.viewer import Viewer

router = APIRouter(tags=["inbox"])

_LARGEST_ID = 2**63 - 1
_WHY = "WeCom proves itself by a signature with the shared token"

InboxId = Annotated[int, Path(ge=1, le=_LARGEST_ID)]


@router.get(
    "/callbacks/wecom/{path_secret}", summary="Prove to WeCom that this address is ours", response_class=Response
)
async def prove_address(path_secret: str, request: Request, house: TheHouse, _: None = public(_WHY)) -> Response:
    """Answers WeCom's check of the callback address with the decrypted `echostr`."""
    echostr = request.query_params.get("echostr", "")
    plain = await door_of(house).prove_address(path_secret, signed_of(request), echostr)
    return Response(plain, media_type="text/plain")


@router.post("/callbacks/wecom/{path_secret}", summary="Receive a callback from WeCom", response_class=Response)
async def receive_callback(path_secret: str, request: Request, house: TheHouse, _: None = public(_WHY)) -> Response:
    """Answers 200 only after the callback is stored; 503 asks WeCom to send it again."""
    return await receive_post(house, path_secret, request)


@router.get("/v1/inbox", summary="List callbacks, for example the parked ones")
async def list_inbox(
    house: TheHouse,
    paging: Paged,
    state: Annotated[InboxState | None, Query(description="waiting, applied or parked")] = None,
    viewer: Viewer = needs("inbox.read"),
) -> PageOut[CallbackOut]:
    """Newest first; bodies are never shown."""
    async with house.unit() as uow:
        page = await list_callbacks(uow, viewer, state, paging)
    return PageOut[CallbackOut].of(page.map(CallbackOut.model_validate))


@router.post("/v1/inbox/{inbox_id}/replay", summary="Try a parked callback again", status_code=HTTPStatus.NO_CONTENT)
async def replay_one(inbox_id: InboxId, house: TheHouse, viewer: Viewer = needs("inbox.replay")) -> None:
    """Only parked callbacks can be replayed."""
    async with house.unit() as uow:
        await replay_callback(uow, viewer, inbox_id)


@router.post("/v1/inbox/replay", summary="Try all parked callbacks again")
async def replay_every(house: TheHouse, viewer: Viewer = needs("inbox.replay")) -> ReplayedOut:
    """After a fix: everything parked is tried afresh."""
    async with house.unit() as uow:
        return ReplayedOut(replayed=await replay_all(uow, viewer))
