"""Processes that end when the one that started them is gone, however it ended.

The starter holds the writing end of a pipe and nobody ever writes. When the starter dies, even by SIGKILL, the kernel
closes that end and everyone who reads the other end knows. As a program (`python lifeline.py FD PID`, standard
library only) this file watches for a process that cannot watch for itself: the database server.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import cache

VARIABLE = "SIYU_LIFELINE"
#: How long an orphan may take to end in order.
ORDERLY_SECONDS = 5.0


class Lifeline:
    """Our end of the pipe; it is let go by the end of this process and by nothing else."""

    def __init__(self) -> None:
        self.reader, self._writer = os.pipe()

    def environment(self) -> dict[str, str]:
        """What a child must find in its environment; `reader` must be among its open descriptors."""
        return {VARIABLE: str(self.reader)}


@cache
def own() -> Lifeline:
    """The one lifeline of this process."""
    return Lifeline()


def follow_starter(*, is_leader: bool = True) -> None:
    """End this process in order when its starter is gone, and by force soon after; does nothing without a lifeline.

    `is_leader`: whoever is left of our process group is ended too.
    """
    descriptor = os.environ.get(VARIABLE, "")
    if descriptor.isdigit():
        threading.Thread(target=_follow, args=(int(descriptor), is_leader), name="lifeline", daemon=True).start()


def _follow(descriptor: int, is_leader: bool) -> None:
    if not _wait_for_end(descriptor):
        return
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(ORDERLY_SECONDS)
    if is_leader and os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _wait_for_end(descriptor: int) -> bool:
    """True once the writing end is closed; False when this is no lifeline of ours."""
    try:
        return os.read(descriptor, 1) == b""
    except OSError:
        return False


def guard(descriptor: int, pid: int) -> None:
    """Shut a database server down when our starter is gone: quickly, then at once, then by force."""
    kill = _killer(pid)
    if not _wait_for_end(descriptor):
        return
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        try:
            kill(number)
        except ProcessLookupError:
            return
        time.sleep(ORDERLY_SECONDS / 2)


def _killer(pid: int) -> Callable[[signal.Signals], None]:
    """Signals to exactly this process, even if its number is given to another later (where the system can tell)."""
    try:
        held = os.pidfd_open(pid)
    except (AttributeError, OSError):
        return lambda number: os.kill(pid, number)
    return lambda number: signal.pidfd_send_signal(held, number)


if __name__ == "__main__":
    # Ctrl-C and a polite kill are the starter's to handle; we end with it.
    for ignored in (signal.SIGINT, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    guard(int(sys.argv[1]), int(sys.argv[2]))
