"""Customer groups: list and details."""

from typing import Any

from simulator.wecom.call import EXTERNAL, Answer, Area, Call
from simulator.wecom.errors import WeComError
from simulator.wecom.model import GroupChat
from simulator.wecom.scope import is_visible, list_visible
from simulator.wecom.world import slice_after

area = Area()
MAX_MEMBERS_WITHOUT_FILTER = 1000


@area.post("externalcontact/groupchat/list", EXTERNAL)
def list_groups(call: Call) -> Answer:
    """Ids of the groups of visible owners; a page size over the limit falls back to the default."""
    if "limit" not in call.body:
        raise WeComError(40063, "missing limit")
    limit = call.take_limit(default=100, most=1000, clamp=False)
    owners = _read_owners(call)
    status = call.take_int("status_filter")
    found = [
        chat
        for chat in call.world.chats.values()
        if not chat.dismissed and chat.owner.lower() in owners and status in (0, chat.status)
    ]
    scope = f"{status}/{','.join(sorted(owners))}"
    page, after = slice_after(found, call.read_cursor(scope), limit, lambda chat: chat.seq)
    return {
        "group_chat_list": [{"chat_id": chat.chat_id, "status": chat.status} for chat in page],
        "next_cursor": call.make_cursor(scope, after),
    }


@area.post("externalcontact/groupchat/get", EXTERNAL)
def get_group(call: Call) -> Answer:
    """One group with its members; names only with ``need_name``."""
    chat = call.world.chats.get(call.need_text("chat_id", missing=40050))
    if chat is None or chat.dismissed:
        raise WeComError(40050)
    owner = call.world.find_staff(chat.owner)
    if owner is None or not is_visible(call, owner):
        raise WeComError(60011)
    return {"group_chat": _show_group(call, chat)}


@area.post("externalcontact/opengid_to_chatid", EXTERNAL)
def find_group_by_opengid(call: Call) -> Answer:
    """The group behind an open id; here an open id is ``og`` and the chat_id."""
    opengid = call.need_text("opengid")
    chat = call.world.chats.get(opengid.removeprefix("og"))
    if not opengid.startswith("og") or chat is None:
        raise WeComError(90511)
    return {"chat_id": chat.chat_id}


def _read_owners(call: Call) -> set[str]:
    owner_filter = call.body.get("owner_filter") or {}
    listed = owner_filter.get("userid_list") if isinstance(owner_filter, dict) else None
    visible = {member.userid.lower() for member in list_visible(call)}
    if not listed:
        if len(visible) > MAX_MEMBERS_WITHOUT_FILTER:
            raise WeComError(81017)
        return visible
    if not isinstance(listed, list) or len(listed) > 100:
        raise WeComError(40058, "userid_list exceeds 100 items")
    return visible & {str(userid).lower() for userid in listed}


def _show_group(call: Call, chat: GroupChat) -> dict[str, Any]:
    need_name = call.take_int("need_name") == 1
    members = [_show_member(call, row, need_name) for row in chat.members.values()]
    return {
        "chat_id": chat.chat_id,
        "name": chat.name,
        "owner": chat.owner,
        "create_time": chat.create_time,
        "notice": chat.notice,
        "member_list": members,
        "admin_list": [{"userid": userid} for userid in chat.admins],
        "member_version": chat.version,
    }


def _show_member(call: Call, row: dict[str, Any], need_name: bool) -> dict[str, Any]:
    shown = dict(row)
    customer = call.world.customers.get(row["userid"])
    if customer is not None and customer.unionid:
        shown["unionid"] = customer.unionid
    if need_name:
        member = call.world.find_staff(row["userid"])
        shown["name"] = customer.name if customer else member.name if member else ""
    return shown
