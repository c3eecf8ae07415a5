"""The lanes of sending: dispatch, results, and messages whose quiet hours are over."""

from siyu.channels.sending.service.dispatching import dispatch_once, free_held_once
from siyu.channels.sending.service.polling import poll_once
from siyu.runtime.house import House
from siyu.runtime.jobs import lane


@lane("channels.dispatch", rest_seconds=1.0, channel="channels_dispatch", copies=3)
async def dispatch(house: House) -> int:
    """Send the next batch of some staff member, or find out what became of one."""
    return await dispatch_once(house)


@lane("channels.results", rest_seconds=2.0, copies=2)
async def results(house: House) -> int:
    """Ask WeCom about the next task that waits for its staff member."""
    return await poll_once(house)


@lane("channels.held", rest_seconds=5.0)
async def held(house: House) -> int:
    """Let go what had to wait for the morning."""
    return await free_held_once(house)
