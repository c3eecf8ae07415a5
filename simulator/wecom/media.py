"""Uploaded files: three days of life, and permanent pictures."""

import hashlib
import re
from pathlib import Path

from simulator.wecom.call import ANY_KIND, EXTERNAL, Answer, Area, Call, RawAnswer, Upload
from simulator.wecom.errors import WeComError
from simulator.wecom.model import Media

area = Area()
LIFE_SECONDS = 3 * 86_400
LEAST_BYTES = 5
MB = 1024 * 1024
MOST_BYTES = {"image": 10 * MB, "voice": 2 * MB, "video": 10 * MB, "file": 20 * MB}
PICTURE_BYTES = 2 * MB
CONTENT_TYPE = {
    "image": "image/png",
    "voice": "voice/amr",
    "video": "video/mp4",
    "file": "application/octet-stream",
}
PICTURES = (b"\x89PNG", b"\xff\xd8\xff")


@area.post("media/upload", ANY_KIND)
def upload_media(call: Call) -> Answer:
    """Store a file for three days; ``created_at`` is a string here."""
    media = _store(call, call.query.get("type", ""), MOST_BYTES)
    return {"type": media.type, "media_id": media.media_id, "created_at": str(int(media.created_at))}


@area.post("media/upload_attachment", EXTERNAL)
def upload_attachment(call: Call) -> Answer:
    """Store a file for moments and the product album; ``created_at`` is a number here."""
    media_type = call.query.get("media_type", "")
    if media_type not in ("image", "video", "file") or call.query.get("attachment_type") not in ("1", "2"):
        raise WeComError(40004)
    media = _store(call, media_type, {**MOST_BYTES, "file": 10 * MB})
    return {"type": media.type, "media_id": media.media_id, "created_at": int(media.created_at)}


@area.post("media/uploadimg", ANY_KIND)
def upload_picture(call: Call) -> Answer:
    """Store a picture for ever; returns its address."""
    media = _store(call, "image", {"image": PICTURE_BYTES}, forever=True)
    return {"url": f"https://wework.qpic.cn/wwpic/{media.sha256[:32]}/0"}


@area.get("media/get", ANY_KIND)
def download_media(call: Call) -> Answer | RawAnswer:
    """The bytes of a file, whole or the ``Range`` asked for."""
    media = call.world.media.get(call.need_text("media_id", missing=41006))
    if media is None or media.forever or call.now >= media.created_at + LIFE_SECONDS:
        raise WeComError(40007)
    content = (_folder(call) / media.sha256).read_bytes()
    headers = {"Content-Disposition": f'attachment; filename="{_safe_name(media.filename)}"'}
    return RawAnswer(content, CONTENT_TYPE[media.type], headers)


def _store(call: Call, media_type: str, limits: dict[str, int], *, forever: bool = False) -> Media:
    if media_type not in limits:
        raise WeComError(40004)
    upload = _check_upload(call.upload, media_type, limits[media_type])
    digest = hashlib.sha256(upload.content).hexdigest()
    (_folder(call) / digest).write_bytes(upload.content)
    media = Media(
        media_id=call.kernel.world.mint("3", 64),
        type=media_type,
        filename=upload.filename,
        sha256=digest,
        size=len(upload.content),
        created_at=call.now,
        forever=forever,
    )
    call.world.keep("media", media)
    call.note("media", media.media_id, subject=media_type, content=digest)
    return media


def _check_upload(upload: Upload | None, media_type: str, most: int) -> Upload:
    if upload is None or not upload.content:
        raise WeComError(44001)
    if len(upload.content) <= LEAST_BYTES:
        raise WeComError(40006)
    if len(upload.content) > most:
        raise WeComError(45001)
    if media_type == "image" and not upload.content.startswith(PICTURES):
        raise WeComError(40123, "invalid image format")
    return upload


def _folder(call: Call) -> Path:
    folder = call.kernel.journal.folder / "media"
    folder.mkdir(exist_ok=True)
    return folder


def _safe_name(name: str) -> str:
    return re.sub(r"[^\w.\-]", "_", name, flags=re.ASCII)
