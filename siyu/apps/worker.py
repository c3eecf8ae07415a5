"""The worker process: jobs, lanes, handlers and the loader; safe to kill at any instruction."""

import asyncio
import contextlib
import os
import signal

import uvloop

from siyu import desk
from siyu.apps.doctor.lines import ConsoleExaminer
from siyu.apps.wiring import open_product
from siyu.runtime.logs import set_up_logs
from siyu.runtime.settings import Settings
from siyu.runtime.work import run_worker

#: What a greeter does and nothing else: a welcome code lives twenty seconds, whatever other workers are busy with.
GREETING = frozenset({"channels.urgent"})
#: Where processors are short, people who wait for a page or a greeting go before work that has time.
_STEPS_BACK = 5


def work(settings: Settings, *, greets_only: bool = False) -> None:
    """Work until SIGTERM or SIGINT; what is in hand is finished or left to its lease."""
    set_up_logs(settings.log_level)
    desk.register_examiner(ConsoleExaminer())
    if not greets_only:
        os.nice(_STEPS_BACK)
    uvloop.run(_work(settings, GREETING if greets_only else frozenset()))


async def _work(settings: Settings, only: frozenset[str]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with open_product(settings) as house:
        working = asyncio.create_task(run_worker(house, stop, only=only))
        with contextlib.suppress(asyncio.CancelledError):
            await working
