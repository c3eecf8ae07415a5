"""Posts callbacks as WeCom does, again until they are answered with 200, but with more patience than three tries."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from bench.wire import read_answer

_ANSWER_SECONDS = 5.0
_AGAIN_SECONDS = 0.3


@dataclass
class Posted:
    """What it took: tries, those that were not answered with 200, and seconds of the answered ones."""

    accepted: int = 0
    failed_tries: int = 0
    seconds: list[float] = field(default_factory=list)


async def post_until_taken(port: int, requests: Iterable[bytes], *, connections: int, patience: float) -> Posted:
    """Post everything; raises TimeoutError when not all were taken within `patience` seconds."""
    posted, queue = Posted(), iter(list(requests))

    async def run() -> None:
        line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        for request in queue:
            while True:
                began = time.perf_counter()
                try:
                    line = line or await asyncio.open_connection("127.0.0.1", port)
                    line[1].write(request)
                    status = await asyncio.wait_for(read_answer(line[0]), _ANSWER_SECONDS)
                except (OSError, EOFError, TimeoutError):
                    status, line = 0, _drop(line)
                if status == 200:
                    posted.accepted += 1
                    posted.seconds.append(time.perf_counter() - began)
                    break
                posted.failed_tries += 1
                await asyncio.sleep(_AGAIN_SECONDS)
        _drop(line)

    async with asyncio.timeout(patience):
        await asyncio.gather(*(run() for _ in range(connections)))
    return posted


def _drop(line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None) -> None:
    if line is not None:
        line[1].close()
