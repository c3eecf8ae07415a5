"""Recognising one of our own mass sends in WeCom's list, after its answer was lost."""

from collections.abc import Sequence
from dataclasses import dataclass

from siyu.channels.sending.contracts.message import Message

_WECOM_KINDS = {"image": "image", "link": "link", "mini_program": "miniprogram", "video": "video", "file": "file"}


@dataclass(frozen=True, slots=True)
class Listed:
    """A message as WeCom lists it: its id, its text and the kinds of its attachments."""

    msgid: str
    text: str
    kinds: tuple[str, ...]


def looks_alike(listed: Listed, message: Message, text: str) -> bool:
    """Whether a listed message could be this one: the same text and the same kinds of attachments in order.

    Addresses and media ids are not compared: WeCom may show them differently from what was sent.
    """
    kinds = tuple(_WECOM_KINDS[part.kind] for part in message.attachments)
    return listed.text.strip() == text.strip() and listed.kinds == kinds


def pick_candidates(listed: Sequence[Listed], known: set[str], message: Message, text: str) -> list[Listed]:
    """Those listed messages that could be the one we miss: alike, and not recorded as another one's already."""
    return [one for one in listed if one.msgid not in known and looks_alike(one, message, text)]
