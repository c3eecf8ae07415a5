"""入群欢迎语 templates: members choose them in the client, the API only keeps them."""

from typing import Any

from simulator.wecom.call import EXTERNAL, Answer, Area, Call
from simulator.wecom.content import check_attachment
from simulator.wecom.errors import WeComError
from simulator.wecom.model import GroupWelcome

area = Area()
MOST_TEMPLATES = 100
TEXT_BYTES = 3000
ATTACHMENTS = ("image", "link", "miniprogram", "file", "video")
PATH = "externalcontact/group_welcome_template"


@area.post(f"{PATH}/add", EXTERNAL)
def add_template(call: Call) -> Answer:
    """Keep a template; a company has at most 100."""
    if len(call.world.group_welcomes) >= MOST_TEMPLATES:
        raise WeComError(41055)
    template = GroupWelcome(call.kernel.world.mint("msg", 40), call.credential.key, _read_body(call))
    call.world.keep("group_welcome", template)
    call.note("group_welcome", template.template_id)
    return {"template_id": template.template_id}


@area.post(f"{PATH}/get", EXTERNAL)
def get_template(call: Call) -> Answer:
    """One template, flat as it was given."""
    return dict(_get_template(call).body)


@area.post(f"{PATH}/edit", EXTERNAL)
def edit_template(call: Call) -> Answer:
    """Replace the content of one's own template."""
    template = _get_own(call)
    template.body = _read_body(call)
    call.world.keep("group_welcome", template)
    call.note("group_welcome_changed", template.template_id)
    return {}


@area.post(f"{PATH}/del", EXTERNAL)
def delete_template(call: Call) -> Answer:
    """Remove one's own template."""
    template = _get_own(call)
    call.world.forget("group_welcome", template)
    call.note("group_welcome_deleted", template.template_id)
    return {}


def _get_template(call: Call) -> GroupWelcome:
    template = call.world.group_welcomes.get(call.need_text("template_id"))
    if template is None:
        raise WeComError(40058, "invalid template_id")
    return template


def _get_own(call: Call) -> GroupWelcome:
    template = _get_template(call)
    if template.owner != call.credential.key:
        raise WeComError(41058)
    return template


def _read_body(call: Call) -> dict[str, Any]:
    text = call.body.get("text") or {}
    content = text.get("content", "") if isinstance(text, dict) else None
    if not isinstance(content, str):
        raise WeComError(40058, "text must be an object with content")
    if len(content.encode()) > TEXT_BYTES:
        raise WeComError(45002)
    given = [kind for kind in ATTACHMENTS if call.body.get(kind)]
    if len(given) > 1:
        raise WeComError(41064)
    if not content and not given:
        raise WeComError(41089)
    for kind in given:
        check_attachment(call, {"msgtype": kind, kind: call.body[kind]})
    return {"text": {"content": content}, **{kind: call.body[kind] for kind in given}}
