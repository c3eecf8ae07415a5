"""Mass sending: the API only makes tasks; nothing reaches anybody until the member confirms."""

from collections.abc import Iterable
from typing import Any

from simulator.wecom.call import EXTERNAL, Answer, Area, Call
from simulator.wecom.content import hash_content, read_content
from simulator.wecom.errors import WeComError
from simulator.wecom.model import MassMessage, MassTask, Relation, Staff
from simulator.wecom.scope import get_servant, is_visible, list_relations, list_visible, serves_customers

area = Area()
MOST_CUSTOMERS = 10_000
MOST_CHATS = 2000
MOST_REMINDERS = 3
DAY = 86_400
TagFilter = list[set[str]]


@area.post("externalcontact/add_msg_template", EXTERNAL)
def create_mass_message(call: Call) -> Answer:
    """Make one task for every member concerned; returns the msgid and who cannot be reached."""
    text, attachments = read_content(call)
    chat_type = call.body.get("chat_type") or "single"
    if chat_type not in ("single", "group"):
        raise WeComError(40058, "invalid chat_type")
    plan, unreachable = _plan_chats(call) if chat_type == "group" else _plan_customers(call)
    if not plan:
        raise WeComError(41048, fail_list=unreachable)
    message = _keep_message(call, chat_type, text, attachments)
    message.fail_list = unreachable
    for userid, receivers in plan.items():
        _keep_task(call, message, userid, receivers)
    call.note(
        "mass_task",
        message.msgid,
        subject=chat_type,
        content=message.content,
        receivers=sum(len(receivers) for receivers in plan.values()),
        members=len(plan),
        unreachable=len(unreachable),
    )
    return {"fail_list": unreachable, "msgid": message.msgid}


@area.post("externalcontact/remind_groupmsg_send", EXTERNAL)
def remind_members(call: Call) -> Answer:
    """Remind the members who have not confirmed; three times in 24 hours at most."""
    message = get_message(call)
    if message.cancelled_at:
        raise WeComError(41093)
    recent = [moment for moment in message.reminders if moment > call.now - DAY]
    if len(recent) >= MOST_REMINDERS:
        raise WeComError(41094)
    message.reminders = [*recent, call.now]
    call.world.keep("message", message)
    call.note("mass_reminder", message.msgid)
    return {}


@area.post("externalcontact/cancel_groupmsg_send", EXTERNAL)
def cancel_mass_message(call: Call) -> Answer:
    """Stop what is not sent yet; what is sent cannot be called back."""
    message = get_message(call)
    if message.cancelled_at:
        raise WeComError(41093)
    message.cancelled_at = call.now
    call.world.keep("message", message)
    call.note("mass_cancelled", message.msgid)
    return {}


def get_message(call: Call) -> MassMessage:
    """The message of this call, once it is dispatched; raises 41046, 41047 or 41063."""
    message = call.world.messages.get(call.need_text("msgid", missing=41046))
    if message is None:
        raise WeComError(41047)
    if call.now < message.ready_at:
        raise WeComError(41063)
    return message


def _keep_message(call: Call, chat_type: str, text: dict[str, Any], attachments: list[dict[str, Any]]) -> MassMessage:
    message = MassMessage(
        msgid=call.kernel.world.mint("msg", 40),
        chat_type=chat_type,
        created_at=call.now,
        ready_at=call.now + call.world.corp.dispatch_delay_s,
        seq=call.kernel.world.next_seq(),
        content=hash_content(call, text, attachments),
        text=text,
        attachments=attachments,
    )
    call.world.keep("message", message)
    return message


def _keep_task(call: Call, message: MassMessage, userid: str, receivers: list[str]) -> None:
    delay = call.world.corp.auto_confirm_s
    task = MassTask(
        msgid=message.msgid,
        userid=userid,
        seq=call.kernel.world.next_seq(),
        receivers=receivers,
        results=[0] * len(receivers),
        confirm_at=0.0 if delay is None else message.ready_at + delay,
    )
    call.world.keep("task", task)
    if task.confirm_at:
        call.kernel.confirm_later(call.world, task)


def _plan_customers(call: Call) -> tuple[dict[str, list[str]], list[str]]:
    wanted = call.take_texts("external_userid", most=MOST_CUSTOMERS)
    sender = call.take_text("sender")
    tag_filter = _read_tag_filter(call)
    if not wanted and not sender and not tag_filter:
        raise WeComError(41048)
    senders = [get_servant(call, sender)] if sender else [m for m in list_visible(call) if serves_customers(m)]
    if wanted:
        return _plan_listed(call, wanted, {m.userid.lower() for m in senders}, tag_filter)
    relations = [relation for member in senders for relation in list_relations(call, member)]
    return _share_out(relation for relation in relations if _matches(relation, tag_filter)), []


def _plan_listed(
    call: Call, wanted: list[str], senders: set[str], tag_filter: TagFilter
) -> tuple[dict[str, list[str]], list[str]]:
    found: list[Relation] = []
    unreachable: list[str] = []
    for external_userid in dict.fromkeys(wanted):
        known = call.world.relations_with.get(external_userid, {})
        usable = [
            relation
            for userid, relation in known.items()
            if userid in senders and relation.pending != "accept" and _matches(relation, tag_filter)
        ]
        found.extend(usable)
        if not usable:
            unreachable.append(external_userid)
    return _share_out(found), unreachable


def _share_out(relations: Iterable[Relation]) -> dict[str, list[str]]:
    # One member per customer: the one who was last in touch; at a tie the older relation.
    best: dict[str, Relation] = {}
    for relation in relations:
        other = best.get(relation.external_userid)
        if other is None or _closeness(relation) > _closeness(other):
            best[relation.external_userid] = relation
    plan: dict[str, list[str]] = {}
    for external_userid, relation in best.items():
        plan.setdefault(relation.userid, []).append(external_userid)
    return plan


def _closeness(relation: Relation) -> tuple[float, int]:
    return max(relation.last_talk, float(relation.createtime)), -relation.seq


def _read_tag_filter(call: Call) -> TagFilter:
    given = call.body.get("tag_filter") or {}
    groups = given.get("group_list") if isinstance(given, dict) else None
    tag_filter: TagFilter = []
    for group in groups or []:
        tags = group.get("tag_list") if isinstance(group, dict) else None
        if not isinstance(tags, list) or len(tags) > 100:
            raise WeComError(40058, "tag_list must be a list of at most 100 tags")
        if any(key not in call.world.tags for key in tags):
            raise WeComError(40068)
        if tags:
            tag_filter.append(set(tags))
    return tag_filter


def _matches(relation: Relation, tag_filter: TagFilter) -> bool:
    return all(tags.intersection(relation.tags) for tags in tag_filter)


def _plan_chats(call: Call) -> tuple[dict[str, list[str]], list[str]]:
    sender: Staff = get_servant(call, call.need_text("sender"))
    wanted = call.take_texts("chat_id_list", most=MOST_CHATS)
    own = [
        chat.chat_id
        for chat in call.world.chats.values()
        if not chat.dismissed and chat.owner.lower() == sender.userid.lower() and is_visible(call, sender)
    ]
    if not wanted:
        return ({sender.userid: own} if own else {}), []
    reachable = [chat_id for chat_id in dict.fromkeys(wanted) if chat_id in set(own)]
    unreachable = [chat_id for chat_id in dict.fromkeys(wanted) if chat_id not in set(own)]
    return ({sender.userid: reachable} if reachable else {}), unreachable
