"""Pictures of welcomes: uploaded here once, kept fresh at WeCom ahead of need, because a welcome cannot wait."""

import hashlib
import logging
from collections.abc import Sequence

import httpx

from siyu.acquisition.live_codes import rules
from siyu.acquisition.live_codes.contracts import LiveCode, Picture
from siyu.acquisition.live_codes.errors import BadPicture, LiveCodeNotFound, PictureUnavailable
from siyu.acquisition.live_codes.queries import pictures as queries
from siyu.runtime.database import UnitOfWork
from siyu.runtime.house import House
from siyu.runtime.viewer import Viewer
from siyu.vendors.wecom import MediaKind, UploadedFile, WeComClient, WeComFailure

log = logging.getLogger(__name__)

QR_SECONDS = 5.0
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}


async def add_picture(uow: UnitOfWork, viewer: Viewer, *, name: str, content: bytes) -> Picture:
    """Keep a PNG or JPEG (≤ 2 MB) for welcomes; the same bytes again give the same picture. Needs `codes.write`."""
    viewer.must("codes.write")
    kind = rules.picture_type(content)
    if kind is None:
        raise BadPicture
    row = await queries.keep_picture(
        uow.connection,
        {
            "digest": hashlib.sha256(content).hexdigest(),
            "name": name[:100],
            "content_type": kind,
            "content": content,
            "created_at": uow.now(),
        },
    )
    return Picture(**row._mapping)


async def read_picture(uow: UnitOfWork, viewer: Viewer, picture_id: int) -> tuple[str, bytes]:
    """Content type and bytes of an uploaded picture. Needs `codes.read`."""
    viewer.must("codes.read")
    row = await queries.read_picture(uow.connection, picture_id)
    if row is None:
        raise LiveCodeNotFound(what="picture")
    return row.content_type, row.content


async def fetch_qr(house: House, code: LiveCode) -> tuple[str, bytes]:
    """Content type and bytes of the picture that WeCom drew for a code.

    Raises `LiveCodeNotFound` while there is none, `PictureUnavailable` when its address does not give a picture.
    """
    if code.qr_code is None:
        raise LiveCodeNotFound(what="QR code")
    try:
        answer = await house.http.get(code.qr_code, timeout=QR_SECONDS)
    except httpx.HTTPError as error:
        raise PictureUnavailable from error
    kind = rules.picture_type(answer.content) if answer.is_success else None
    if kind is None:
        raise PictureUnavailable
    return kind, answer.content


async def renew_pictures(house: House, client: WeComClient, corp_id: int, picture_ids: Sequence[int]) -> int:
    """Upload pictures whose copy at WeCom is missing or dies soon; how many. A failure is tried again by the hour."""
    if not picture_ids:
        return 0
    async with house.unit() as uow:
        fresh = await queries.list_media(uow.connection, corp_id, picture_ids, after=uow.now() + rules.RENEW_BEFORE)
    renewed = 0
    for picture_id in picture_ids:
        if picture_id not in fresh:
            renewed += await _renew(house, client, corp_id, picture_id)
    return renewed


async def _renew(house: House, client: WeComClient, corp_id: int, picture_id: int) -> bool:
    async with house.unit() as uow:
        row = await queries.read_picture(uow.connection, picture_id)
    if row is None:
        return False
    file = UploadedFile(f"{picture_id}.{_ENDINGS[row.content_type]}", row.content, row.content_type)
    try:
        uploaded = await client.media.upload(MediaKind.IMAGE, file)
    except WeComFailure as failure:
        log.warning("picture %s was not renewed: %s", picture_id, type(failure).__name__)
        return False
    async with house.unit() as uow:
        expires_at = uow.now() + rules.MEDIA_LIFE
        await queries.keep_media(
            uow.connection, picture_id=picture_id, corp_id=corp_id, media_id=uploaded.media_id, expires_at=expires_at
        )
    return True
