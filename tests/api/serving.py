"""The whole API on a loopback port, in a thread of its own, over real stores."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
import uvicorn
from fastapi import FastAPI

from siyu import desk
from siyu.apps import plugs
from siyu.apps.doctor.lines import ConsoleExaminer
from siyu.apps.up.ports import free_port
from siyu.kit.clock import SystemClock
from siyu.runtime.database import Database
from siyu.runtime.house import House
from siyu.runtime.http import create_app
from siyu.runtime.secrets import Vault
from siyu.runtime.settings import Settings
from siyu.warehouse import Warehouse

T = TypeVar("T")
_START_SECONDS = 30


class LoopbackOnly(httpx.AsyncHTTPTransport):
    """Lets the product reach this machine only, whatever address a request makes it call."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host != "127.0.0.1":
            raise httpx.ConnectError(f"{request.url.host} is outside this machine", request=request)
        return await super().handle_async_request(request)


@dataclass
class RunningApi:
    """A served API; `run` does something inside its event loop."""

    url: str
    house: House
    loop: asyncio.AbstractEventLoop

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of a coroutine that uses the house."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)


@asynccontextmanager
async def open_test_house(settings: Settings) -> AsyncIterator[House]:
    """Everything that the product's own wiring gives, except the way out of this machine."""
    assert settings.database_url is not None
    assert settings.warehouse_url is not None
    async with (
        Database(settings.database_url.get_secret_value(), clock=SystemClock(), pool_size=6) as database,
        httpx.AsyncClient(timeout=2, transport=LoopbackOnly()) as http,
        Warehouse(settings.warehouse_url.get_secret_value()) as warehouse,
    ):
        house = House(settings, SystemClock(), database, Vault(settings.read_master_key()), http)
        house.provide(warehouse)
        plugs.provide(house)
        yield house


@contextmanager
def serving(settings: Settings) -> Iterator[RunningApi]:
    """Serve every route of the product until the block ends."""
    plugs.register()
    desk.register_examiner(ConsoleExaminer())
    opened: list[RunningApi] = []
    port = free_port()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_test_house(settings) as house:
            app.state.house = house
            opened.append(RunningApi(f"http://127.0.0.1:{port}", house, asyncio.get_running_loop()))
            yield

    app = create_app(plugs.routers(), lifespan)
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="critical", ws="none", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="api")
    thread.start()
    try:
        deadline = time.monotonic() + _START_SECONDS
        while not server.started:
            assert thread.is_alive(), "the API did not start"
            assert time.monotonic() < deadline, "the API did not start in time"
            time.sleep(0.02)
        yield opened[0]
    finally:
        server.should_exit = True
        thread.join(20)
