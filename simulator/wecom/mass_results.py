"""What became of mass sends: the records, the members' tasks, the result for each receiver."""

from typing import Any

from simulator.wecom.call import EXTERNAL, Answer, Area, Call
from simulator.wecom.errors import WeComError
from simulator.wecom.mass_send import get_message
from simulator.wecom.model import MassMessage, MassTask
from simulator.wecom.world import slice_after

area = Area()
MONTH = 31 * 86_400


@area.post("externalcontact/get_groupmsg_list_v2", EXTERNAL)
def list_mass_messages(call: Call) -> Answer:
    """Messages created in a span of at most a month."""
    chat_type = call.need_text("chat_type")
    start, end = call.take_int("start_time", -1), call.take_int("end_time", -1)
    if start < 0 or end < start or end - start > MONTH:
        raise WeComError(40058, "start_time and end_time must be at most one month apart")
    wanted = call.take_int("filter_type", 2)
    creator = call.take_text("creator").lower()
    found = [
        message
        for message in call.world.messages.values()
        if message.chat_type == chat_type
        and start <= message.created_at <= end + 1
        and wanted in (2, int(bool(message.creator)))
        and creator in ("", message.creator.lower())
    ]
    limit = call.take_limit(default=50, most=100, clamp=False)
    scope = f"{chat_type}/{start}/{end}/{creator}/{wanted}"
    page, after = slice_after(found, call.read_cursor(scope), limit, lambda message: message.seq)
    return {
        "next_cursor": call.make_cursor(scope, after),
        "group_msg_list": [_show_message(message) for message in page],
    }


@area.post("externalcontact/get_groupmsg_task", EXTERNAL)
def list_tasks(call: Call) -> Answer:
    """The members' tasks of one message: 0 = not confirmed, 2 = sent."""
    message = get_message(call)
    tasks = sorted(call.world.tasks.get(message.msgid, {}).values(), key=lambda task: task.seq)
    limit = call.take_limit(default=500, most=1000, clamp=False)
    page, after = slice_after(tasks, call.read_cursor(message.msgid), limit, lambda task: task.seq)
    return {
        "next_cursor": call.make_cursor(message.msgid, after),
        "task_list": [_show_task(task) for task in page],
    }


@area.post("externalcontact/get_groupmsg_send_result", EXTERNAL)
def list_send_results(call: Call) -> Answer:
    """Each receiver of one member's task: 0 = not sent, 1 = sent, 2 = no friend, 3 = quota used up."""
    message = get_message(call)
    userid = call.need_text("userid", missing=41009)
    task = call.world.tasks.get(message.msgid, {}).get(userid.lower())
    if task is None:
        raise WeComError(40003)
    limit = call.take_limit(default=500, most=1000, clamp=False)
    scope = f"{message.msgid}/{task.userid}"
    start = call.read_cursor(scope)
    rows = [_show_result(message, task, at) for at in range(start, min(start + limit, len(task.receivers)))]
    after = start + limit if start + limit < len(task.receivers) else 0
    return {"next_cursor": call.make_cursor(scope, after), "send_list": rows}


@area.post("externalcontact/get_group_msg_result", EXTERNAL)
def list_legacy_results(call: Call) -> Answer:
    """The old way to ask, kept for old clients."""
    message = get_message(call)
    tasks = call.world.tasks.get(message.msgid, {}).values()
    rows = [_show_result(message, task, at) for task in tasks for at in range(len(task.receivers))]
    start = call.read_cursor(message.msgid)
    limit = call.take_limit(default=500, most=1000, clamp=False)
    after = start + limit if start + limit < len(rows) else 0
    return {
        "check_status": 1,
        "detail_list": rows[start : start + limit],
        "next_cursor": call.make_cursor(message.msgid, after),
    }


def _show_message(message: MassMessage) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "msgid": message.msgid,
        "create_time": int(message.created_at),
        "create_type": int(bool(message.creator)),
        "text": message.text,
        "attachments": message.attachments,
    }
    return {**shown, "creator": message.creator} if message.creator else shown


def _show_task(task: MassTask) -> dict[str, Any]:
    if not task.sent_at:
        return {"userid": task.userid, "status": 0}
    return {"userid": task.userid, "status": 2, "send_time": int(task.sent_at)}


def _show_result(message: MassMessage, task: MassTask, at: int) -> dict[str, Any]:
    name = "chat_id" if message.chat_type == "group" else "external_userid"
    row: dict[str, Any] = {name: task.receivers[at], "userid": task.userid, "status": task.results[at]}
    if task.results[at] == 1:
        row["send_time"] = int(task.sent_at)
    return row
