"""The product as people start it: `siyu up` as a process of its own, on a folder of the test."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

_READY_SECONDS = 90.0
_STOP_SECONDS = 40.0


def environment(folder: Path, port: int) -> dict[str, str]:
    """The settings of a product on this folder, and none that were set outside."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SIYU_")}
    return kept | {"SIYU_DATA_DIR": str(folder), "SIYU_WEB_PORT": str(port)}


def siyu(folder: Path, port: int, *arguments: str, seconds: float = 60) -> "subprocess.CompletedProcess[str]":
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "siyu.apps.cli", *arguments],
        env=environment(folder, port),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def until(what: str, is_so: Callable[[], Any], seconds: float = 30.0) -> Any:
    """Ask until the answer is truthy."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := is_so():
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what} did not happen within {seconds:.0f} s")


@dataclass
class Product:
    """One running `siyu up`."""

    folder: Path
    port: int
    process: "subprocess.Popen[str]"
    seen: set[psutil.Process] = field(default_factory=set)

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def health(self) -> dict[str, Any]:
        """What /health says; empty while nobody answers."""
        try:
            return dict(httpx.get(f"{self.address}/health", timeout=2, trust_env=False).json())
        except httpx.TransportError:
            return {}

    def is_well(self) -> bool:
        """Whether both stores answer."""
        health = self.health()
        return health.get("database") == "ok" and health.get("warehouse") not in (None, "warehouse.unavailable")

    def child(self, *words: str) -> psutil.Process:
        """The direct child whose command line holds all the words."""
        children = psutil.Process(self.process.pid).children()
        self.seen |= set(psutil.Process(self.process.pid).children(recursive=True))
        (found,) = [one for one in children if all(word in _command(one) for word in words)]
        return found

    def kill_child(self, *words: str) -> None:
        """kill -9 one of the parts, then wait for another in its place and for health."""
        victim = self.child(*words)
        victim.kill()
        until(f"another {words[-1]}", lambda: self._is_replaced(victim, words))
        until(f"health after {words[-1]}", self.is_well)

    def _is_replaced(self, victim: psutil.Process, words: tuple[str, ...]) -> bool:
        try:
            return self.child(*words) != victim
        except (ValueError, psutil.NoSuchProcess):
            return False

    def stop(self) -> int:
        """Ctrl-C; its exit status."""
        self.seen |= set(psutil.Process(self.process.pid).children(recursive=True))
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(_STOP_SECONDS)

    def alive(self) -> list[psutil.Process]:
        """The parts that were seen and still run."""
        return [one for one in self.seen if _is_alive(one)]

    def left_behind(self) -> list[str]:
        """Parts that still run; each is ended."""
        alive = self.alive()
        names = [_command(one) for one in alive]
        for one in alive:
            one.kill()
        return names


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


@contextmanager
def running_product(folder: Path, port: int) -> Iterator[Product]:
    """Start `siyu up` and wait until it says that it is ready; everything is ended with the block."""
    folder.mkdir(exist_ok=True)
    with (folder / "up.out").open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "siyu.apps.cli", "up"],
            env=environment(folder, port),
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
        )
    product = Product(folder, port, process)
    try:
        until("ready", lambda: "is ready" in (folder / "up.out").read_text() or process.poll(), _READY_SECONDS)
        assert process.poll() is None, (folder / "up.out").read_text()
        yield product
    finally:
        if process.poll() is None:
            product.stop()
        product.left_behind()
