"""One supervisor per data folder."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from siyu.runtime.postgres import ClusterError

_LOCK_FILE = "up.lock"


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
