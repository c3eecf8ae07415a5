"""What is said: a text with places to fill in, and what goes with it."""

import hashlib
from typing import Annotated, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field

#: WeCom's limits of a welcome or mass message.
TEXT_BYTES = 4000
MOST_ATTACHMENTS = 9


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ImagePart(_Part):
    """A picture: an address from WeCom's permanent picture store, or a media id (which lives three days)."""

    kind: Literal["image"] = "image"
    pic_url: str | None = Field(default=None, max_length=2048)
    media_id: str | None = Field(default=None, max_length=512)


class LinkPart(_Part):
    """A page with a title (≤ 128 bytes), a picture and a line about it (≤ 512 bytes)."""

    kind: Literal["link"] = "link"
    title: str = Field(min_length=1, max_length=128)
    url: str = Field(min_length=1, max_length=2048)
    desc: str | None = Field(default=None, max_length=512)
    picurl: str | None = Field(default=None, max_length=2048)


class MiniProgramPart(_Part):
    """A card of a mini program bound to the corp; the title has at most 64 bytes."""

    kind: Literal["mini_program"] = "mini_program"
    title: str = Field(min_length=1, max_length=64)
    appid: str = Field(min_length=1, max_length=64)
    page: str = Field(min_length=1, max_length=1024)
    pic_media_id: str = Field(min_length=1, max_length=512)


class VideoPart(_Part):
    """An uploaded video by its media id."""

    kind: Literal["video"] = "video"
    media_id: str = Field(min_length=1, max_length=512)


class FilePart(_Part):
    """An uploaded file by its media id."""

    kind: Literal["file"] = "file"
    media_id: str = Field(min_length=1, max_length=512)


Attachment = Annotated[ImagePart | LinkPart | MiniProgramPart | VideoPart | FilePart, Field(discriminator="kind")]


class Message(BaseModel):
    """A text (a liquid template over `VARIABLES`) and up to nine attachments; one of the two must be there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(default="", max_length=TEXT_BYTES)
    attachments: tuple[Attachment, ...] = Field(default=(), max_length=MOST_ATTACHMENTS)

    def fingerprint(self) -> str:
        """The same for equal messages (64 hex digits)."""
        raw = orjson.dumps(self.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(raw).hexdigest()
