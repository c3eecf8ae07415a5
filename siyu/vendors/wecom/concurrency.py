"""How many calls of one API may be under way at once: fewer after 45033, slowly more after successes."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

CALM_CALLS = 50  # so many calls without a complaint before one more is allowed at once


class ConcurrencyGate:
    """Lets at most ``limit`` callers in, first come first served.

    The limit halves on complaint and creeps back up to the ceiling.
    """

    def __init__(self, ceiling: int) -> None:
        self._ceiling = ceiling
        self._limit = ceiling
        self._inside = 0
        self._calm = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def limit(self) -> int:
        """How many may be inside at this moment."""
        return self._limit

    @asynccontextmanager
    async def enter(self) -> AsyncIterator[None]:
        """Wait for a place and hold it."""
        await self._come_in()
        try:
            yield
        finally:
            self._leave()

    def shrink(self) -> None:
        """WeCom complained about too many calls at once."""
        self._limit = max(1, self._limit // 2)
        self._calm = 0

    def relax(self) -> None:
        """A call went well."""
        self._calm += 1
        if self._calm >= CALM_CALLS and self._limit < self._ceiling:
            self._limit += 1
            self._calm = 0
            self._admit()

    async def _come_in(self) -> None:
        if self._inside < self._limit and not self._waiting:
            self._inside += 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._leave()  # admitted and cancelled in the same moment: give the place back
            raise

    def _leave(self) -> None:
        self._inside -= 1
        self._admit()

    def _admit(self) -> None:
        while self._waiting and self._inside < self._limit:
            turn = self._waiting.popleft()
            if not turn.done():
                self._inside += 1
                turn.set_result(None)
