"""联系我 live codes made through the API."""

from typing import Any

from simulator.wecom.call import EXTERNAL, Answer, Area, Call
from simulator.wecom.errors import WeComError
from simulator.wecom.model import ACTIVE, ContactWay
from simulator.wecom.scope import get_member
from simulator.wecom.world import slice_after

area = Area()
DAY = 86_400
MAX_MEMBERS = 100
MAX_LIFE = 14 * DAY
CHANGEABLE = (
    "remark",
    "skip_verify",
    "style",
    "state",
    "user",
    "party",
    "expires_in",
    "chat_expires_in",
    "unionid",
    "conclusions",
)
FIXED = ("type", "scene", "is_temp", "is_exclusive", "mark_source")


@area.post("externalcontact/add_contact_way", EXTERNAL)
def add_contact_way(call: Call) -> Answer:
    """Make a live code; the QR address is there only for scene 2."""
    _check_room(call)
    body = _defaults() | {name: call.body[name] for name in (*CHANGEABLE, *FIXED) if name in call.body}
    _check_kind(body)
    _check_people(call, body)
    _check_texts(call, body)
    config_id = call.kernel.world.mint("", 32)
    way = ContactWay(config_id, call.kernel.clock.second(), call.kernel.world.next_seq(), body)
    if body["scene"] == 2:
        way.qr_code = f"{call.kernel.address}/qr/{config_id}.png"
    call.world.keep("way", way)
    call.note("contact_way", config_id, subject=body["state"], content=str(sorted(body["user"])))
    return {"config_id": config_id, "qr_code": way.qr_code} if way.qr_code else {"config_id": config_id}


@area.post("externalcontact/get_contact_way", EXTERNAL)
def get_contact_way(call: Call) -> Answer:
    """One live code as it was configured."""
    way = _get_way(call)
    return {"contact_way": {"config_id": way.config_id, **way.body, "qr_code": way.qr_code}}


@area.post("externalcontact/list_contact_way", EXTERNAL)
def list_contact_ways(call: Call) -> Answer:
    """Ids of the live codes made in a span of time; temporary ones are never listed."""
    end = call.take_int("end_time", call.kernel.clock.second())
    start = call.take_int("start_time", end - 90 * DAY)
    found = [way for way in call.world.ways.values() if start <= way.created_at <= end and not way.body["is_temp"]]
    limit = call.take_limit(default=100, most=1000)
    scope = f"{call.body.get('start_time')}-{call.body.get('end_time')}"
    page, after = slice_after(found, call.read_cursor(scope), limit, lambda way: way.seq)
    return {
        "contact_way": [{"config_id": way.config_id} for way in page],
        "next_cursor": call.make_cursor(scope, after),
    }


@area.post("externalcontact/update_contact_way", EXTERNAL)
def update_contact_way(call: Call) -> Answer:
    """Change a live code. Lists are replaced; what is not given stays as it was."""
    way = _get_way(call)
    body = way.body | {name: call.body[name] for name in CHANGEABLE if name in call.body}
    _check_people(call, body)
    _check_texts(call, body)
    way.body = body
    call.world.keep("way", way)
    call.note("contact_way_changed", way.config_id, subject=body["state"])
    return {}


@area.post("externalcontact/del_contact_way", EXTERNAL)
def delete_contact_way(call: Call) -> Answer:
    """Remove a live code; its QR no longer works."""
    way = _get_way(call)
    call.world.forget("way", way)
    call.note("contact_way_deleted", way.config_id)
    return {}


def _defaults() -> dict[str, Any]:
    return {
        "type": 0,
        "scene": 0,
        "style": 0,
        "remark": "",
        "skip_verify": True,
        "state": "",
        "user": [],
        "party": [],
        "is_temp": False,
        "is_exclusive": False,
        "expires_in": 7 * DAY,
        "chat_expires_in": DAY,
        "unionid": "",
        "mark_source": True,
        "conclusions": {},
    }


def _check_room(call: Call) -> None:
    # Temporary codes don't count; they are looked at only when it could matter.
    ways, limit = call.world.ways, call.world.corp.way_limit
    if len(ways) >= limit and sum(not way.body["is_temp"] for way in ways.values()) >= limit:
        raise WeComError(41045)


def _get_way(call: Call) -> ContactWay:
    way = call.world.ways.get(call.need_text("config_id", missing=41043))
    if way is None:
        raise WeComError(41044)
    return way


def _check_kind(body: dict[str, Any]) -> None:
    if not body["type"]:
        raise WeComError(41037)
    if not body["scene"]:
        raise WeComError(41038)
    if body["type"] not in (1, 2):
        raise WeComError(41039)
    if body["scene"] not in (1, 2):
        raise WeComError(41040)
    if body["style"] not in (0, 1, 2, 3):
        raise WeComError(41042)


def _check_people(call: Call, body: dict[str, Any]) -> None:
    users, parties = body["user"], body["party"]
    if not isinstance(users, list) or not isinstance(parties, list):
        raise WeComError(40058, "user and party must be lists")
    if body["type"] == 1 and (len(users) != 1 or parties):
        raise WeComError(40058, "a single contact way has exactly one user")
    if not users and not parties:
        raise WeComError(40058, "user and party are both empty")
    for userid in users:
        member = get_member(call, userid)
        if member.status != ACTIVE:
            raise WeComError(41054)
        if not member.external:
            raise WeComError(84074)
    if len(list_way_members(call, body)) > MAX_MEMBERS:
        raise WeComError(41041)


def list_way_members(call: Call, body: dict[str, Any]) -> list[str]:
    """The members of a live code with its departments expanded, in lower case."""
    found = dict.fromkeys(userid.lower() for userid in body["user"])
    for department_id in body["party"]:
        if department_id not in call.world.departments:
            raise WeComError(60123)
        below = set(call.world.subtree(department_id))
        found |= dict.fromkeys(key for key, m in call.world.staff.items() if below.intersection(m.departments))
    return list(found)


def _check_texts(call: Call, body: dict[str, Any]) -> None:
    call.take_text("remark", chars=30)
    call.take_text("state", chars=30)
    if body["is_temp"] and body["type"] != 1:
        raise WeComError(40058, "a temporary contact way has exactly one user")
    if body["conclusions"] and not body["is_temp"]:
        raise WeComError(40058, "conclusions need is_temp")
    for name in ("expires_in", "chat_expires_in"):
        if not isinstance(body[name], int) or not 0 < body[name] <= MAX_LIFE:
            raise WeComError(40058, f"{name} must be at most 14 days")
