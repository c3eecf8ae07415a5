"""The side of the product: starts the reading process, waits, and understands every way in which it can end."""

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import orjson

from siyu.intake.contracts import Reason
from siyu.intake.reading.limits import Limits
from siyu.intake.reading.reasons import refusal

_CHILD = Path(__file__).with_name("child.py")
_NICENESS = "10"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file turned out to be; its rows lie in the target file."""

    format: str
    header: list[str]
    rows_n: int
    encoding: str | None = None
    sheet: str | None = None


class _Summary(msgspec.Struct):
    format: str = ""
    header: list[str] = []
    rows: int = 0
    encoding: str | None = None
    sheet: str | None = None
    refused: str | None = None
    details: dict[str, Any] = {}


async def read_file(source: Path, target: Path, limits: Limits) -> Reading | Reason:
    """Read `source` in a child process and leave its rows in `target`; the reason when the file is refused.

    Whatever the file does to the child, the caller gets an answer within `limits.wall_seconds`.
    """
    command = ("nice", "-n", _NICENESS, sys.executable, "-I", str(_CHILD), str(source), str(target))
    child = await asyncio.create_subprocess_exec(
        *command,
        orjson.dumps(limits.as_arguments()).decode(),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
        start_new_session=True,
    )
    try:
        said, _ = await asyncio.wait_for(child.communicate(), limits.wall_seconds)
    except TimeoutError:
        return refusal("too_slow")
    finally:
        await _end(child)
    return _understand(child.returncode, said)


async def _end(child: asyncio.subprocess.Process) -> None:
    if child.returncode is None:
        os.killpg(child.pid, signal.SIGKILL)
        await child.wait()


def _understand(code: int | None, said: bytes) -> Reading | Reason:
    if code == -signal.SIGXCPU:
        return refusal("too_slow")
    if code in (-signal.SIGABRT, -signal.SIGKILL, -signal.SIGXFSZ):
        return refusal("too_heavy")
    try:
        summary = msgspec.json.decode(said, type=_Summary)
    except msgspec.MsgspecError:
        return refusal("unreadable")
    if code != 0 or summary.refused is not None:
        return refusal(summary.refused or "unreadable", summary.details)
    return Reading(summary.format, summary.header, summary.rows, summary.encoding, summary.sheet)
