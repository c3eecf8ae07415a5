"""A warehouse process for tests: started, killed, started again on a folder of the test."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
from pydantic import SecretStr

from siyu.runtime.settings import Settings
from siyu.warehouse import embedded_url, warehouse_password

KEY = "11" * 32


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class WarehouseProcess:
    """One embedded warehouse on `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        settings = Settings(data_dir=folder, master_key=SecretStr(KEY))
        self.url = embedded_url(settings, self.port)
        self.password = warehouse_password(settings)
        self.address = f"http://127.0.0.1:{self.port}"

    def start(self, *, wait_for: str = "/ready") -> None:
        """Start it and wait until it answers 200 on `wait_for` ('' waits for nothing)."""
        environment = os.environ | {"SIYU_MASTER_KEY": KEY, "SIYU_DATA_DIR": str(self.folder)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "siyu.warehouse.server", str(self.port), str(self.folder)], env=environment
        )
        if wait_for:
            self.wait(wait_for)

    def wait(self, path: str, *, seconds: float = 30) -> None:
        """Wait for a 200; fails when the process ends or the time is over."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            assert self._process is not None
            assert self._process.poll() is None, f"the warehouse ended with {self._process.returncode}"
            try:
                if httpx.get(self.address + path, timeout=2).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"no 200 on {path} within {seconds} s")

    def kill(self) -> None:
        """End it as the kernel would for want of memory."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Ask it to end; its exit status."""
        return self._end(signal.SIGTERM)

    def wait_for_exit(self, seconds: float = 10) -> int:
        """Its exit status once it has ended on its own."""
        assert self._process is not None
        return self._process.wait(seconds)

    def _end(self, number: int) -> int:
        if self._process is None:
            return 0
        self._process.send_signal(number)
        status = self._process.wait(20)
        self._process = None
        return status
