"""The web process: API, callbacks and the console, under granian."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from granian.constants import Interfaces, Loops
from granian.server import Server

from siyu import desk
from siyu.apps import plugs
from siyu.apps.console import install_console
from siyu.apps.doctor.lines import ConsoleExaminer
from siyu.apps.wiring import open_product
from siyu.channels import install_shortcut
from siyu.runtime.http import create_app
from siyu.runtime.lifeline import follow_starter
from siyu.runtime.logs import set_up_logs
from siyu.runtime.settings import Settings


def build() -> FastAPI:
    """The application; its house opens when the server starts and closes when it stops."""
    settings = Settings()
    follow_starter(is_leader=False)
    set_up_logs(settings.log_level)
    desk.register_examiner(ConsoleExaminer())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_product(settings) as house:
            app.state.house = house
            yield

    app = install_console(create_app(plugs.routers(), lifespan), settings)
    return install_shortcut(app)


def serve(settings: Settings, port: int) -> None:
    """Serve until SIGTERM; `settings.web_processes` processes share the port."""
    Server(
        "siyu.apps.web:build",
        factory=True,
        address=settings.web_host,
        port=port,
        interface=Interfaces.ASGI,
        workers=settings.web_processes,
        loop=Loops.uvloop,
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        websockets=False,
    ).serve()
