"""Reading a request: body with its compression and limit, fields, and who asks."""

import base64
import hmac
import zlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

import lz4.frame  # type: ignore[import-untyped]  # the package ships no types
from python_multipart.multipart import Field, FormParser, parse_options_header

from siyu.warehouse.server.statement import BadRequest

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]


class TooLarge(ValueError):
    """The body is longer than this machine's limit."""


class Gone(ConnectionError):
    """The caller hung up before the request was complete."""


def headers_of(scope: Scope) -> dict[str, str]:
    """Header names in lower case → values."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def fields_of(scope: Scope) -> dict[str, str]:
    """The URL's fields; the last of a repeated name counts."""
    return dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))


async def read_body(receive: Receive, encoding: str, limit: int) -> bytes:
    """The whole body, unpacked; raises `TooLarge`, `Gone` or `BadRequest`."""
    pieces, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        piece = message.get("body", b"")
        size += len(piece)
        if size > limit:
            raise TooLarge(f"the body is longer than {limit} bytes")
        pieces.append(piece)
        if not message.get("more_body"):
            break
    return _unpacked(b"".join(pieces), encoding, limit)


def _unpacked(body: bytes, encoding: str, limit: int) -> bytes:
    if not body or encoding in ("", "identity"):
        return body
    try:
        if encoding in ("gzip", "deflate"):
            unpacker = zlib.decompressobj(wbits=47 if encoding == "gzip" else 15)
            plain = unpacker.decompress(body, limit + 1)
        elif encoding == "lz4":
            plain = lz4.frame.LZ4FrameDecompressor().decompress(body, limit + 1)
        else:
            raise BadRequest(f"content encoding {encoding!r} is not known here; use gzip, deflate or lz4")
    except (zlib.error, RuntimeError) as error:
        raise BadRequest(f"the body is not valid {encoding}") from error
    if len(plain) > limit:
        raise TooLarge(f"the unpacked body is longer than {limit} bytes")
    return bytes(plain)


def form_fields(content_type: str, body: bytes) -> dict[str, str] | None:
    """The fields of a form body, or None when the body is not a form."""
    kind, options = parse_options_header(content_type)
    if kind == b"application/x-www-form-urlencoded" and body:
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    if kind != b"multipart/form-data":
        return None
    fields: dict[str, str] = {}

    def keep(field: Field) -> None:
        fields[(field.field_name or b"").decode()] = (field.value or b"").decode()

    def refuse(_: object) -> None:
        raise BadRequest("external data is not supported by the embedded warehouse")

    parser = FormParser("multipart/form-data", keep, refuse, boundary=options.get(b"boundary", b""))
    parser.write(body)
    parser.finalize()
    return fields


def password_in(headers: Mapping[str, str], fields: Mapping[str, str]) -> str:
    """The password of a request, from any of the three places the interface allows."""
    if key := headers.get("x-clickhouse-key"):
        return key
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[2]
        except ValueError:
            return ""
    return fields.get("password", "")


def is_allowed(given: str, expected: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(given.encode(), expected.encode())
