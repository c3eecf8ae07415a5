"""加入群聊 live codes: which groups people join, and what happens when they are full."""

from typing import Any

from simulator.wecom.call import EXTERNAL, Answer, Area, Call
from simulator.wecom.errors import WeComError
from simulator.wecom.model import JoinWay

area = Area()
MOST_GROUPS = 5
REMARK_CHARS = 30


@area.post("externalcontact/groupchat/add_join_way", EXTERNAL)
def add_join_way(call: Call) -> Answer:
    """Make a code; its QR address is not told here, but by get_join_way."""
    world = call.kernel.world
    if len(call.world.ways) + len(call.world.join_ways) >= call.world.corp.way_limit:
        raise WeComError(41045)
    way = JoinWay(world.mint("", 32), world.next_seq(), _read_body(call))
    way.qr_code = f"https://wework.qpic.cn/wwpic/{world.mint('', 24)}/0"
    call.world.keep("join_way", way)
    call.note("join_way", way.config_id, subject=way.body["state"])
    return {"config_id": way.config_id}


@area.post("externalcontact/groupchat/get_join_way", EXTERNAL)
def get_join_way(call: Call) -> Answer:
    """One code with its QR address."""
    way = _get_way(call)
    return {"join_way": {"config_id": way.config_id, **way.body, "qr_code": way.qr_code}}


@area.post("externalcontact/groupchat/update_join_way", EXTERNAL)
def update_join_way(call: Call) -> Answer:
    """Replace everything of a code but its QR."""
    way = _get_way(call)
    way.body = _read_body(call)
    call.world.keep("join_way", way)
    call.note("join_way_changed", way.config_id)
    return {}


@area.post("externalcontact/groupchat/del_join_way", EXTERNAL)
def delete_join_way(call: Call) -> Answer:
    """Remove a code."""
    way = _get_way(call)
    call.world.forget("join_way", way)
    call.note("join_way_deleted", way.config_id)
    return {}


def _get_way(call: Call) -> JoinWay:
    way = call.world.join_ways.get(call.need_text("config_id", missing=41043))
    if way is None:
        raise WeComError(41044)
    return way


def _read_body(call: Call) -> dict[str, Any]:
    scene = call.take_int("scene")
    if scene not in (1, 2):
        raise WeComError(41040 if scene else 41038)
    chats = call.take_texts("chat_id_list", most=1000)
    if not chats:
        raise WeComError(40063, "missing chat_id_list")
    if len(chats) > MOST_GROUPS:
        raise WeComError(41091)
    known = [call.world.chats.get(chat_id) for chat_id in chats]
    if any(chat is None or chat.dismissed for chat in known):
        raise WeComError(40050)
    return {
        "scene": scene,
        "remark": call.take_text("remark")[:REMARK_CHARS],
        "auto_create_room": call.take_int("auto_create_room", 1),
        "room_base_name": call.take_text("room_base_name", chars=40),
        "room_base_id": call.take_int("room_base_id", 1),
        "chat_id_list": chats,
        "state": call.take_text("state", chars=30),
        "mark_source": bool(call.body.get("mark_source", True)),
    }
