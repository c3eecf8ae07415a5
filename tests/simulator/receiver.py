"""A tiny callback receiver on its own thread, which decrypts with a third-party library."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

from wechatpy.work.crypto import WeChatCrypto


@dataclass(slots=True)
class Received:
    """One POST: its envelope, its parameters and what was inside."""

    query: dict[str, str]
    envelope: str
    plaintext: str
    fields: dict[str, str]


@dataclass
class Receiver:
    """Answers verifications and collects events; ``statuses`` are used up first, then 200."""

    crypto: WeChatCrypto
    port: int = 0
    answer_echo: bool = True
    statuses: list[int] = field(default_factory=list)
    hang_s: float = 0.0
    received: list[Received] = field(default_factory=list)
    connections: int = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/callback/wecom?key=1"

    def events(self) -> list[str]:
        """ChangeType of everything received, in order of arrival."""
        return [each.fields.get("ChangeType", "") for each in self.received]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One keep-alive connection."""
        self.connections += 1
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                verb, target, _ = head.split("\r\n")[0].split(" ")
                status, body = await self._answer(verb, target, head, reader)
                writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, verb: str, target: str, head: str, reader: asyncio.StreamReader) -> tuple[int, bytes]:
        query = {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}
        if verb == "GET":
            return self._verify(query)
        length = next(int(line.split(":")[1]) for line in head.split("\r\n") if "Content-Length" in line)
        envelope = (await reader.readexactly(length)).decode()
        self.received.append(self._open(query, envelope))
        if self.hang_s:
            await asyncio.sleep(self.hang_s)
        return (self.statuses.pop(0) if self.statuses else 200), b"success"

    def _verify(self, query: dict[str, str]) -> tuple[int, bytes]:
        if not self.answer_echo:
            return 200, b'"wrong"'
        plain: Any = self.crypto.check_signature(
            query["msg_signature"], query["timestamp"], query["nonce"], query["echostr"]
        )
        return 200, plain if isinstance(plain, bytes) else str(plain).encode()

    def _open(self, query: dict[str, str], envelope: str) -> Received:
        text = self.crypto.decrypt_message(envelope, query["msg_signature"], query["timestamp"], query["nonce"])
        root = ElementTree.fromstring(text)
        fields = {child.tag: child.text or "" for child in root}
        return Received(query, envelope, text, fields)


@contextmanager
def running_receiver(token: str, aes_key: str, corp_id: str) -> Iterator[Receiver]:
    """A receiver on a free port for the length of the block."""
    receiver = Receiver(WeChatCrypto(token, aes_key, corp_id))
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(asyncio.start_server(receiver.serve, "127.0.0.1", 0), loop).result()
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        asyncio.run_coroutine_threadsafe(_close(server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _close(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
