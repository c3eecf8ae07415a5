"""A child process that is started again when it dies."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from siyu.runtime.lifeline import own

_CALM_SECONDS = 20.0
_LONGEST_PAUSE = 8.0


class Service(Protocol):
    """Something the supervisor keeps alive."""

    name: str

    def start(self) -> None:
        """Start it; raises when it cannot be started."""

    def is_alive(self) -> bool:
        """Whether its process runs."""

    def ask_to_stop(self) -> None:
        """Ask it to end; returns at once."""

    def wait_or_kill(self, seconds: float) -> None:
        """Wait for the end; kill it when it does not come."""


@dataclass
class ChildProcess:
    """One of our own programs as a child; its output goes to a log file and it ends with us.

    `command` is what comes after `python -m`; `keep_open` are descriptors it holds as long as it lives.
    """

    name: str
    command: list[str]
    log_folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    keep_open: tuple[int, ...] = ()
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the command with the interpreter that runs us, after the last of the one before is gone."""
        self._end_leftovers()
        with (self.log_folder / f"{self.name}.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *self.command],
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environment, **own().environment()},
                start_new_session=True,
                pass_fds=(own().reader, *self.keep_open),
            )

    @property
    def pid(self) -> int | None:
        """The process id, if it was started."""
        return self._process.pid if self._process else None

    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def ask_to_stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def wait_or_kill(self, seconds: float) -> None:
        if self._process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        self._end_leftovers()
        self._process.wait()

    def _end_leftovers(self) -> None:
        """Kill what is left of the child's session: a web server that was killed leaves its workers serving."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)


@dataclass
class Watch:
    """Decides when a dead service may be started again: at once after a calm time, later when it dies young."""

    service: Service
    tell: Callable[[str], None]
    _started_at: float = 0.0
    _pause: float = 0.2
    _not_before: float = 0.0
    restarts: int = 0

    def begin(self) -> None:
        """The first start; its failure is the caller's to handle."""
        self.service.start()
        self._started_at = time.monotonic()

    def look(self) -> None:
        """Start the service again if it died and its pause is over."""
        now = time.monotonic()
        if self.service.is_alive() or now < self._not_before:
            return
        calm = now - self._started_at > _CALM_SECONDS
        self._pause = 0.2 if calm else min(self._pause * 2, _LONGEST_PAUSE)
        self._not_before = now + self._pause
        self.restarts += 1
        self.tell(f"{self.service.name} ended and is started again")
        try:
            self.service.start()
        except Exception as error:  # the next look tries again
            self.tell(f"{self.service.name} cannot be started yet: {error}")
        self._started_at = time.monotonic()
