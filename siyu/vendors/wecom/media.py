"""Media: files that messages refer to. Uploaded ids live three days; picture addresses stay."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from siyu.vendors.wecom.models import Answer, Checks, UnixTime, read
from siyu.vendors.wecom.transport import Call, Effect, Transport, UploadedFile

LEAST_BYTES = 5  # WeCom wants more than this
MEBIBYTE = 1024 * 1024
UPLOAD_SECONDS = 60.0


class MediaKind(StrEnum):
    """What a file is."""

    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    FILE = "file"


class AttachmentUse(IntEnum):
    """What ``upload_attachment`` is for; such ids work nowhere else."""

    MOMENT = 1
    PRODUCT_ALBUM = 2


MOST_BYTES = {
    MediaKind.IMAGE: 10 * MEBIBYTE,
    MediaKind.VOICE: 2 * MEBIBYTE,
    MediaKind.VIDEO: 10 * MEBIBYTE,
    MediaKind.FILE: 20 * MEBIBYTE,
}
ATTACHMENT_BYTES = 10 * MEBIBYTE
PERMANENT_IMAGE_BYTES = 2 * MEBIBYTE


class UploadedMedia(Answer):
    """A media id, good for three days after ``created_at``."""

    media_id: str
    type: str = ""
    created_at: UnixTime = None


class _PermanentImage(Answer):
    url: str


@dataclass(frozen=True, slots=True)
class DownloadedMedia:
    """The bytes of a media id."""

    content: bytes
    content_type: str


class Media:
    """Uploads and downloads."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def upload(self, kind: MediaKind, file: UploadedFile) -> UploadedMedia:
        """Upload for messages and welcomes.

        Raises:
            InvalidRequest: nearly empty, or larger than the kind allows.
        """
        path = "media/upload"
        _check_size(path, file, MOST_BYTES[kind])
        return read(UploadedMedia, await self._upload(path, file, {"type": kind.value}), path=path)

    async def upload_attachment(self, kind: MediaKind, file: UploadedFile, *, use: AttachmentUse) -> UploadedMedia:
        """Upload for moments or the product album (10 MB)."""
        path = "media/upload_attachment"
        _check_size(path, file, ATTACHMENT_BYTES)
        query = {"media_type": kind.value, "attachment_type": str(int(use))}
        return read(UploadedMedia, await self._upload(path, file, query), path=path)

    async def upload_image(self, file: UploadedFile) -> str:
        """A permanent picture address (2 MB; 1,000 a day and 3,000 a month for the corp)."""
        path = "media/uploadimg"
        _check_size(path, file, PERMANENT_IMAGE_BYTES)
        return read(_PermanentImage, await self._upload(path, file, {}), path=path).url

    async def download(self, media_id: str) -> DownloadedMedia:
        """The file behind a media id. WeComError 40007 if it is bad or expired."""
        call = Call(path="media/get", query={"media_id": media_id}, timeout_seconds=UPLOAD_SECONDS)
        response = await self._transport.download(call)
        return DownloadedMedia(response.content, response.headers.get("content-type", ""))

    async def _upload(self, path: str, file: UploadedFile, query: dict[str, str]) -> dict[str, object]:
        # An id uploaded twice does no harm: unused ids die by themselves.
        call = Call(path=path, query=query, file=file, effect=Effect.REPEATABLE, timeout_seconds=UPLOAD_SECONDS)
        return await self._transport.call(call)


def _check_size(path: str, file: UploadedFile, most: int) -> None:
    size = len(file.content)
    if not LEAST_BYTES < size <= most:
        allowed = f"more than {LEAST_BYTES} and at most {most} are allowed"
        Checks(path).refuse("file", f"has {size} bytes, {allowed}")
