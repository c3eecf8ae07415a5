"""A welcome in WeCom's own form."""

from siyu.channels.sending.contracts import (
    Attachment,
    FilePart,
    ImagePart,
    LinkPart,
    Message,
    MiniProgramPart,
)
from siyu.vendors import wecom


def to_wecom(message: Message, text: str) -> wecom.MessageContent:
    """The filled-in `text` of a message with what goes with it."""
    return wecom.MessageContent(text, tuple(_attachment(part) for part in message.attachments))


def _attachment(part: Attachment) -> wecom.Attachment:
    if isinstance(part, ImagePart):
        return wecom.ImageAttachment(media_id=part.media_id, pic_url=part.pic_url)
    if isinstance(part, LinkPart):
        return wecom.LinkAttachment(title=part.title, url=part.url, desc=part.desc, picurl=part.picurl)
    if isinstance(part, MiniProgramPart):
        return wecom.MiniProgramAttachment(
            title=part.title, pic_media_id=part.pic_media_id, appid=part.appid, page=part.page
        )
    if isinstance(part, FilePart):
        return wecom.FileAttachment(media_id=part.media_id)
    return wecom.VideoAttachment(media_id=part.media_id)
