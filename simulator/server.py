"""The HTTP server: uvicorn with one addition, an answer that breaks the connection instead."""

import asyncio
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

import orjson
import uvicorn
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

TRANSPORT = "simulator.transport"


class CuttableProtocol(HttpToolsProtocol):
    """Hands the connection itself to the application, so that a fault can break it."""

    def on_message_begin(self) -> None:
        """Put the transport into the scope of the request that begins."""
        super().on_message_begin()
        extensions: dict[str, Any] = {TRANSPORT: {"transport": self.transport}}
        self.scope["extensions"] = extensions


class CutResponse(Response):
    """No answer: the connection is reset."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Break the connection; where there is none (in-process tests) answer 500 without a body."""
        found = scope.get("extensions", {}).get(TRANSPORT)
        if found:
            found["transport"].abort()
            return
        await send({"type": "http.response.start", "status": 500, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def listen(host: str, port: int) -> socket.socket:
    """Bind a listening socket; port 0 picks a free one."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    return listener


async def serve(app: ASGIApp, listener: socket.socket, *, stop: Callable[[], Any]) -> None:
    """Serve until SIGTERM or SIGINT; ``stop`` is awaited at the end. Prints the address as one JSON line."""
    config = uvicorn.Config(
        app,
        http=CuttableProtocol,
        loop="uvloop",
        lifespan="off",
        log_level="warning",
        access_log=False,
        backlog=4096,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=2,
        ws="none",
    )
    server = uvicorn.Server(config)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, setattr, server, "should_exit", True)
    running = asyncio.create_task(server._serve([listener]))
    while not server.started and not running.done():
        await asyncio.sleep(0.005)
    host, port = listener.getsockname()[:2]
    line = orjson.dumps({"simulator": "ready", "url": f"http://{host}:{port}", "port": port})
    sys.stdout.write(line.decode() + "\n")
    sys.stdout.flush()
    try:
        await running
    finally:
        await stop()
