"""`/v1/stream`: what is happening, as it happens."""

import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse

from siyu import staff
from siyu.desk.stream.rules import SHOWN, read_place
from siyu.desk.stream.schemas import HappeningOut
from siyu.desk.stream.service.hub import StreamHub, Watcher
from siyu.desk.stream.service.showing import list_recent, show
from siyu.runtime.errors import SituationError
from siyu.runtime.house import House
from siyu.runtime.http import SignIn, TheHouse, needs
from siyu.runtime.spine import EventRecord, Mark, read_events
from siyu.runtime.viewer import Viewer

router = APIRouter(prefix="/v1/stream", tags=["desk"])

#: Rights and session are looked at anew this often, so an ended session's stream ends within it.
LOOK_AGAIN_SECONDS = 2.0
HEARTBEAT_SECONDS = 15.0
_MOST_MISSED = 2_000


@router.get("/recent", summary="What happened last")
async def recent(
    house: TheHouse,
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
    viewer: Viewer = needs(staff.OWN_ACCOUNT),
) -> list[HappeningOut]:
    """Newest first, within the asker's scope; begin the stream with the first one's `place` as `Last-Event-ID`."""
    async with house.unit() as uow:
        found = await list_recent(uow, viewer, limit=limit)
    return [HappeningOut.of(one) for one in found]


@router.get("", summary="What is happening, as server-sent events", response_class=StreamingResponse,
            responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}})  # fmt: skip
async def stream(
    request: Request,
    house: TheHouse,
    last_event_id: Annotated[str | None, Header(max_length=100)] = None,
    seconds: Annotated[
        int, Query(ge=1, le=3600, description="how long at most; browsers come back by themselves")
    ] = 600,
    viewer: Viewer = needs(staff.OWN_ACCOUNT),
) -> StreamingResponse:
    """`event: happening` carries one HappeningOut; `gap` says that some were missed; `end` that the sign-in has ended
    or changed. A comment line comes every 15 seconds."""
    lines = _lines(request, house, viewer, after=read_place(last_event_id), until=time.monotonic() + seconds)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(lines, media_type="text/event-stream", headers=headers)


async def _lines(
    request: Request, house: House, viewer: Viewer, *, after: Mark | None, until: float
) -> AsyncIterator[str]:
    async with house.get(StreamHub).watch() as watcher:
        yield "retry: 2000\n\n"
        if after is not None:
            missed, after = await _missed(house, after)
            if len(missed) == _MOST_MISSED:
                watcher.has_gap = True
            for line in await _told(house, viewer, [record for record in missed if record.name in SHOWN]):
                yield line
        async for line in _go_on(request, house, viewer, watcher, after=after, until=until):
            yield line


async def _go_on(  # who asks, where, from when and until when
    request: Request, house: House, viewer: Viewer, watcher: Watcher, *, after: Mark | None, until: float
) -> AsyncIterator[str]:
    looked = beaten = time.monotonic()
    while time.monotonic() < until:
        records = await watcher.take(min(1.0, max(0.05, until - time.monotonic())))
        now = time.monotonic()
        if now - looked >= LOOK_AGAIN_SECONDS:
            if not await _is_still(request, house, viewer):
                yield "event: end\ndata: {}\n\n"
                return
            looked = now
        if watcher.has_gap:
            watcher.has_gap = False
            yield "event: gap\ndata: {}\n\n"
        lines = await _told(house, viewer, [record for record in records if after is None or record.mark > after])
        for line in lines:
            yield line
        if lines or now - beaten >= HEARTBEAT_SECONDS:
            beaten = now
            if not lines:
                yield ": still here\n\n"


async def _told(house: House, viewer: Viewer, records: list[EventRecord]) -> list[str]:
    if not records:
        return []
    async with house.unit() as uow:
        shown = [HappeningOut.of(one) for one in await show(uow, viewer, records)]
    return [f"id: {one.place}\nevent: happening\ndata: {one.model_dump_json()}\n\n" for one in shown]


async def _missed(house: House, after: Mark) -> tuple[list[EventRecord], Mark]:
    """What was committed since the browser last heard from us, at most 2,000 events, and the place reached."""
    async with house.unit() as uow:
        records = await read_events(uow.connection, after, limit=_MOST_MISSED)
    reached = records[-1].mark if records else after
    return records, reached


async def _is_still(request: Request, house: House, viewer: Viewer) -> bool:
    """Whether the same person is still signed in with the same rights and the same scope."""
    try:
        return await house.get(SignIn).viewer_of(request) == viewer  # type: ignore[type-abstract]
    except SituationError:
        return False
