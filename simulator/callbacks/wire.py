"""A lean HTTP/1.1 client on asyncio streams: one keep-alive connection per worker.

Driving 1,000 callbacks a second leaves no room for a general client's overhead.
"""

import asyncio
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

MAX_ANSWER = 64 * 1024


class WireError(Exception):
    """The receiver could not be reached or did not answer in HTTP."""


@dataclass(slots=True, frozen=True)
class Target:
    """A receiver's address, split once."""

    host: str
    port: int
    path: str
    tls: bool

    @classmethod
    def parse(cls, url: str) -> "Target":
        """Split an http(s) address; raises WireError."""
        try:
            parts = urlsplit(url)
            tls = parts.scheme == "https"
            port = parts.port or (443 if tls else 80)
        except ValueError as error:
            raise WireError(str(error)) from error
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise WireError("not an http address")
        path = parts.path or "/"
        return cls(parts.hostname, port, f"{path}?{parts.query}" if parts.query else path, tls)

    def with_query(self, query: str) -> str:
        """The request target with more parameters."""
        return f"{self.path}{'&' if '?' in self.path else '?'}{query}"


class Connection:
    """One connection to one target, opened when needed and kept while the receiver keeps it."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def request(self, verb: str, path: str, body: bytes, *, timeout_s: float) -> tuple[int, bytes]:
        """Send one request; returns (status, body). Raises WireError; time-outs are WireErrors too."""
        head = f"{verb} {path} HTTP/1.1\r\nHost: {self.target.host}:{self.target.port}\r\n"
        if verb == "POST":
            head += f"Content-Type: text/xml; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
        message = head.encode() + b"\r\n" + body
        try:
            async with asyncio.timeout(timeout_s):
                return await self._exchange(message)
        except TimeoutError as error:
            self.close()
            raise WireError("timeout") from error
        except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            self.close()
            raise WireError(type(error).__name__) from error
        except asyncio.CancelledError:
            self.close()
            raise

    def close(self) -> None:
        """Drop the connection."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None

    async def _exchange(self, message: bytes) -> tuple[int, bytes]:
        reused = self._writer is not None
        try:
            return await self._send(message)
        except (OSError, asyncio.IncompleteReadError) as error:
            # A kept connection may have been closed by the receiver meanwhile: that is no failed try.
            untouched = isinstance(error, OSError) or not error.partial
            self.close()
            if not (reused and untouched):
                raise
            return await self._send(message)

    async def _send(self, message: bytes) -> tuple[int, bytes]:
        if self._reader is None or self._writer is None:
            context = ssl.create_default_context() if self.target.tls else None
            self._reader, self._writer = await asyncio.open_connection(self.target.host, self.target.port, ssl=context)
        self._writer.write(message)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split(" ", 2)[1])
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        body = await self._read_body(self._reader, headers, status)
        if headers.get("connection", "").lower() == "close" or head[0].startswith("HTTP/1.0"):
            self.close()
        return status, body

    async def _read_body(self, reader: asyncio.StreamReader, headers: dict[str, str], status: int) -> bytes:
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return await self._read_chunks(reader)
        if "content-length" in headers:
            length = int(headers["content-length"])
            if length > MAX_ANSWER:
                raise ValueError("answer too long")
            return await reader.readexactly(length)
        if status in (204, 304):
            return b""
        body = await reader.read(MAX_ANSWER)
        self.close()
        return body

    async def _read_chunks(self, reader: asyncio.StreamReader) -> bytes:
        body = b""
        while True:
            size = int((await reader.readuntil(b"\r\n")).split(b";")[0], 16)
            chunk = await reader.readexactly(size + 2)
            if size == 0:
                return body
            body += chunk[:-2]
            if len(body) > MAX_ANSWER:
                raise ValueError("answer too long")
