"""The bytes on the line: bodies written as raw UTF-8, answers read with suspicion."""

import json
import logging
import re

import httpx

from siyu.vendors.wecom.errors import redact

# JSON can only write these as \uXXXX, which WeCom refuses (40033); none of them is visible text.
_UNSENDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


class Unreadable(Exception):
    """An HTTP answer that is not WeCom's JSON. ``refused`` if the status says nothing was done."""

    def __init__(self, reason: str, *, refused: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.refused = refused


def encode(body: object) -> bytes:
    """JSON in raw UTF-8; characters that JSON could only escape are left out."""
    return json.dumps(_sendable(body), ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def decode(response: httpx.Response) -> dict[str, object]:
    """The JSON object of an answer.

    Raises:
        Unreadable: another status than 200, or a body that is not a JSON object.
    """
    status = response.status_code
    if status != httpx.codes.OK:
        raise Unreadable(f"http {status}", refused=_says_no(status))
    try:
        answer = json.loads(response.content)
    except ValueError:
        raise Unreadable("not json", refused=False) from None
    if not isinstance(answer, dict):
        raise Unreadable("not a json object", refused=False)
    return answer


def _says_no(status: int) -> bool:
    # 408: the gateway gave up waiting, which says nothing about what it had passed on by then.
    return 400 <= status < 500 and status != httpx.codes.REQUEST_TIMEOUT


def error_of(answer: dict[str, object]) -> tuple[int, str]:
    """(errcode, errmsg); a few calls leave the code out when they succeed."""
    code = answer.get("errcode")
    if code is None:
        return 0, ""
    try:
        return int(str(code)), str(answer.get("errmsg") or "")
    except ValueError:
        raise Unreadable("errcode is no number", refused=False) from None


class _TokenFilter(logging.Filter):
    """Takes tokens and secrets out of the addresses an HTTP library writes to its log."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        clean = redact(text)
        if clean != text:
            record.msg, record.args = clean, None
        return True


_SHIELD = _TokenFilter()


def shield_http_logs() -> None:
    """Keep tokens out of httpx's own log lines. Safe to call again."""
    for name in ("httpx", "httpcore", "httpcore.http11", "httpcore.http2", "httpcore.connection"):
        logging.getLogger(name).addFilter(_SHIELD)  # adding the same filter twice has no effect


def _sendable(value: object) -> object:
    if isinstance(value, str):
        return _UNSENDABLE.sub("", value)
    if isinstance(value, dict):
        return {key: _sendable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_sendable(inner) for inner in value]
    return value
