"""The simulator and the product as child processes that end with us."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

_STOP_SECONDS = 30.0


class StartFailed(RuntimeError):
    """A process did not come up; the message says where to read why."""


def free_port(wanted: int = 0) -> int:
    """The wanted port if it is free, else any free one."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            found: int = probe.getsockname()[1]
            return found
    raise StartFailed("no free port on 127.0.0.1")


@dataclass
class Child:
    """One child process whose standard output is read line by line; it ends when its standard input does.

    We hold the other end of that pipe and never write: however we end, the kernel closes it.
    """

    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    log: Path | None = None
    process: subprocess.Popen[str] | None = None
    drain: threading.Thread | None = None

    def start(self, is_ready: Callable[[str], bool], seconds: float, tell: Callable[[str], None]) -> str:
        """Start it and return the line by which it says that it is ready; `tell` hears the others."""
        errors = self.log.open("a") if self.log else None
        self.process = subprocess.Popen(
            [sys.executable, "-u", *self.command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ, **self.environment},
            start_new_session=True,
        )
        if errors:
            errors.close()
        assert self.process.stdout is not None
        deadline = time.monotonic() + seconds
        for line in self.process.stdout:
            if is_ready(line):
                self.drain = threading.Thread(target=self._drain, daemon=True)
                self.drain.start()
                return line
            tell(line.rstrip())
            if time.monotonic() > deadline:
                break
        self.stop()
        raise StartFailed(f"{' '.join(self.command)} did not start{f'; see {self.log}' if self.log else ''}")

    def _drain(self) -> None:
        if self.process and self.process.stdout:
            for _ in self.process.stdout:
                continue

    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Ask it to end; kill it when it does not."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        if self.drain is not None:
            self.drain.join(5)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


@dataclass
class Stack:
    """A simulator and a product on one folder; both addresses are known after `start`."""

    folder: Path
    web_port: int = 0
    simulator_port: int = 0
    seed: int = 1
    settings: dict[str, str] = field(default_factory=dict)
    simulator_url: str = ""
    product_url: str = ""
    simulator: Child | None = None
    product: Child | None = None

    def start(self, tell: Callable[[str], None]) -> None:
        """Start both beside each other; raises `StartFailed`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        web_port = free_port(self.web_port)
        environment = {
            "SIYU_DATA_DIR": str(self.folder / "siyu"),
            "SIYU_WEB_PORT": str(web_port),
            "SIYU_DEMO": "1",
            "SIYU_LIFELINE": "0",  # standard input
            **self.settings,
        }
        self.product = Child(["-m", "siyu.apps.cli", "up"], environment, self.folder / "siyu.log")
        with ThreadPoolExecutor(1) as beside:
            simulated = beside.submit(self._start_simulator, tell)
            self.product.start(lambda said: said.startswith("Siyu is ready"), 300, tell)
            simulated.result()
        self.product_url = f"http://127.0.0.1:{web_port}"

    def _start_simulator(self, tell: Callable[[str], None]) -> None:
        port = free_port(self.simulator_port)
        data = str(self.folder / "simulator")
        command = ["-m", "simulator", "--port", str(port), "--data", data, "--seed", str(self.seed), "--until-eof"]
        self.simulator = Child(command, log=self.folder / "simulator.log")
        line = self.simulator.start(lambda said: said.startswith("{"), 60, tell)
        self.simulator_url = json.loads(line)["url"]

    def environment(self) -> dict[str, str]:
        """What a `siyu` command needs to work on this product."""
        assert self.product is not None
        return {**os.environ, **self.product.environment}

    def stop(self) -> None:
        """Stop both, the product first."""
        for child in (self.product, self.simulator):
            if child is not None:
                child.stop()
