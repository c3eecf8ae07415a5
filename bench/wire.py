"""A small HTTP client that costs little, so that what is measured is the server: keep-alive, prepared bytes."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Answers:
    """What came back: seconds per request and how often each status."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    took: float = 0.0

    def add(self, status: int, seconds: float) -> None:
        """Note one answer."""
        self.seconds.append(seconds)
        self.statuses[status] = self.statuses.get(status, 0) + 1

    def percentile(self, share: float) -> float:
        """Seconds within which this share of the requests was answered."""
        ranked = sorted(self.seconds)
        return ranked[min(len(ranked) - 1, int(len(ranked) * share))]


def post_bytes(path: str, body: bytes, headers: Sequence[str] = ()) -> bytes:
    """A POST as it goes over the wire."""
    lines = [f"POST {path} HTTP/1.1", "host: 127.0.0.1", f"content-length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


async def read_answer(reader: asyncio.StreamReader) -> int:
    """The status of the next answer; its body is read away."""
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            await reader.readexactly(int(line.split(b":")[1]))
    return status


async def send_all(port: int, requests: Sequence[bytes], *, connections: int, per_second: float = 0) -> Answers:
    """Send every request over some connections; at a steady pace when `per_second` is given, else as fast as answered.

    At a pace a request's time counts from when it was due, so that a stalled server cannot hide its delay.
    """
    answers, began = Answers(), time.perf_counter()
    queue = iter(enumerate(requests))

    async def run() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for index, request in queue:
            due = began + index / per_second if per_second else time.perf_counter()
            if (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            writer.write(request)
            status = await read_answer(reader)
            answers.add(status, time.perf_counter() - due)
        writer.close()
        await writer.wait_closed()

    await asyncio.gather(*(run() for _ in range(connections)))
    answers.took = time.perf_counter() - began
    return answers
