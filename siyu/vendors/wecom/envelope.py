"""Callback bodies: the outer envelope and the decrypted event inside it.

Both come as XML (DTDs and entities are refused) or as JSON, for apps that chose JSON. Field
names stay WeCom's own; what a field means is the business of those who read the event.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeAlias
from xml.etree.ElementTree import Element, ParseError, fromstring

from defusedxml import ElementTree as SafeXml
from defusedxml.common import DefusedXmlException

from siyu.vendors.wecom.crypto import CallbackRefused, RefusalReason

MOST_BYTES = 1024 * 1024
MOST_DEPTH = 8
LATEST_UNIX = 32_503_680_000  # the year 3000: later "times" are not times

FieldValue: TypeAlias = str | list["FieldValue"] | dict[str, "FieldValue"]


class EventForm(StrEnum):
    """Who the event was addressed to: a self-built app, or a third-party suite."""

    SELF_BUILT = "self_built"
    THIRD_PARTY = "third_party"


@dataclass(frozen=True, slots=True)
class Envelope:
    """The outer body: the ciphertext and whom it is for (unproven until decrypted)."""

    to_user: str
    agent_id: str | None
    encrypt: str


@dataclass(frozen=True, slots=True)
class CallbackEvent:
    """A decrypted callback.

    ``event`` is ``Event`` (self-built) or ``InfoType`` (third-party), "" for plain messages,
    whose ``msg_type`` says what they are. ``fields`` holds everything else under WeCom's names.
    """

    form: EventForm
    corp_id: str
    event: str
    change_type: str
    msg_type: str
    from_user: str
    create_time: datetime | None
    fields: Mapping[str, FieldValue]
    fingerprint: str

    def text(self, name: str) -> str | None:
        """The text of a field; None if it is absent, empty or not plain text."""
        value = self.fields.get(name)
        return value if isinstance(value, str) and value else None

    def items(self, name: str) -> tuple[str, ...]:
        """The values of a list field, however it was written.

        Child elements (``<Item>``), repeated elements and comma-separated text all occur.
        """
        return _flatten(self.fields.get(name, ""))


def parse_envelope(body: bytes) -> Envelope:
    """Read the outer body of a callback (XML, or JSON if it starts with a brace).

    Raises:
        CallbackRefused: over 1 MB, hostile or malformed, or without a ciphertext.
    """
    fields = _parse(body)
    lowered = {name.lower(): value for name, value in fields.items()}
    encrypt = _plain(lowered.get("encrypt"))
    if not encrypt:
        raise CallbackRefused(RefusalReason.MALFORMED)
    return Envelope(
        to_user=_plain(lowered.get("tousername")),
        agent_id=_plain(lowered.get("agentid")) or None,
        encrypt=encrypt,
    )


def fingerprint(plaintext: bytes) -> str:
    """The identity of a delivery: retries encrypt the same plaintext anew (hex SHA-256)."""
    return hashlib.sha256(plaintext).hexdigest()


def parse_event(plaintext: bytes) -> CallbackEvent:
    """Read a decrypted body in either form of envelope.

    Raises:
        CallbackRefused: over 1 MB, hostile or malformed.
    """
    fields = _parse(plaintext)
    if "InfoType" in fields or "SuiteId" in fields:
        return _third_party(fields, fingerprint(plaintext))
    return _self_built(fields, fingerprint(plaintext))


def _self_built(fields: dict[str, FieldValue], mark: str) -> CallbackEvent:
    head = {"ToUserName", "FromUserName", "CreateTime", "MsgType", "Event", "ChangeType"}
    return CallbackEvent(
        form=EventForm.SELF_BUILT,
        corp_id=_plain(fields.get("ToUserName")),
        event=_plain(fields.get("Event")),
        change_type=_plain(fields.get("ChangeType")),
        msg_type=_plain(fields.get("MsgType")),
        from_user=_plain(fields.get("FromUserName")),
        create_time=_moment(fields.get("CreateTime")),
        fields={name: value for name, value in fields.items() if name not in head},
        fingerprint=mark,
    )


def _third_party(fields: dict[str, FieldValue], mark: str) -> CallbackEvent:
    head = {"AuthCorpId", "InfoType", "TimeStamp", "ChangeType"}
    return CallbackEvent(
        form=EventForm.THIRD_PARTY,
        corp_id=_plain(fields.get("AuthCorpId")),
        event=_plain(fields.get("InfoType")),
        change_type=_plain(fields.get("ChangeType")),
        msg_type="event",
        from_user="",
        create_time=_moment(fields.get("TimeStamp")),
        fields={name: value for name, value in fields.items() if name not in head},
        fingerprint=mark,
    )


def _parse(body: bytes) -> dict[str, FieldValue]:
    if len(body) > MOST_BYTES:
        raise CallbackRefused(RefusalReason.TOO_LARGE)
    fields = _parse_json(body) if body.lstrip()[:1] == b"{" else _parse_xml(body)
    if not isinstance(fields, dict):
        raise CallbackRefused(RefusalReason.MALFORMED)
    return fields


def _parse_xml(body: bytes) -> FieldValue:
    try:
        root = _root_of(body)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        # LookupError and ValueError: an encoding nobody knows, or one that does not fit.
        raise CallbackRefused(RefusalReason.MALFORMED) from None
    return _value_of(root, depth=1)


def _root_of(body: bytes) -> Element:
    """The tree of a body without a DTD; entities are declared nowhere else, so without one there are none.

    The plain parser is several times faster. It is handed text, so that no encoding declared in the body can hide
    a DTD from the look at it; whatever is in doubt goes to the parser that refuses DTDs.
    """
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = ""
    if text and "<!DOCTYPE" not in text and "<?xml" not in text:
        return fromstring(text)
    root: Element = SafeXml.fromstring(body, forbid_dtd=True)
    return root


def _value_of(element: Element, depth: int) -> FieldValue:
    if depth > MOST_DEPTH:
        raise CallbackRefused(RefusalReason.MALFORMED)
    if len(element) == 0:
        return (element.text or "").strip()
    children: dict[str, FieldValue] = {}
    for child in element:
        value = _value_of(child, depth + 1)
        before = children.get(child.tag)
        if before is None:
            children[child.tag] = value
        elif isinstance(before, list):
            before.append(value)
        else:
            children[child.tag] = [before, value]
    return children


def _parse_json(body: bytes) -> FieldValue:
    try:
        return _as_field(json.loads(body), depth=1)
    except (ValueError, RecursionError):
        raise CallbackRefused(RefusalReason.MALFORMED) from None


def _as_field(value: object, depth: int) -> FieldValue:
    """A JSON value in the shape XML would have given it: texts, lists and maps only."""
    if depth > MOST_DEPTH:
        raise CallbackRefused(RefusalReason.MALFORMED)
    if isinstance(value, dict):
        return {str(name): _as_field(inner, depth + 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [_as_field(inner, depth + 1) for inner in value]
    text = "" if value is None else str(value)
    if any("\ud800" <= char <= "\udfff" or char == "\0" for char in text):
        # XML cannot carry these either; nothing behind us could store them.
        raise CallbackRefused(RefusalReason.MALFORMED)
    return text


def _plain(value: FieldValue | None) -> str:
    return value.strip() if isinstance(value, str) else ""


def _moment(value: FieldValue | None) -> datetime | None:
    text = _plain(value)
    if not (text.isascii() and text.isdigit()) or len(text) > 11 or int(text) > LATEST_UNIX:
        return None
    return datetime.fromtimestamp(int(text), UTC)


def _flatten(value: FieldValue) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    inner = value.values() if isinstance(value, dict) else value
    return tuple(text for one in inner for text in _flatten(one))
