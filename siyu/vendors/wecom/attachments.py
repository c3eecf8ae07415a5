"""What may accompany a text in welcomes and mass sends; limits are checked before sending."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from siyu.vendors.wecom.models import Checks, present

MOST_ATTACHMENTS = 9
LINK_TITLE_BYTES = 128
LINK_DESC_BYTES = 512
URL_BYTES = 2048
CARD_TITLE_BYTES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageAttachment:
    """A picture: an uploaded media id, or an address from ``media.upload_image`` (the id wins)."""

    media_id: str | None = None
    pic_url: str | None = None
    msgtype = "image"

    def check(self, checks: Checks) -> None:
        checks.any_given(("image.media_id", "image.pic_url"), (self.media_id, self.pic_url))

    def fields(self) -> dict[str, object]:
        return present(media_id=self.media_id) if self.media_id else present(pic_url=self.pic_url)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkAttachment:
    """A page with a title."""

    title: str
    url: str
    desc: str | None = None
    picurl: str | None = None
    msgtype = "link"

    def check(self, checks: Checks) -> None:
        checks.given("link.title", self.title)
        checks.given("link.url", self.url)
        checks.at_most_bytes("link.title", self.title, LINK_TITLE_BYTES)
        checks.at_most_bytes("link.desc", self.desc, LINK_DESC_BYTES)
        checks.at_most_bytes("link.url", self.url, URL_BYTES)
        checks.at_most_bytes("link.picurl", self.picurl, URL_BYTES)

    def fields(self) -> dict[str, object]:
        return present(title=self.title, picurl=self.picurl, desc=self.desc, url=self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class MiniProgramAttachment:
    """A card of a mini program that is bound to the corp."""

    title: str
    pic_media_id: str
    appid: str
    page: str
    msgtype = "miniprogram"

    def check(self, checks: Checks) -> None:
        for name in ("title", "pic_media_id", "appid", "page"):
            checks.given(f"miniprogram.{name}", getattr(self, name))
        checks.at_most_bytes("miniprogram.title", self.title, CARD_TITLE_BYTES)

    def fields(self) -> dict[str, object]:
        return present(title=self.title, pic_media_id=self.pic_media_id, appid=self.appid, page=self.page)


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoAttachment:
    """An uploaded video."""

    media_id: str
    msgtype = "video"

    def check(self, checks: Checks) -> None:
        checks.given("video.media_id", self.media_id)

    def fields(self) -> dict[str, object]:
        return present(media_id=self.media_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAttachment:
    """An uploaded file."""

    media_id: str
    msgtype = "file"

    def check(self, checks: Checks) -> None:
        checks.given("file.media_id", self.media_id)

    def fields(self) -> dict[str, object]:
        return present(media_id=self.media_id)


Attachment: TypeAlias = ImageAttachment | LinkAttachment | MiniProgramAttachment | VideoAttachment | FileAttachment


@dataclass(frozen=True, slots=True)
class MessageContent:
    """A text, attachments, or both."""

    text: str = ""
    attachments: Sequence[Attachment] = ()


def content_body(path: str, content: MessageContent, *, most_text_bytes: int) -> dict[str, object]:
    """The body's part for a text with a list of attachments.

    Raises:
        InvalidRequest: nothing to say, a text too long, or more than nine attachments.
    """
    _check(path, content, most_text_bytes)
    body: dict[str, object] = {}
    if content.text:
        body["text"] = {"content": content.text}
    if content.attachments:
        body["attachments"] = [{"msgtype": one.msgtype, one.msgtype: one.fields()} for one in content.attachments]
    return body


def flat_body(path: str, content: MessageContent, *, most_text_bytes: int) -> dict[str, object]:
    """The same for calls that take at most one attachment beside the text, without a list.

    Raises:
        InvalidRequest: as ``content_body``, or more than one attachment.
    """
    _check(path, content, most_text_bytes)
    Checks(path).at_most("attachments", content.attachments, 1)
    body: dict[str, object] = {one.msgtype: one.fields() for one in content.attachments}
    if content.text:
        body["text"] = {"content": content.text}
    return body


def _check(path: str, content: MessageContent, most_text_bytes: int) -> None:
    checks = Checks(path)
    checks.any_given(("text", "attachments"), (content.text, tuple(content.attachments)))
    checks.at_most_bytes("text", content.text, most_text_bytes)
    checks.at_most("attachments", content.attachments, MOST_ATTACHMENTS)
    for one in content.attachments:
        one.check(checks)
