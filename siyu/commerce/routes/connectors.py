"""The door for shops: signed batches of what happened there."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Request

from siyu.commerce.errors import BodyTooLarge
from siyu.commerce.schemas import ResultOut, ResultsOut
from siyu.commerce.service.webhook import Signed, hear_shop
from siyu.runtime.http import TheHouse, public

router = APIRouter(prefix="/connectors/shop", tags=["connectors"])

_MB = 1 << 20
_LIMIT = 2 * _MB
_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}}


async def read_body(request: Request, limit: int) -> bytes:
    """The body; raises `BodyTooLarge` as soon as it passes the limit."""
    parts, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise BodyTooLarge(limit_mb=limit // _MB)
        parts.append(chunk)
    return b"".join(parts)


@router.post("/{key}", summary="Report orders and browsing of a shop", openapi_extra=_BODY)
async def hear(  # the parts of a signed message
    request: Request,
    house: TheHouse,
    key: Annotated[str, Path(max_length=40)],
    x_siyu_timestamp: Annotated[str, Header(max_length=20)] = "",
    x_siyu_signature: Annotated[str, Header(max_length=200)] = "",
    _: None = public("shops prove themselves by a signature over time and body"),
) -> ResultsOut:
    """Signed with HMAC-SHA256 over `timestamp.body`; safe to repeat. 200 only after everything is durable."""
    body = await read_body(request, _LIMIT)
    results = await hear_shop(house, key, Signed(x_siyu_timestamp, x_siyu_signature), body)
    return ResultsOut(results=[ResultOut.of(event_id, told) for event_id, told in results])
