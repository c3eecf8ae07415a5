"""What every part of the simulator shares: clock, journal, world, books, faults, callbacks, timers."""

import asyncio
import heapq
from collections.abc import Callable, Coroutine
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from simulator.books import Books
from simulator.callbacks.sender import CallbackSender
from simulator.clock import Clock, ClockSetting
from simulator.faults import Faults
from simulator.journal import Journal
from simulator.town.pace import Pace
from simulator.wecom.model import MassTask, Token
from simulator.wecom.rates import Rates
from simulator.wecom.world import CorpWorld, World

T = TypeVar("T")
CHUNK = 20


class Kernel:
    """One running simulator. Everything in it lives on one event loop and needs no locks."""

    def __init__(self, folder: Path, *, seed: int = 1, address: str = "http://127.0.0.1") -> None:
        self.seed = seed
        # Where this simulator is reached: the pictures of live codes are here.
        self.address = address
        self.journal = Journal(folder)
        self.clock = Clock(_load_clock(self.journal))
        self.world = World(self.journal, seed)
        self.books = Books(self.journal, self.clock)
        self.faults = Faults(self.journal, self.world)
        self.rates = Rates(self.clock)
        self.tokens = {key: Token(**body) for key, body in self.journal.load("token")}
        self.sender = CallbackSender(self.journal, self.clock, self.world)
        self.pace = Pace()
        self.timers = Timers(self.clock, self.journal)
        self._jobs: dict[str, set[asyncio.Task[Any]]] = {}
        # Set by the application: what happens when a member confirms a mass send.
        self.confirm_task: Callable[[CorpWorld, MassTask], None] = _nobody_confirms

    def confirm_later(self, world: CorpWorld, task: MassTask) -> None:
        """The member will confirm the task at ``task.confirm_at`` (simulated)."""
        self.timers.at(task.confirm_at, lambda: self.confirm_task(world, task))

    def change_clock(self, *, at: float | None, speed: float | None, real: bool) -> None:
        """Move or pace the clock, remember it across restarts and wake the timers."""
        if real:
            self.clock.follow_real_time()
        else:
            self.clock.change(at=at, speed=speed)
        self.journal.put("clock", "setting", self.clock.setting)
        self.timers.run_due()
        self.timers.wake()

    def begin(self, corp_id: str, work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        """Let work go on in the background; ``busy`` counts it until it is done."""
        task = asyncio.create_task(work)
        self._jobs.setdefault(corp_id, set()).add(task)
        task.add_done_callback(self._jobs[corp_id].discard)
        return task

    def busy(self, corp_id: str) -> int:
        """Background work of a company plus its callbacks under way."""
        return len(self._jobs.get(corp_id, ())) + self.sender.open[corp_id]

    async def start(self) -> None:
        """Start the background work; call on the running loop."""
        self.sender.start()
        self.timers.start()

    async def stop(self) -> None:
        """Stop the background work and close the journal."""
        jobs = [job for group in self._jobs.values() for job in group]
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        await self.timers.stop()
        await self.sender.stop()
        self.journal.close()


def _nobody_confirms(world: CorpWorld, task: MassTask) -> None:
    raise RuntimeError("no application is attached to this kernel")


def _load_clock(journal: Journal) -> ClockSetting | None:
    for _, body in journal.load("clock"):
        return ClockSetting(**body)
    return None


class Timers:
    """Things that happen at a simulated moment (a confirmation after a delay)."""

    def __init__(self, clock: Clock, journal: Journal) -> None:
        self._clock = clock
        self._journal = journal
        self._heap: list[tuple[float, int, Callable[[], Any]]] = []
        self._order = count()
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def at(self, moment: float, action: Callable[[], Any]) -> None:
        """Run ``action`` when the simulated clock reaches ``moment``."""
        heapq.heappush(self._heap, (moment, next(self._order), action))
        self._changed.set()

    def wake(self) -> None:
        """The clock changed: look again at what is due."""
        self._changed.set()

    def run_due(self, *, most: int | None = None) -> None:
        """Run everything (or at most so many actions) whose moment has come."""
        done = 0
        while self._heap and self._heap[0][0] <= self._clock.now() and done != most:
            heapq.heappop(self._heap)[2]()
            done += 1
        self._journal.commit()

    def start(self) -> None:
        """Start waiting; call on the running loop."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop waiting; timers are made again from the records at the next start."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            self._changed.clear()
            # A few at a time: calls and callbacks go on meanwhile.
            self.run_due(most=CHUNK)
            await asyncio.sleep(0)
            wait = self._clock.real_seconds_until(self._heap[0][0]) if self._heap else None
            try:
                await asyncio.wait_for(self._changed.wait(), timeout=wait)
            except TimeoutError:
                continue
