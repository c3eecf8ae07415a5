"""Writing what became of a batch: each a compare-and-set in one transaction with its messages and events."""

import logging
from datetime import datetime

from sqlalchemy import RowMapping

from siyu.channels.sending.contracts import State
from siyu.channels.sending.queries import dispatching, polling, settling
from siyu.channels.sending.service.pace import pace_of
from siyu.runtime.faults import fault_site
from siyu.runtime.house import House
from siyu.vendors import wecom

log = logging.getLogger(__name__)

Queue = RowMapping
Batch = RowMapping


async def mark_submitted(house: House, queue: Queue, batch: Batch, msgid: str, *, refused: list[str]) -> bool:
    """The task is there; False when somebody else has closed this intent otherwise meanwhile.

    Also written when our lease has ended: the msgid is a fact, and the batch's own state guards against two.
    """
    fault_site("send.before_mark")
    async with house.unit() as uow:
        now = uow.now()
        if not await dispatching.close_intent(uow.connection, batch["id"], "submitted", msgid=msgid, now=now):
            return await polling.has_msgid(uow.connection, batch["id"], msgid)
        await settling.submit_batch(uow.connection, batch["id"], msgid=msgid, refused=refused, now=now)
        if await dispatching.hold_lease(uow.connection, queue):
            await polling.wish_cancel(uow.connection, batch["id"], now=now)
        await dispatching.release_queue(uow.connection, queue, next_at=now)
    fault_site("send.after_mark")
    return True


async def withdraw(house: House, queue: Queue, batch: Batch, *, problem: str | None, until: datetime | None) -> None:
    """The task was certainly not made: its people wait for another batch, not before `until`."""
    async with house.unit() as uow:
        now = uow.now()
        if await dispatching.hold_lease(uow.connection, queue) is None:
            return
        if await dispatching.close_intent(uow.connection, batch["id"], "withdrawn", reason=problem, now=now):
            await settling.move_batch(
                uow.connection, batch["id"], State.PLANNED, from_states=[State.DISPATCHING], now=now
            )
        at = until or now + pace_of(house).give_up
        await dispatching.release_queue(uow.connection, queue, next_at=at, problem=problem)


async def mark_refused(house: House, queue: Queue, batch: Batch, *, reason: str, problem: str) -> None:
    """WeCom refused the task for good: its people failed."""
    async with house.unit() as uow:
        now = uow.now()
        if await dispatching.close_intent(uow.connection, batch["id"], "refused", reason=problem, now=now):
            await settling.move_batch(
                uow.connection, batch["id"], State.FAILED, from_states=[State.DISPATCHING], reason=reason, now=now
            )
        await dispatching.release_queue(uow.connection, queue, next_at=now)


async def ask_later(house: House, queue: Queue, batch: Batch, *, problem: str) -> None:
    """Nobody can tell yet: WeCom is asked (again) in a while, and nothing else is sent from this queue till then."""
    pace = pace_of(house)
    async with house.unit() as uow:
        pause = pace.ask_again * 2 ** min(batch["asks"], 6) if batch["ask_at"] else pace.ask_after
        if problem == "not_listed_yet":
            pause = pace.ask_again
        at = uow.now() + pause
        if problem in ("not_listed_yet", "no_clear_answer"):
            await dispatching.postpone_ask(uow.connection, batch["id"], at)
        await dispatching.release_queue(uow.connection, queue, next_at=at, problem=problem)


async def give_up(house: House, queue: Queue, batch: Batch, *, problem: str) -> None:
    """Nobody can tell: the batch's people are unknown, shown, and never sent to again by themselves."""
    async with house.unit() as uow:
        now = uow.now()
        if await dispatching.close_intent(uow.connection, batch["id"], "unknown", reason=problem, now=now):
            await settling.move_batch(
                uow.connection, batch["id"], State.UNKNOWN, from_states=[State.DISPATCHING], reason=problem, now=now
            )
        await dispatching.release_queue(uow.connection, queue, next_at=now, problem=problem)


async def cancel_late_task(house: House, client: wecom.WeComClient, batch: Batch, msgid: str) -> None:
    """Our intent was closed as never made while the call was under way: take the late task back."""
    log.error("batch %s was given up while its call was under way; task %s is cancelled", batch["id"], msgid)
    try:
        await client.mass_send.cancel(msgid)
    except wecom.WeComFailure as failure:
        log.error("the late task %s could not be cancelled: %s", msgid, failure)
