"""Starts everything in order, watches it, stops it in the opposite order."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

from siyu.apps.stores import database_url, embedded_cluster, migrate_warehouse, warehouse_url, write_run
from siyu.apps.up.children import ChildProcess, Watch
from siyu.apps.up.lock import only_one
from siyu.apps.up.ports import free_port, is_free
from siyu.apps.up.stores import PostgresService, wait_for_warehouse
from siyu.runtime.migrate import migrate_postgres
from siyu.runtime.postgres import ClusterError
from siyu.runtime.settings import Settings
from siyu.warehouse import embedded_url

Tell = Callable[[str], None]


def run_up(settings: Settings, tell: Tell, *, ready: Callable[[str], None] | None = None) -> None:
    """Run the product until SIGINT or SIGTERM; `ready` is called with the address once it answers.

    Raises `ClusterError` with the way to mend it when something cannot be started.
    """
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with only_one(settings.data_dir):
        watches: list[Watch] = []
        try:
            _start_all(settings, watches, tell)
            if ready:
                ready(settings.address)
            while not stop.wait(0.3):
                for watch in watches:
                    watch.look()
        finally:
            _stop_all(watches, tell)


def _start_all(settings: Settings, watches: list[Watch], tell: Tell) -> None:
    if settings.web_port and not is_free(settings.web_host, settings.web_port):
        raise ClusterError(
            f"Port {settings.web_port} is taken. Stop the program that uses it, or choose another with SIYU_WEB_PORT."
        )
    logs = settings.data_dir / "logs"
    logs.mkdir(exist_ok=True)
    environment = {"SIYU_DATA_DIR": str(settings.data_dir)}
    if settings.database_url is None:
        tell("starting PostgreSQL")
        _begin(watches, Watch(PostgresService(embedded_cluster(settings)), tell))
    environment["SIYU_DATABASE_URL"] = database_url(settings)
    environment["SIYU_WAREHOUSE_URL"] = _start_warehouse(settings, watches, logs, tell)
    tell("bringing both stores to the newest schema")
    migrate_postgres(environment["SIYU_DATABASE_URL"])
    asyncio.run(migrate_warehouse(environment["SIYU_WAREHOUSE_URL"], settings))
    for number in range(settings.worker_processes):
        _begin(watches, Watch(ChildProcess(f"worker-{number}", ["worker"], logs, environment), tell))
    # A process of its own: no backlog of the others may keep a newcomer waiting.
    _begin(watches, Watch(ChildProcess("greeter", ["worker", "--greeter"], logs, environment), tell))
    tell("starting the web server and the workers")
    web = ["web", "--port", str(settings.web_port)]
    _begin(watches, Watch(ChildProcess("web", web, logs, environment), tell))
    _wait_for_web(settings, watches[-1])


def _begin(watches: list[Watch], watch: Watch) -> None:
    watches.append(watch)
    watch.begin()


def _start_warehouse(settings: Settings, watches: list[Watch], logs: Path, tell: Tell) -> str:
    if settings.warehouse_url is not None:
        return warehouse_url(settings)
    tell("starting the warehouse")
    port = free_port()
    write_run(settings.data_dir, {"warehouse_port": port, "supervisor": os.getpid()})
    child = ChildProcess(
        "warehouse", ["warehouse", "--port", str(port)], logs, {"SIYU_DATA_DIR": str(settings.data_dir)}
    )
    _begin(watches, Watch(child, tell))
    wait_for_warehouse(port, child)
    return embedded_url(settings, port)


def _wait_for_web(settings: Settings, watch: Watch, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while is_free(settings.web_host, settings.web_port):
        if not watch.service.is_alive() or time.monotonic() > deadline:
            raise ClusterError(f"The web server did not start; see {settings.data_dir / 'logs' / 'web.log'}.")
        time.sleep(0.1)


def _stop_all(watches: list[Watch], tell: Tell) -> None:
    tell("stopping")
    for watch in reversed(watches):
        watch.service.ask_to_stop()
        watch.service.wait_or_kill(15.0)
