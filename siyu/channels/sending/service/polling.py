"""The polling lane: did the staff member confirm, and what became of each customer."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import RowMapping

from siyu.channels.sending.contracts import State
from siyu.channels.sending.queries import polling, settling
from siyu.channels.sending.rules.pauses import PATIENCE, pause_before_poll
from siyu.channels.sending.service import people
from siyu.corps import CorpInactive, CorpNotFound, WeComClients
from siyu.runtime.faults import fault_site
from siyu.runtime.house import House
from siyu.vendors import wecom

log = logging.getLogger(__name__)

_LEASE = timedelta(seconds=20)
_STILL_DISPATCHING, _CANCELLED = 41063, 41093

Batch = RowMapping


@dataclass(frozen=True, slots=True)
class _News:
    """What WeCom says about one member's task."""

    confirmed_at: datetime | None
    people: list[str]
    statuses: list[int]


async def poll_once(house: House) -> int:
    """Ask about the batch that has waited longest; 0 when no batch is due."""
    async with house.unit() as uow:
        batch = await polling.claim_poll(uow.connection, now=uow.now(), lease=_LEASE)
        userid = await people.find_userid(uow, batch["staff_id"]) if batch else ""
    if batch is None:
        return 0
    try:
        client = await house.get(WeComClients).of(batch["corp_id"])
        is_cancelled = batch["reason"] == "stop" and await _cancel(client, batch["msgid"])
        news = await _read(house, client, batch, userid)
    except (wecom.WeComFailure, CorpInactive, CorpNotFound) as failure:
        log.info("no news of batch %s: %s", batch["id"], failure)
        await _ask_again(house, batch, None)
        return 1
    fault_site("send.after_poll")
    await _note(house, batch, news, is_cancelled=is_cancelled)
    return 1


async def _cancel(client: wecom.WeComClient, msgid: str) -> bool:
    try:
        await client.mass_send.cancel(msgid)
    except wecom.WeComError as error:
        if error.code != _CANCELLED:
            raise
    return True


async def _read(house: House, client: wecom.WeComClient, batch: Batch, userid: str) -> _News:
    """The member's task and, once it is confirmed or to be cancelled, everybody in it."""
    confirmed_at: datetime | None = None
    async for task in client.mass_send.iterate_tasks(batch["msgid"]):
        if task.userid.lower() == userid.lower() and task.is_sent:
            confirmed_at = task.send_time or house.clock.now()
    if confirmed_at is None and batch["reason"] != "stop":
        return _News(None, [], [])
    results = [one async for one in client.mass_send.iterate_results(batch["msgid"], userid)]
    return _News(confirmed_at, [one.external_userid for one in results], [one.status for one in results])


async def _ask_again(house: House, batch: Batch, confirmed_at: datetime | None) -> None:
    async with house.unit() as uow:
        is_over = uow.now() - batch["submitted_at"] > PATIENCE
        poll_at = None if is_over else uow.now() + pause_before_poll(batch["polls"] - 1)
        await polling.note_poll(uow.connection, batch["id"], poll_at=poll_at, confirmed_at=confirmed_at)


async def _note(house: House, batch: Batch, news: _News, *, is_cancelled: bool) -> None:
    if news.confirmed_at is None and not is_cancelled:
        await _ask_again(house, batch, None)
        return
    async with house.unit() as uow:
        now = uow.now()
        if news.confirmed_at is not None and batch["confirmed_at"] is None:
            await settling.say_confirmed(
                uow.connection,
                batch["id"],
                submitted_at=batch["submitted_at"],
                confirmed_at=news.confirmed_at,
                now=now,
            )
        await settling.settle_results(uow.connection, batch["id"], people=news.people, statuses=news.statuses, now=now)
        if is_cancelled:
            await settling.move_batch(
                uow.connection,
                batch["id"],
                State.FAILED,
                from_states=[State.SUBMITTED],
                reason="cancelled",
                now=now,
            )
        if await polling.count_submitted(uow.connection, batch["id"]) == 0:
            state = "cancelled" if is_cancelled and news.confirmed_at is None else "closed"
            await polling.close_batch(uow.connection, batch["id"], state, confirmed_at=news.confirmed_at, now=now)
            return
    await _ask_again(house, batch, news.confirmed_at)
