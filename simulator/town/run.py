"""The town's day: acts in the order of the town's time, at the chosen speed."""

import asyncio
import heapq
import itertools
import random
import time
from dataclasses import dataclass, field, replace

from simulator.town.acts import Hands
from simulator.town.life import HOUR, Act, arrival, next_acts
from simulator.town.people import Person, settle

_CONFIRM_EVERY = HOUR / 2
_MOST_AT_ONCE = 32


@dataclass
class Town:
    """People, their plans, and the hands that carry them out. `speed` 60 lets a minute pass in a second."""

    hands: Hands
    channels: list[str]
    customers: int
    seed: int = 1
    days: float = 1.0
    speed: float = 60.0
    confirming: bool = True
    # A welcome code lives real seconds, however fast the town is: nobody writes before it could be used.
    greeting_seconds: float = 3.0
    _plans: list[tuple[float, int, Person, Act]] = field(default_factory=list)
    _order: "itertools.count[int]" = field(default_factory=itertools.count)
    _chances: dict[int, random.Random] = field(default_factory=dict)

    async def live(self, stop: asyncio.Event) -> None:
        """Live through the days; ends when they are over or `stop` is set."""
        for number in range(self.customers):
            person = settle(self.seed, number, self.channels)
            self._chances[number] = random.Random(f"{self.seed}:life:{number}")
            self._plan(0.0, person, arrival(self._chances[number], self.days))
        began, next_confirm = time.monotonic(), _CONFIRM_EVERY
        while self._plans and self._plans[0][0] <= self.days * 24 * HOUR and not stop.is_set():
            now = (time.monotonic() - began) * self.speed
            if self.confirming and now >= next_confirm:
                await self.hands.confirm_tasks()
                next_confirm = now + _CONFIRM_EVERY
            await self._do_due(min(now, self.days * 24 * HOUR))
            await self._sleep_until_next(began, stop)
        if self.confirming:
            await self.hands.confirm_tasks()

    def _plan(self, now: float, person: Person, act: Act) -> None:
        heapq.heappush(self._plans, (now + act.after, next(self._order), person, act))

    async def _do_due(self, now: float) -> None:
        """Do what is due, at most some at once; of one person never two at the same time."""
        due: list[tuple[float, Person, Act]] = []
        busy: set[int] = set()
        while self._plans and self._plans[0][0] <= now and len(due) < _MOST_AT_ONCE:
            if self._plans[0][2].number in busy:
                break
            at, _, person, act = heapq.heappop(self._plans)
            busy.add(person.number)
            due.append((at, person, act))
        did = await asyncio.gather(*(self.hands.act(person, act) for _, person, act in due))
        for (at, person, act), was_possible in zip(due, did, strict=True):
            if was_possible:
                for following in next_acts(self._chances[person.number], person, act):
                    self._plan(at, person, self._polite(act, following))

    def _polite(self, done: Act, following: Act) -> Act:
        if done.verb not in {"scan", "return"} or following.verb != "ask":
            return following
        return replace(following, after=max(following.after, self.greeting_seconds * self.speed))

    async def _sleep_until_next(self, began: float, stop: asyncio.Event) -> None:
        if not self._plans:
            return
        wait = began + self._plans[0][0] / self.speed - time.monotonic()
        if wait > 0:
            try:
                async with asyncio.timeout(min(wait, 1.0)):
                    await stop.wait()
            except TimeoutError:
                return
