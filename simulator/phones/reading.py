"""What a phone shows: who is there, what was said, what waits. Only reads the world."""

from collections.abc import Iterator
from typing import Any

from simulator.clients.mass import SENT, list_open_tasks
from simulator.clients.people import get_customer, get_staff
from simulator.kernel import Kernel
from simulator.wecom.model import Customer, Line, MassMessage, Relation, WelcomeCode
from simulator.wecom.world import CorpWorld

MOST_CONVERSATIONS = 200
MOST_RECEIVERS = 500
Shown = dict[str, Any]


def state_of(relation: Relation | None) -> str:
    """How two people stand: friend, waiting (for consent), left (by the customer), removed (by the member)."""
    if relation is None:
        return "removed"
    if relation.customer_left_at:
        return "left"
    return "waiting" if relation.pending == "accept" else "friend"


def read_talk(world: CorpWorld, userid: str, external_userid: str) -> list[Shown]:
    """Everything between two people in order of time: ``{id, at, by, via, kind, …}``.

    ``by``: customer, staff or system; ``via``: "", welcome or mass; ``kind``: text, image, link, miniprogram,
    video, file, met, removed.
    """
    return _merge(world, userid, external_userid, _mass_by_receiver(world, userid))


def show_customer_phone(world: CorpWorld, external_userid: str, talking_to: str = "") -> Shown:
    """The customer's phone: conversations with the newest first, and one in full when ``talking_to`` is given."""
    customer = get_customer(world, external_userid)
    known = world.relations_with.get(external_userid, {})
    everybody = {**dict.fromkeys(known), **dict.fromkeys(world.talks.get(external_userid, {}))}
    rows: list[Shown] = []
    for userid in everybody:
        relation, member = known.get(userid), world.staff.get(userid)
        if member is None or state_of(relation) == "left":
            continue
        row = {"userid": member.userid, "name": member.name, "state": state_of(relation)}
        rows.append(row | _summarise(read_talk(world, userid, external_userid), "staff", relation))
    rows.sort(key=lambda row: row["at"], reverse=True)
    open_talk = read_talk(world, talking_to, external_userid) if talking_to.lower() in everybody else []
    return {"person": _show_person(customer), "conversations": rows, "messages": open_talk}


def show_staff_phone(kernel: Kernel, world: CorpWorld, userid: str, talking_to: str = "") -> Shown:
    """The member's phone: customers, requests for friendship, open mass-send tasks, one conversation in full."""
    member = get_staff(world, userid)
    masses = _mass_by_receiver(world, userid)
    rows = []
    for external_userid, relation in world.relations_of.get(userid.lower(), {}).items():
        talk = _merge(world, userid, external_userid, masses)
        shown = _show_person(world.customers[external_userid])
        row = {**shown, "remark": relation.remark, "state": state_of(relation)}
        rows.append(row | _summarise(talk, "customer", relation))
    rows.sort(key=lambda row: row["at"], reverse=True)
    found: Shown = {
        "person": {"userid": member.userid, "name": member.name, "position": member.position},
        "conversations": rows[:MOST_CONVERSATIONS],
        "customers": len(rows),
        "tasks": [_show_task(world, task.msgid, userid) for task in list_open_tasks(kernel, world, userid=userid)],
        "messages": [],
        "profile": None,
    }
    relation_here = world.find_relation(userid, talking_to)
    if relation_here is not None:
        found["messages"] = _merge(world, userid, talking_to, masses)
        found["profile"] = _show_profile(world, relation_here)
    return found


def _show_person(customer: Customer) -> Shown:
    return {"external_userid": customer.external_userid, "name": customer.name, "avatar": customer.avatar}


def _show_profile(world: CorpWorld, relation: Relation) -> Shown:
    tags = [world.tags[key] for key in relation.tags if key in world.tags and not world.tags[key].deleted]
    return {
        **_show_person(world.customers[relation.external_userid]),
        "remark": relation.remark,
        "description": relation.description,
        "state": state_of(relation),
        "code_state": relation.state,
        "met_at": relation.createtime,
        "tags": [{"name": tag.name, "group": world.tag_groups[tag.group_id].name} for tag in tags],
    }


def _show_task(world: CorpWorld, msgid: str, userid: str) -> Shown:
    message, task = world.messages[msgid], world.tasks[msgid][userid.lower()]
    named = world.customers if message.chat_type == "single" else world.chats
    return {
        "msgid": msgid,
        "chat_type": message.chat_type,
        "created_at": message.created_at,
        "parts": list(_parts(message.text.get("content", ""), message.attachments)),
        "total": len(task.receivers),
        "receivers": [{"id": key, "name": named[key].name} for key in task.receivers[:MOST_RECEIVERS]],
    }


def _summarise(talk: list[Shown], other: str, relation: Relation | None) -> Shown:
    last = talk[-1] if talk else None
    return {
        "last": last,
        "at": last["at"] if last else float(relation.createtime if relation else 0),
        "received": sum(said["by"] == other for said in talk),
    }


def _mass_by_receiver(world: CorpWorld, userid: str) -> dict[str, list[tuple[float, MassMessage]]]:
    found: dict[str, list[tuple[float, MassMessage]]] = {}
    for message in world.messages.values():
        task = world.tasks.get(message.msgid, {}).get(userid.lower())
        if task is None or not task.sent_at or message.chat_type != "single":
            continue
        for receiver, result in zip(task.receivers, task.results, strict=True):
            if result == SENT:
                found.setdefault(receiver, []).append((task.sent_at, message))
    return found


def _merge(
    world: CorpWorld, userid: str, external_userid: str, masses: dict[str, list[tuple[float, MassMessage]]]
) -> list[Shown]:
    said: list[Shown] = []
    relation = world.find_relation(userid, external_userid)
    if relation is not None and relation.pending != "accept":
        said.append(_said("met", relation.createtime, "system", "", {"kind": "met"}))
    for item in world.talks.get(external_userid, {}).get(userid.lower(), []):
        said.extend(_show_welcome(item) if isinstance(item, WelcomeCode) else [_show_line(item)])
    for at, message in masses.get(external_userid, []):
        parts = _parts(message.text.get("content", ""), message.attachments)
        said.extend(_said(f"{message.msgid}-{n}", at, "staff", "mass", part) for n, part in enumerate(parts))
    # Parts of one message share their moment; sorting keeps their order.
    said.sort(key=lambda one: one["at"])
    return said


def _show_line(line: Line) -> Shown:
    if line.by == "removed":
        return _said(f"line-{line.seq}", line.at, "system", "", {"kind": "removed"})
    return _said(f"line-{line.seq}", line.at, line.by, "", {"kind": "text", "text": line.text})


def _show_welcome(code: WelcomeCode) -> list[Shown]:
    parts = _parts(code.text, code.attachments)
    return [_said(f"{code.code[:12]}-{n}", code.used_at, "staff", "welcome", part) for n, part in enumerate(parts)]


def _said(key: str, at: float, by: str, via: str, part: Shown) -> Shown:
    return {"id": key, "at": at, "by": by, "via": via, **part}


def _parts(text: str, attachments: list[dict[str, Any]]) -> Iterator[Shown]:
    if text:
        yield {"kind": "text", "text": text}
    for attachment in attachments:
        kind = attachment["msgtype"]
        yield {"kind": kind, **attachment[kind]}
