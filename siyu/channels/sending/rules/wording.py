"""What a text may not contain or exceed: WeCom's sizes and the absolute words of the advertising law."""

from siyu.channels.sending.contracts.message import (
    TEXT_BYTES,
    Attachment,
    ImagePart,
    LinkPart,
    Message,
    MiniProgramPart,
)
from siyu.kit.text import normalise

#: Absolute words (绝对化用语), first form: the plainest of them. Organisations add their own in the rules.
ABSOLUTE_WORDS = (
    "国家级",
    "最高级",
    "最佳",
    "全网最低",
    "全网第一",
    "全国第一",
    "世界第一",
    "销量第一",
    "史上最",
    "独一无二",
    "绝无仅有",
    "顶级",
    "极品",
    "万能",
    "百分之百有效",
    "100%有效",
    "永久有效",
    "包治",
    "根治",
    "零风险",
)


def find_banned_words(text: str, more: tuple[str, ...] = ()) -> list[str]:
    """The absolute and organisation-banned words in a text, looked for in its normal form without spaces."""
    plain = normalise(text).replace(" ", "")
    return [word for word in (*ABSOLUTE_WORDS, *more) if normalise(word).replace(" ", "") in plain]


def find_content_problem(message: Message, text: str, banned: tuple[str, ...] = ()) -> str | None:
    """Why a rendered message may not go out: empty, text_too_long, part_too_long, banned_word; or None."""
    if not text.strip() and not message.attachments:
        return "empty"
    if len(text.encode()) > TEXT_BYTES:
        return "text_too_long"
    if any(_is_oversized(part) for part in message.attachments):
        return "part_too_long"
    said = " ".join([text, *(_words_of(part) for part in message.attachments)])
    return "banned_word" if find_banned_words(said, banned) else None


def _is_oversized(part: Attachment) -> bool:
    if isinstance(part, ImagePart):
        return not (part.pic_url or part.media_id)
    if isinstance(part, LinkPart):
        return len(part.title.encode()) > 128 or len((part.desc or "").encode()) > 512 or len(part.url.encode()) > 2048
    return isinstance(part, MiniProgramPart) and len(part.title.encode()) > 64


def _words_of(part: Attachment) -> str:
    if isinstance(part, LinkPart):
        return f"{part.title} {part.desc or ''}"
    return part.title if isinstance(part, MiniProgramPart) else ""
