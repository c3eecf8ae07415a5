"""The town's day: acts in the order of the town's time, at the chosen speed."""

import asyncio
import heapq
import itertools
import random
from dataclasses import dataclass, field, replace

from simulator.town.acts import Hands
from simulator.town.life import HOUR, Act, arrival, next_acts
from simulator.town.pace import TownClock
from simulator.town.people import Person, settle

_CONFIRM_EVERY = HOUR / 2
_MOST_AT_ONCE = 32
_ASK_EVERY = 0.5


@dataclass
class Town:
    """People, their plans, and the hands that carry them out. `speed` 60 lets a minute pass in a second; it is the
    pace at the beginning, and whoever wishes another tells the simulator.
    """

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
        clock, next_confirm, end = TownClock(self.speed), _CONFIRM_EVERY, self.days * 24 * HOUR
        asking = asyncio.create_task(self._keep_pace(clock))
        try:
            while self._plans and self._plans[0][0] <= end and not stop.is_set():
                if self.confirming and clock.now() >= next_confirm:
                    await self.hands.confirm_tasks()
                    next_confirm = clock.now() + _CONFIRM_EVERY
                self.speed = clock.speed
                await self._do_due(min(clock.now(), end))
                await self._sleep_until_next(clock, stop)
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
        if self.confirming:
            await self.hands.confirm_tasks()

    async def _keep_pace(self, clock: TownClock) -> None:
        """Say how far the town has come and live at the pace that is wished; the first word is said at zero."""
        at, began_at = 0.0, clock.speed
        while True:
            clock.change(await self.hands.ask_pace(at, self.days, began_at) or 0.0)
            await asyncio.sleep(_ASK_EVERY)
            at = clock.now()

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

    async def _sleep_until_next(self, clock: TownClock, stop: asyncio.Event) -> None:
        if not self._plans:
            return
        # Not long, because the pace may change meanwhile.
        wait = clock.real_seconds_until(self._plans[0][0], _ASK_EVERY)
        if wait > 0:
            try:
                async with asyncio.timeout(wait):
                    await stop.wait()
            except TimeoutError:
                return
