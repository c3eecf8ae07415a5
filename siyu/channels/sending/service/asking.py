"""Asking WeCom whether a task is there whose answer was lost, before anything is created again."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping

from siyu.channels.sending.contracts import Message
from siyu.channels.sending.queries import dispatching
from siyu.channels.sending.rules.recognition import Listed, pick_candidates
from siyu.channels.sending.service.pace import pace_of
from siyu.corps import WeComClients
from siyu.runtime.house import House
from siyu.vendors import wecom

log = logging.getLogger(__name__)

_MOST_SPAN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Found:
    """A task of this staff member with this wording, and the people in it."""

    msgid: str
    people: tuple[str, ...]


class CannotTell(Exception):
    """WeCom did not give a clear answer; ask again later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What to look for: the wording, who should have got the task, and since when."""

    corp_id: int
    userid: str
    message: Message
    text: str
    since: datetime


async def find_tasks(house: House, sought: Sought) -> list[Found]:
    """The tasks at WeCom that match and that no batch of ours has. Raises `CannotTell`."""
    try:
        client = await house.get(WeComClients).of(sought.corp_id)
        listed = [one async for one in _list(house, client, sought)]
        async with house.unit() as uow:
            known = await dispatching.list_known_msgids(uow.connection, sought.corp_id, [one.msgid for one in listed])
        candidates = pick_candidates(listed, known, sought.message, sought.text)
        found = [await _read(client, one.msgid, sought.userid) for one in candidates]
    except wecom.WeComFailure as failure:
        raise CannotTell(str(failure)) from failure
    return [one for one in found if one is not None]


async def _list(house: House, client: wecom.WeComClient, sought: Sought) -> Any:
    skew = pace_of(house).clock_skew
    since, end = sought.since - skew, house.clock.now() + skew
    while since < end:
        until = min(since + _MOST_SPAN, end)
        async for one in client.mass_send.iterate_messages(wecom.ChatType.SINGLE, since=since, until=until):
            kinds = tuple(str(part.get("msgtype")) for part in one.attachments)
            yield Listed(one.msgid, one.content, kinds)
        since = until


async def _read(client: wecom.WeComClient, msgid: str, userid: str) -> Found | None:
    """The people of one member's part of a task; None when the member has no part in it."""
    async for task in client.mass_send.iterate_tasks(msgid):
        if task.userid.lower() == userid.lower():
            results = client.mass_send.iterate_results(msgid, task.userid)
            return Found(msgid, tuple([result.external_userid async for result in results]))
    return None


def pick_match(found: list[Found], people: set[str]) -> Found | None:
    """The task that has people of the batch in it."""
    return next((one for one in found if not people.isdisjoint(one.people)), None)


def sought_of(batch: RowMapping, userid: str, message: Message) -> Sought:
    """What to look for to learn what became of an intent."""
    return Sought(
        corp_id=batch["corp_id"],
        userid=userid,
        message=message,
        text=batch["body_text"],
        since=batch["intended_at"],
    )
