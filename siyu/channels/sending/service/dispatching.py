"""The dispatch lane: per staff member, intent first, then the call, then the result; each its own transaction."""

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping

from siyu.channels.sending.contracts import Message, Purpose
from siyu.channels.sending.contracts.content import to_wecom
from siyu.channels.sending.queries import dispatching, settling
from siyu.channels.sending.queries.contents import get_contents
from siyu.channels.sending.rules.hours import quiet_until
from siyu.channels.sending.rules.pauses import pause_before_retry
from siyu.channels.sending.rules.refusals import failure_reason
from siyu.channels.sending.service import asking, people
from siyu.channels.sending.service.judging import judge_text, speaker_values
from siyu.channels.sending.service.leases import kept_lease
from siyu.channels.sending.service.outcomes import (
    ask_later,
    cancel_late_task,
    give_up,
    mark_refused,
    mark_submitted,
    withdraw,
)
from siyu.channels.sending.service.pace import pace_of
from siyu.channels.sending.service.rulebook import get_send_rules
from siyu.corps import CorpInactive, CorpNotFound, WeComClients
from siyu.runtime.database import UnitOfWork
from siyu.runtime.faults import fault_site
from siyu.runtime.house import House
from siyu.vendors import wecom

log = logging.getLogger(__name__)

Queue = RowMapping
Batch = RowMapping


@dataclass(frozen=True, slots=True)
class _Task:
    """An intent about to be called."""

    batch: Batch
    message: Message
    userid: str
    people: list[str]


async def dispatch_once(house: House) -> int:
    """Do the next piece of work of one queue; 0 when there is none."""
    pace = pace_of(house)
    async with house.unit() as uow:
        queue = await dispatching.claim_queue(uow.connection, now=uow.now(), lease=pace.lease.total_seconds())
    if queue is None:
        return 0
    fault_site("send.after_claim")
    async with kept_lease(house, queue):
        await _go_on(house, queue)
    return 1


async def _go_on(house: House, queue: Queue) -> None:
    async with house.unit() as uow:
        batch = await dispatching.find_open_batch(uow.connection, queue["id"])
    if batch is not None:
        await _resolve(house, queue, batch)
    elif queue["ask_since"] is not None:
        await _learn_back(house, queue)
    else:
        await _send_next(house, queue)


# ---- a new batch -------------------------------------------------------------------------------------


async def _send_next(house: House, queue: Queue) -> None:
    fault_site("send.before_intent")
    async with house.unit() as uow:
        if await dispatching.hold_lease(uow.connection, queue) is None:
            return
        task = await _intend(house, uow, queue)
    fault_site("send.after_intent")
    if task is not None:
        await _call(house, queue, task)


async def _intend(house: House, uow: UnitOfWork, queue: Queue) -> _Task | None:
    """Take the next people and write the intent; None when nothing is to be called now."""
    wait = await _wait_until(house, uow, queue)
    if wait is not None:
        await dispatching.release_queue(uow.connection, queue, next_at=wait)
        return None
    if queue["is_stopped"] or _is_expired(queue, uow.now()):
        await _drop_rest(uow, queue)
        return None
    speakers = await people.list_speakers(uow, {queue["staff_id"]})
    message = (await get_contents(uow.connection, [queue["content_id"]]))[queue["content_id"]]
    ids, externals = await _take(house, uow, queue, is_able=bool(speakers))
    if not ids:
        left = await dispatching.has_more(uow.connection, queue)
        await dispatching.release_queue(uow.connection, queue, next_at=uow.now() if left else None)
        return None
    text = judge_text(message, speaker_values(speakers[0]), (await get_send_rules(uow)).banned_words)
    if isinstance(text, tuple):
        await settling.skip_messages(
            uow.connection, ids, gates=[text[0]] * len(ids), reasons=[text[1]] * len(ids), now=uow.now()
        )
        await dispatching.release_queue(uow.connection, queue, next_at=uow.now())
        return None
    batch = await dispatching.intend_batch(
        uow.connection, queue, ids, body_text=text, fingerprint=message.fingerprint(), now=uow.now()
    )
    return _Task(batch, message, speakers[0].userid, externals)


