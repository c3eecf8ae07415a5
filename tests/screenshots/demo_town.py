"""The demo as a person starts it, with its town hurried along until there is something to see."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from demo.processes import free_port
from demo.world import PASSWORD, Api, wait_until

HURRIED, CALM = 8_000, 60
PEOPLE, ORDERS = 120, 30
SPAN_SECONDS = 900.0


@dataclass
class Demo:
    """A running demo: its console, its phones, and an operator's API."""

    url: str
    phones: str
    api: Api


@contextmanager
def running_demo() -> Iterator[Demo]:
    """`python -m demo` in a folder of its own; it ends with the block."""
    with tempfile.TemporaryDirectory(prefix="siyu-pictures-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        port = free_port()
        environment = {**os.environ, "DEMO_DIR": f"{name}/demo", "DEMO_PORT": str(port)}
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "demo"], env=environment, stdout=subprocess.PIPE, text=True
        )
        try:
            yield _ready(process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=120)


def _ready(process: subprocess.Popen[str]) -> Demo:
    assert process.stdout is not None
    said: dict[str, str] = {}
    for line in process.stdout:
        for word in ("console", "two phones"):
            if f"· {word} " in line:
                said[word] = line.split()[-1]
        if "Ctrl-C stops everything" in line:
            break
    api = Api(said["console"])
    api.sign_in("admin", PASSWORD)
    demo = Demo(said["console"], said["two phones"], api)
    _hurry(demo)
    return demo


def _hurry(demo: Demo) -> None:
    control = demo.phones.replace("/phones", "/control/town")
    with httpx.Client(timeout=30, trust_env=False) as http:
        # Before its first pulse the town would set its own pace over ours.
        wait_until("the town's first day", lambda: http.get(control).json()["living"], SPAN_SECONDS)
        http.post(control, json={"speed": HURRIED}).raise_for_status()
        wait_until("a lively town", lambda: _is_lively(demo.api), SPAN_SECONDS)
        http.post(control, json={"speed": CALM}).raise_for_status()


def _is_lively(api: Api) -> bool:
    return _total(api, "/v1/customers") >= PEOPLE and _total(api, "/v1/orders") >= ORDERS


def _total(api: Api, path: str) -> int:
    page: dict[str, Any] = api.ask("GET", path, limit=1)
    return int(page["total"] or 0)
