"""Starting and stopping the embedded warehouse process."""

import asyncio
import logging
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from granian.constants import Interfaces
from granian.server.embed import Server

from siyu.runtime.lifeline import follow_starter
from siyu.runtime.settings import Settings
from siyu.runtime.warehouse_address import warehouse_password
from siyu.warehouse.server.app import WarehouseApp
from siyu.warehouse.server.engine import Engine
from siyu.warehouse.server.failures import EngineError
from siyu.warehouse.server.folder import FolderTaken, WarehouseFolder
from siyu.warehouse.server.limits import Limits, limits_of_this_machine

EXIT_FOLDER_TAKEN = 73
EXIT_FOLDER_GONE = 74
_WATCH_SECONDS = 0.25
_log = logging.getLogger(__name__)


def run_warehouse(settings: Settings, port: int, data_dir: Path) -> int:
    """Own `data_dir` and answer on 127.0.0.1:`port` until SIGTERM or SIGINT; the exit status is returned.

    0: asked to stop. 73: another process owns the folder. 74: the folder was deleted, start again to have a
    fresh one.
    """
    follow_starter()
    try:
        with WarehouseFolder(data_dir) as folder:
            return asyncio.run(_serve(folder, limits_of_this_machine(), port, warehouse_password(settings)))
    except FolderTaken as error:
        sys.stderr.write(f"siyu warehouse: {error}\n")
        return EXIT_FOLDER_TAKEN


async def _serve(folder: WarehouseFolder, limits: Limits, port: int, password: str) -> int:
    engine = Engine(folder.store, limits)
    app = WarehouseApp(engine, folder, body_limit=limits.body_bytes, password=password)
    server = Server(
        app,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGINL,
        websockets=False,
        log_enabled=False,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    checking = asyncio.create_task(_check(app, engine))
    watching = asyncio.create_task(_watch(folder))
    try:
        await server.serve()
    finally:
        for task in (checking, watching):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
    await asyncio.to_thread(engine.close)
    return 0


async def _check(app: WarehouseApp, engine: Engine) -> None:
    try:
        await app.checkup.run(engine)
    except EngineError as error:
        _log.error("the check of the warehouse failed: %s", error.text)
        app.checkup.state = "damaged"


async def _watch(folder: WarehouseFolder) -> None:
    """Leave at once when the folder is deleted under us: what is still in memory is no longer the warehouse.

    Nothing is flushed and no destructor runs, so that no file of the old life appears in a new folder.
    """
    while folder.is_intact():
        await asyncio.sleep(_WATCH_SECONDS)
    _log.error("the warehouse folder is gone; leaving so that a fresh one can be built")
    os._exit(EXIT_FOLDER_GONE)
