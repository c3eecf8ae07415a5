"""Members confirm mass sends in their clients; only then do customers receive anything."""

import hashlib
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from simulator.clients.errors import CannotDo, Unknown
from simulator.clients.people import get_relation, get_staff
from simulator.kernel import Kernel
from simulator.wecom.model import MassMessage, MassTask, Staff
from simulator.wecom.scope import serves_customers
from simulator.wecom.world import CorpWorld

CHINA = timezone(timedelta(hours=8))
SENT, NOT_FRIEND, OVER_QUOTA = 1, 2, 3
QUOTA_MODES = ("monthly_days", "monthly_4", "weekly_7", "daily_1")


@dataclass(slots=True, frozen=True)
class Confirmation:
    """What one confirmed task did."""

    msgid: str
    userid: str
    sent: int
    not_friend: int
    over_quota: int


def list_open_tasks(kernel: Kernel, world: CorpWorld, *, msgid: str = "", userid: str = "") -> list[MassTask]:
    """Tasks that members can confirm now: dispatched, not cancelled, not confirmed yet."""
    found: list[MassTask] = []
    for message in world.messages.values():
        if msgid not in ("", message.msgid) or not is_open(kernel, message):
            continue
        tasks = {
            key: task for key, task in world.tasks.get(message.msgid, {}).items() if serves_customers(world.staff[key])
        }
        mine = [task for key, task in tasks.items() if userid.lower() in ("", key)]
        found.extend(task for task in mine if not task.sent_at and not task.ignored)
    return found


def ignore_task(world: CorpWorld, msgid: str, userid: str) -> None:
    """The member leaves a task undone: for WeCom it stays unconfirmed. Raises CannotDo, Unknown."""
    task = world.tasks.get(msgid, {}).get(userid.lower())
    if task is None:
        raise Unknown("task", f"{msgid} of {userid}")
    if task.sent_at:
        raise CannotDo("the task is already sent")
    task.ignored = True
    world.keep("task", task)


def is_open(kernel: Kernel, message: MassMessage) -> bool:
    """The members can see the message in their clients."""
    return not message.cancelled_at and kernel.clock.now() >= message.ready_at


def confirm_task(kernel: Kernel, world: CorpWorld, task: MassTask) -> Confirmation | None:
    """The member presses "send"; None when the task is no longer open."""
    message = world.messages[task.msgid]
    if task.sent_at or task.ignored or not is_open(kernel, message) or not serves_customers(_sender_of(world, task)):
        return None
    now = kernel.clock.now()
    single = message.chat_type == "single"
    quota = QuotaWindow.at(now, world.corp.mass_quota)
    for at, receiver in enumerate(task.receivers):
        task.results[at] = _send(world, task, receiver, quota, single=single)
    task.sent_at = now
    world.keep("task", task)
    sent = [r for r, result in zip(task.receivers, task.results, strict=True) if result == SENT]
    for receiver in sent:
        world.received.setdefault(receiver, []).append(now)
    kernel.books.note_deliveries(
        world.corp_id, msgid=task.msgid, content=message.content, userid=task.userid, receivers=sent
    )
    counts = [task.results.count(result) for result in (SENT, NOT_FRIEND, OVER_QUOTA)]
    return Confirmation(task.msgid, task.userid, *counts)


def send_personally(kernel: Kernel, world: CorpWorld, userid: str, receivers: list[str], text: str) -> Confirmation:
    """A member sends a mass message of their own; it counts for the receivers' quota. Raises Unknown."""
    member = get_staff(world, userid)
    if not serves_customers(member):
        raise CannotDo(f"{userid} has no customer contact")
    for receiver in receivers:
        get_relation(world, userid, receiver)
    now = kernel.clock.now()
    message = MassMessage(
        msgid=kernel.world.mint("msg", 40),
        chat_type="single",
        created_at=now,
        ready_at=now,
        seq=kernel.world.next_seq(),
        content=hashlib.sha256(text.encode()).hexdigest()[:32],
        text={"content": text},
        attachments=[],
        creator=member.userid,
    )
    world.keep("message", message)
    task = MassTask(message.msgid, member.userid, kernel.world.next_seq(), receivers, [0] * len(receivers))
    world.keep("task", task)
    done = confirm_task(kernel, world, task)
    assert done is not None  # it was made open a line above
    return done


def _sender_of(world: CorpWorld, task: MassTask) -> Staff:
    return world.staff[task.userid.lower()]


@dataclass(slots=True, frozen=True)
class QuotaWindow:
    """How many mass messages one receiver may get since a moment (Unix seconds)."""

    since: float
    most: int

    @classmethod
    def at(cls, now: float, mode: str) -> "QuotaWindow":
        """The window around ``now`` by the calendar of China."""
        today = datetime.fromtimestamp(now, UTC).astimezone(CHINA)
        midnight = today.replace(hour=0, minute=0, second=0, microsecond=0)
        if mode == "daily_1":
            return cls(midnight.timestamp(), 1)
        if mode == "weekly_7":
            return cls((midnight - timedelta(days=midnight.weekday())).timestamp(), 7)
        most = 4 if mode == "monthly_4" else monthrange(today.year, today.month)[1]
        return cls(midnight.replace(day=1).timestamp(), most)


def _send(world: CorpWorld, task: MassTask, receiver: str, quota: QuotaWindow, *, single: bool) -> int:
    if single:
        relation = world.find_relation(task.userid, receiver)
        if relation is None or not relation.is_friend:
            return NOT_FRIEND
    elif world.chats[receiver].dismissed:
        return NOT_FRIEND
    recent = sum(moment >= quota.since for moment in world.received.get(receiver, ()))
    return OVER_QUOTA if recent >= quota.most else SENT
