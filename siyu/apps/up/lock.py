"""One supervisor per data folder."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from siyu.runtime.postgres import ClusterError

_LOCK_FILE = "up.lock"
_PARTS_FILE = "parts.lock"
_LEFTOVER_SECONDS = 30.0


@contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Hold the folder; the kernel lets go when this process ends, however it ends.

    Raises `ClusterError` while another supervisor holds it.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / _LOCK_FILE).open("w") as lock:
        if not _take(lock):
            raise ClusterError(
                f"Siyu already runs on {data_dir}. Stop it, or choose another folder with SIYU_DATA_DIR."
            )
        yield


@contextmanager
def parts_lock(data_dir: Path, tell: Callable[[str], None]) -> Iterator[int]:
    """A descriptor that every part inherits: the folder counts as busy until the last of them is gone.

    A supervisor that was killed leaves parts that need a moment to end; they are waited for. Raises `ClusterError`
    when they do not go.
    """
    with (data_dir / _PARTS_FILE).open("w") as lock:
        deadline, is_told = time.monotonic() + _LEFTOVER_SECONDS, False
        while not _take(lock):
            if time.monotonic() > deadline:
                raise ClusterError(
                    f"Parts of an earlier Siyu still run on {data_dir} and do not end. End them, or choose another "
                    "folder with SIYU_DATA_DIR."
                )
            if not is_told:
                tell("waiting for the parts of an earlier run to end")
                is_told = True
            time.sleep(0.1)
        yield lock.fileno()


def is_held(data_dir: Path) -> bool:
    """Whether a supervisor runs on this folder now."""
    path = data_dir / _LOCK_FILE
    if not path.exists():
        return False
    with path.open() as lock:
        return not _take(lock)


def _take(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
