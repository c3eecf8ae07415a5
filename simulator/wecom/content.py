"""The text and attachments of welcome messages and mass sends: limits, and a hash to recognise them."""

import hashlib
from typing import Any

import orjson

from simulator.wecom.call import Call
from simulator.wecom.errors import WeComError

TEXT_BYTES = 4000
MOST_ATTACHMENTS = 9
# Kind → field → most bytes of UTF-8 (0 = no limit); required fields end with "*".
FIELDS: dict[str, dict[str, int]] = {
    "image": {"media_id": 0, "pic_url": 2048},
    "link": {"title*": 128, "picurl": 2048, "desc": 512, "url*": 2048},
    "miniprogram": {"title*": 64, "pic_media_id*": 0, "appid*": 0, "page*": 0},
    "video": {"media_id*": 0},
    "file": {"media_id*": 0},
}
MEDIA_TYPE = {"image": "image", "video": "video", "file": "file", "miniprogram": "image"}


def read_content(call: Call) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The checked text object and attachments of a message; raises WeComError."""
    text = call.body.get("text") or {}
    if not isinstance(text, dict) or not isinstance(text.get("content", ""), str):
        raise WeComError(40058, "text must be an object with content")
    if len(text.get("content", "").encode()) > TEXT_BYTES:
        raise WeComError(45002)
    attachments = call.body.get("attachments") or []
    if not isinstance(attachments, list):
        raise WeComError(40058, "attachments must be a list")
    if len(attachments) > MOST_ATTACHMENTS:
        raise WeComError(41064)
    if not text.get("content") and not attachments:
        raise WeComError(41089)
    for attachment in attachments:
        check_attachment(call, attachment)
    return text, attachments


def hash_content(call: Call, text: dict[str, Any], attachments: list[dict[str, Any]]) -> str:
    """The same hash for the same message, even if its picture was uploaded anew under another media id."""
    plain = [_without_media_ids(call, attachment) for attachment in attachments]
    body = orjson.dumps([text.get("content", ""), plain], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(body).hexdigest()[:32]


def check_attachment(call: Call, attachment: Any) -> None:
    """One attachment with its limits; raises WeComError."""
    if not isinstance(attachment, dict):
        raise WeComError(41088)
    kind = attachment.get("msgtype")
    if kind not in FIELDS:
        raise WeComError(41065)
    body = attachment.get(kind)
    if not isinstance(body, dict):
        raise WeComError(40008, f"attachment has no object named {kind}")
    if kind == "image" and not (body.get("media_id") or body.get("pic_url")):
        raise WeComError(41088)
    for field, most in FIELDS[kind].items():
        _check_field(body, field, most)
    _check_media(call, kind, body)


def _check_field(body: dict[str, Any], field: str, most: int) -> None:
    name = field.rstrip("*")
    value = body.get(name)
    if not value and field.endswith("*"):
        raise WeComError(40058, f"attachment misses {name}")
    if value is not None and not isinstance(value, str):
        raise WeComError(40058, f"{name} must be a string")
    if most and value and len(value.encode()) > most:
        raise WeComError(40058, f"{name} exceeds {most} bytes")


def _check_media(call: Call, kind: str, body: dict[str, Any]) -> None:
    media_id = body.get("media_id") or body.get("pic_media_id")
    if not media_id:
        return
    media = call.world.media.get(media_id)
    expired = media is None or call.now >= media.created_at + 3 * 86_400
    if expired or (media is not None and media.type != MEDIA_TYPE[kind]):
        raise WeComError(40007)


def _without_media_ids(call: Call, attachment: dict[str, Any]) -> dict[str, Any]:
    kind = attachment["msgtype"]
    body = dict(attachment[kind])
    for name in ("media_id", "pic_media_id"):
        media = call.world.media.get(body.get(name, ""))
        if media is not None:
            body[name] = media.sha256
    return {kind: body}
