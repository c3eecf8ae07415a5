"""A message in the words of WeCom's client."""

from siyu.channels.sending.contracts.message import (
    Attachment,
    FilePart,
    ImagePart,
    LinkPart,
    Message,
    MiniProgramPart,
)
from siyu.vendors import wecom


def to_wecom(message: Message, text: str) -> wecom.MessageContent:
    """The rendered text and the message's attachments as WeCom wants them."""
    return wecom.MessageContent(text=text, attachments=[_part(part) for part in message.attachments])


def _part(part: Attachment) -> wecom.Attachment:
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