async def _wait_until(house: House, uow: UnitOfWork, queue: Queue) -> datetime | None:
    rules = (await get_send_rules(uow)).for_purpose(Purpose(queue["purpose"]))
    return quiet_until(uow.now(), house.settings.zone, rules.quiet_from, rules.quiet_to)


def _is_expired(queue: Queue, now: datetime) -> bool:
    return queue["not_after"] is not None and now >= queue["not_after"]


async def _drop_rest(uow: UnitOfWork, queue: Queue) -> None:
    reason = "stopped" if queue["is_stopped"] else "expired"
    await settling.stop_waiting(
        uow.connection, origin=queue["origin"], origin_id=queue["origin_id"], reason=reason, now=uow.now()
    )
    await dispatching.release_queue(uow.connection, queue, next_at=None)


async def _take(house: House, uow: UnitOfWork, queue: Queue, *, is_able: bool) -> tuple[list[int], list[str]]:
    """The people who may still get it; those who may not any more are skipped with their reason."""
    rows = await dispatching.take_people(
        uow.connection,
        queue,
        people.live_follows(),
        people.blocked(Purpose(queue["purpose"]), "wecom", queue["topic"]),
        most=pace_of(house).most_people,
    )
    stops = {row["id"]: row["stop"] if is_able else "reachable:staff_unable" for row in rows}
    stopped = {message: stop.split(":") for message, stop in stops.items() if stop is not None}
    if stopped:
        gates, reasons = [stop[0] for stop in stopped.values()], [stop[1] for stop in stopped.values()]
        await settling.skip_messages(uow.connection, list(stopped), gates=gates, reasons=reasons, now=uow.now())
    going = [row for row in rows if row["id"] not in stopped]
    return [row["id"] for row in going], [row["external_userid"] for row in going]


async def _call(house: House, queue: Queue, task: _Task) -> None:
    """Create the task at WeCom and write what came of it."""
    try:
        client = await house.get(WeComClients).of(queue["corp_id"])
    except (CorpInactive, CorpNotFound) as error:
        await withdraw(house, queue, task.batch, problem=error.code, until=None)
        return
    if not await _may_still_call(house, queue):
        return
    spec = wecom.MassSendSpec(
        content=to_wecom(task.message, task.batch["body_text"]), external_userids=task.people, sender=task.userid
    )
    try:
        created = await client.mass_send.create(spec)
    except wecom.OutcomeUnknown as failure:
        fault_site("send.after_http")
        await ask_later(house, queue, task.batch, problem=failure.reason)
        return
    except wecom.WeComFailure as failure:
        fault_site("send.after_http")
        await _not_made(house, queue, task.batch, failure)
        return
    fault_site("send.after_http")
    if not await mark_submitted(house, queue, task.batch, created.msgid, refused=list(created.fail_list)):
        await cancel_late_task(house, client, task.batch, created.msgid)


async def _may_still_call(house: House, queue: Queue) -> bool:
    """Whether the lease is still ours and no fence came down; without it the intent is left to whoever has it."""
    async with house.unit() as uow:
        stopped = await dispatching.hold_lease(uow.connection, queue)
    return stopped is not None


async def _not_made(house: House, queue: Queue, batch: Batch, failure: wecom.WeComFailure) -> None:
    """The task was certainly not made: its people wait for another try, or fail for good."""
    if isinstance(failure, wecom.QuotaBlocked):
        await withdraw(house, queue, batch, problem="quota", until=failure.until)
        return
    problem = str(failure.code) if isinstance(failure, wecom.WeComError) else type(failure).__name__
    is_final = isinstance(failure, wecom.InvalidRequest | wecom.WeComError) and not failure.is_retryable
    reason = _reason_of(failure) if is_final else None
    if reason is None:
        pause = pause_before_retry(queue["failures"])
        await withdraw(house, queue, batch, problem=problem, until=house.clock.now() + pause)
    else:
        await mark_refused(house, queue, batch, reason=reason, problem=problem)


