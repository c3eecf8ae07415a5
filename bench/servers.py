"""Our own commands as child processes of a measurement."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from siyu.apps.up.ports import free_port, is_free
from siyu.runtime.settings import Settings


def environment(settings: Settings, **more: str) -> dict[str, str]:
    """The environment in which a command finds these stores."""
    assert settings.database_url is not None
    assert settings.warehouse_url is not None
    assert settings.master_key is not None
    return {
        **os.environ,
        "SIYU_DATA_DIR": str(settings.data_dir),
        "SIYU_DATABASE_URL": settings.database_url.get_secret_value(),
        "SIYU_WAREHOUSE_URL": settings.warehouse_url.get_secret_value(),
        "SIYU_MASTER_KEY": settings.master_key.get_secret_value(),
        **more,
    }


@contextmanager
def running(settings: Settings, *command: str, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """A `siyu` command that runs until the block ends."""
    with (settings.data_dir / f"{command[0]}.log").open("ab") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "siyu.apps.cli", *command],
            env=environment(settings, **more),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield child
    finally:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


@contextmanager
def running_web(settings: Settings, processes: int = 1) -> Iterator[int]:
    """The web server; gives its port once it listens."""
    port = free_port()
    with running(settings, "web", "--port", str(port), SIYU_WEB_PROCESSES=str(processes)) as child:
        for _ in range(600):
            if not is_free("127.0.0.1", port):
                break
            if child.poll() is not None:
                raise RuntimeError((settings.data_dir / "web.log").read_text()[-3000:])
            time.sleep(0.1)
        yield port
