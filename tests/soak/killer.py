"""Kills parts of a running product as `kill -9` would, by a seed, and nothing that is not a child of it."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import psutil

_REBIRTH_SECONDS = 120.0
_RIPE_SECONDS = 15.0
_DEATH_SECONDS = 10.0


def parts_of(supervisor: int) -> dict[str, list[psutil.Process]]:
    """The processes of each part below a supervisor: worker, web (with its own workers), warehouse, postgres."""
    found: dict[str, list[psutil.Process]] = {}
    with suppress(psutil.NoSuchProcess):
        for child in psutil.Process(supervisor).children():
            with suppress(psutil.Error):
                part = _part_of(child.cmdline())
                if part:
                    found.setdefault(part, []).append(child)
                if part == "web":
                    found[part] += child.children()
    return found


def _part_of(command: list[str]) -> str | None:
    if "siyu.warehouse.server" in command:
        return "warehouse"
    if command and command[0].endswith("/postgres") and "-D" in command:
        return "postgres"
    if "siyu.apps.cli" in command:
        return next((name for name in ("worker", "web", "warehouse") if name in command), None)
    return None


def has_died(process: psutil.Process) -> bool:
    """Kill a process; True only when it lived until then and was seen dead of it.

    psutil knows a process by its id and its birth, so another that got the same id is never hit or counted.
    """
    if not _lives(process):
        return False
    with suppress(psutil.NoSuchProcess):
        process.kill()
        deadline = time.monotonic() + _DEATH_SECONDS
        while time.monotonic() < deadline:
            if not _lives(process):
                return True
            time.sleep(0.01)
    return False


def _lives(process: psutil.Process) -> bool:
    # A zombie is dead already; its parent has only not asked about it yet.
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@dataclass
class Killer:
    """Kills so many of each part, in an order and at moments drawn from the seed; `with` runs it beside the block.

    A part that is not there yet again is waited for, and only a process that lived before and is dead afterwards
    counts as `done`. `is_ripe` says for a part
    whether it is at work now: the kill waits for that a while, so that most kills hit something half done.
    """

    supervisor: int
    wanted: Mapping[str, int]
    seed: int
    pause: tuple[float, float] = (0.5, 3.0)
    is_ripe: Callable[[str], bool] = lambda part: True
    ripe: int = 0
    done: Counter[str] = field(default_factory=Counter)
    missed: int = 0

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Killer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    @property
    def is_over(self) -> bool:
        """Whether all kills were done."""
        return not self._thread.is_alive()

    def _run(self) -> None:
        order = [part for part, times in sorted(self.wanted.items()) for _ in range(times)]
        self._chance.shuffle(order)
        for part in order:
            if self._stop.wait(self._chance.uniform(*self.pause)):
                return
            self._kill(part)

    def _kill(self, part: str) -> None:
        deadline = time.monotonic() + _REBIRTH_SECONDS
        while time.monotonic() < deadline and not self._stop.is_set():
            living = parts_of(self.supervisor).get(part, [])
            if living:
                self.ripe += self._wait_until_ripe(part)
                if has_died(self._chance.choice(living)):
                    self.done[part] += 1
                    return
            time.sleep(0.2)
        self.missed += 1

    def _wait_until_ripe(self, part: str) -> bool:
        deadline = time.monotonic() + _RIPE_SECONDS
        while time.monotonic() < deadline and not self._stop.is_set():
            if self.is_ripe(part):
                return True
            time.sleep(0.1)
        return False
