"""The inbox's loops: welcome codes in a lane of their own, everything else in order, and forgetting what is old."""

import asyncio
from datetime import timedelta

from siyu.channels.inbox import queries
from siyu.channels.inbox.applying import apply_batch, take
from siyu.channels.inbox.contracts import InboxLane
from siyu.channels.inbox.welcome import greet
from siyu.channels.wecom import contacts, directory, tags
from siyu.runtime.house import House
from siyu.runtime.jobs import every, lane

#: Importing these registers what each kind of callback means.
TRANSLATIONS = (contacts, directory, tags)

KEEP_FOR = timedelta(days=30)
_GREETED_AT_ONCE = 8
#: How long newcomers are taken before those who failed get a try, and how often one looks for more meanwhile.
_TURN_SECONDS, _LOOK_SECONDS = 1.0, 0.1
_APPLIED_AT_ONCE = 50
_FORGOTTEN_AT_ONCE = 5000


@lane("channels.urgent", rest_seconds=0.5, channel=queries.URGENT_CHANNEL, copies=2)
async def turn_urgent(house: House) -> int:
    """Greet those who have just arrived, each as soon as there is room; who failed twice is tried alone."""
    greeted = await _greet_arrivals(house)
    again = await take(house, InboxLane.URGENT, is_fresh=False, limit=1)
    for claim in again:
        await greet(house, claim)
    return greeted + len(again)


async def _greet_arrivals(house: House) -> int:
    """Greet for a short while; an answer that is slow in coming keeps its own place busy and nobody else's."""
    clock = asyncio.get_running_loop().time
    end, begun, running = clock() + _TURN_SECONDS, list[asyncio.Task[None]](), set[asyncio.Task[None]]()
    try:
        while clock() < end:
            room = _GREETED_AT_ONCE - len(running)
            fresh = await take(house, InboxLane.URGENT, is_fresh=True, limit=room)
            begun += [asyncio.create_task(greet(house, claim)) for claim in fresh]
            running = {one for one in begun if not one.done()}
            if not running:
                break
            patience = None if len(running) == _GREETED_AT_ONCE else _LOOK_SECONDS
            _, running = await asyncio.wait(running, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
    finally:
        # Whatever happens to one, the others' calls are under way and their answers wanted.
        ended = await asyncio.gather(*begun, return_exceptions=True)
    for error in ended:
        if isinstance(error, BaseException):
            raise error
    return len(begun)


@lane("channels.inbox", rest_seconds=1.0, channel=queries.NORMAL_CHANNEL, copies=2)
async def turn_inbox(house: House) -> int:
    """Apply what waits; what failed twice is tried alone."""
    done = 0
    for is_fresh, limit in ((True, _APPLIED_AT_ONCE), (False, 1)):
        claims = await take(house, InboxLane.NORMAL, is_fresh=is_fresh, limit=limit)
        if claims:
            await apply_batch(house, claims)
        done += len(claims)
    return done


@every("23 19 * * *", name="channels.forget_applied_callbacks")
async def forget_applied(house: House) -> None:
    """Remove callbacks that were applied long ago; their signed times are too old to be accepted again."""
    gone = _FORGOTTEN_AT_ONCE
    while gone == _FORGOTTEN_AT_ONCE:
        async with house.unit() as uow:
            gone = await queries.prune(uow.connection, before=uow.now() - KEEP_FOR, limit=_FORGOTTEN_AT_ONCE)
