"""A callback request, read with care and handed to the door."""

from fastapi import Request, Response

from siyu.channels.inbox.door import Signed, door_of
from siyu.channels.inbox.errors import CallbackNotAccepted
from siyu.runtime.house import House

MOST_BYTES = 1024 * 1024


async def receive_post(house: House, path_secret: str, request: Request) -> Response:
    """Answer a delivery: 200 after it is stored. `CallbackNotAccepted`, `InboxBusy`, `StoreUnavailable`."""
    body = await _read_body(request)
    await door_of(house).accept(path_secret, signed_of(request), body)
    return Response(b"success", media_type="text/plain")


def signed_of(request: Request) -> Signed:
    """The signing parameters of a request; missing ones are empty."""
    query = request.query_params
    return Signed(query.get("msg_signature", ""), query.get("timestamp", ""), query.get("nonce", ""))


async def _read_body(request: Request) -> bytes:
    """The body, refused as soon as it is larger than any callback."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            raise CallbackNotAccepted
        parts.append(part)
    return b"".join(parts)