def _reason_of(failure: wecom.WeComFailure) -> str | None:
    return failure_reason(failure.code) if isinstance(failure, wecom.WeComError) else "rejected"


# ---- an intent whose outcome nobody wrote ------------------------------------------------------------


async def _resolve(house: House, queue: Queue, batch: Batch) -> None:
    """Find out what became of an intent: adopt its task, or let its people go again, or ask later."""
    now, pace = house.clock.now(), pace_of(house)
    due = batch["ask_at"] or batch["intended_at"] + pace.ask_after
    if now < due:
        async with house.unit() as uow:
            await dispatching.release_queue(uow.connection, queue, next_at=due)
        return
    async with house.unit() as uow:
        batch_people = set(await dispatching.list_people_of(uow.connection, batch["id"]))
        message = (await get_contents(uow.connection, [batch["content_id"]]))[batch["content_id"]]
        userid = await people.find_userid(uow, batch["staff_id"])
    try:
        found = await asking.find_tasks(house, asking.sought_of(batch, userid, message))
    except (asking.CannotTell, CorpInactive, CorpNotFound) as error:
        log.warning("it is not clear yet what became of batch %s: %s", batch["id"], error)
        is_over = now - batch["intended_at"] > pace.give_up
        await (give_up if is_over else ask_later)(house, queue, batch, problem="no_clear_answer")
        return
    fault_site("send.after_asking")
    match = asking.pick_match(found, batch_people)
    if match is not None:
        await mark_submitted(house, queue, batch, match.msgid, refused=sorted(batch_people - set(match.people)))
    elif batch["asks"] + 1 < pace.sure_asks:
        await ask_later(house, queue, batch, problem="not_listed_yet")
    else:
        await withdraw(house, queue, batch, problem=None, until=now)


async def _learn_back(house: House, queue: Queue) -> None:
    """After a restore: whoever stands in a task at WeCom already is not sent to again."""
    async with house.unit() as uow:
        speakers = await people.list_speakers(uow, {queue["staff_id"]})
        message = (await get_contents(uow.connection, [queue["content_id"]]))[queue["content_id"]]
        userid = await people.find_userid(uow, queue["staff_id"])
    text = judge_text(message, speaker_values(speakers[0]) if speakers else {}, ())
    sought = asking.Sought(
        corp_id=queue["corp_id"],
        userid=userid,
        message=message,
        text=text if isinstance(text, str) else message.text,
        since=queue["ask_since"],
    )
    try:
        found = await asking.find_tasks(house, sought)
    except (asking.CannotTell, CorpInactive, CorpNotFound):
        async with house.unit() as uow:
            at = uow.now() + pause_before_retry(queue["failures"])
            await dispatching.release_queue(uow.connection, queue, next_at=at, problem="no_clear_answer")
        return
    async with house.unit() as uow:
        if await dispatching.hold_lease(uow.connection, queue) is None:
            return
        for task in found:
            await _adopt(uow, queue, task, sought, message)
        await dispatching.release_queue(uow.connection, queue, next_at=uow.now(), learnt=True)


async def _adopt(uow: UnitOfWork, queue: Queue, task: asking.Found, sought: asking.Sought, message: Message) -> None:
    batch = await dispatching.intend_batch(
        uow.connection, queue, [], body_text=sought.text, fingerprint=message.fingerprint(), now=uow.now()
    )
    await dispatching.close_intent(uow.connection, batch["id"], "submitted", msgid=task.msgid, now=uow.now())
    await settling.adopt_people(
        uow.connection, queue, batch_id=batch["id"], msgid=task.msgid, people=list(task.people), now=uow.now()
    )


async def free_held_once(house: House) -> int:
    """Messages whose quiet hours are over are planned again; how many."""
    async with house.unit() as uow:
        return await dispatching.free_held(uow.connection, now=uow.now(), most=5000)
