"""The XML of events and of the encrypted envelope around them."""

from collections.abc import Mapping
from typing import Any

from simulator.callbacks.crypto import BLOCK, PREFIX, pad_length


def write_event(corp_id: str, created_at: int, event: str, fields: Mapping[str, Any], *, spaced: bool) -> str:
    """The plaintext of one event. ``spaced`` prints closing tags as ``</Tag >``, which is valid XML."""
    head = {"ToUserName": corp_id, "FromUserName": "sys", "CreateTime": created_at, "MsgType": "event"}
    parts = [_element(name, value, spaced) for name, value in {**head, "Event": event, **fields}.items()]
    return f"<xml>{''.join(parts)}</xml{' ' if spaced else ''}>"


def write_envelope(corp_id: str, agent_id: int | None, encrypted: str, *, spaced: bool) -> bytes:
    """The body of the POST; ``agent_id`` None leaves the element out."""
    parts = [_element("ToUserName", corp_id, spaced)]
    if agent_id is not None:
        parts.append(_element("AgentID", str(agent_id), spaced))
    parts.append(_element("Encrypt", encrypted, spaced))
    return f"<xml>{''.join(parts)}</xml{' ' if spaced else ''}>".encode()


def stretch(message: str, receive_id: str, pad: int) -> str:
    """Add blanks before the last tag so that the encrypted body gets exactly ``pad`` padding bytes."""
    size = PREFIX + 4 + len(message.encode()) + len(receive_id.encode())
    blanks = (pad_length(size) - pad) % BLOCK
    cut = message.rindex("</xml")
    return message[:cut] + " " * blanks + message[cut:]


def _element(name: str, value: Any, spaced: bool) -> str:
    end = f"</{name} >" if spaced else f"</{name}>"
    if isinstance(value, int):
        return f"<{name}>{value}{end}"
    if isinstance(value, list):
        return f"<{name}>{''.join(_element('Item', item, spaced) for item in value)}{end}"
    safe = str(value).replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{safe}]]>{end}"
