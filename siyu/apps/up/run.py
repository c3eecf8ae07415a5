"""Starts everything in order, watches it, stops it in the opposite order."""

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from siyu.apps.stores import database_url, embedded_cluster, warehouse_url, write_run
from siyu.apps.up import schema
from siyu.apps.up.children import ChildProcess, Watch
from siyu.apps.up.lock import only_one, parts_lock
from siyu.apps.up.ports import free_port, is_free
from siyu.apps.up.stores import PostgresService, wait_for_warehouse
from siyu.runtime.lifeline import follow_starter
from siyu.runtime.postgres import ClusterError
from siyu.runtime.settings import Settings
from siyu.runtime.warehouse_address import embedded_url

Tell = Callable[[str], None]


def run_up(settings: Settings, tell: Tell, *, ready: Callable[[str], None] | None = None) -> None:
    """Run the product until SIGINT or SIGTERM; `ready` is called with the address once it answers.

    Raises `ClusterError` with the way to mend it when something cannot be started.
    """
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    follow_starter()
    with only_one(settings.data_dir), parts_lock(settings.data_dir, tell) as lock:
        start = _Start(settings, tell, lock)
        try:
            start.everything()
            if ready:
                ready(settings.address)
            while not stop.wait(0.3):
                for watch in start.watches:
                    watch.look()
        finally:
            _stop_all(start.watches, tell)


@dataclass
class _Start:
    """One start: what is asked for, and what runs already. `lock` is the descriptor that every part holds."""

    settings: Settings
    tell: Tell
    lock: int
    watches: list[Watch] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)

    def everything(self) -> None:
        """Start each part as soon as what it needs is there; the slow ones get ready beside each other."""
        settings = self.settings
        if settings.web_port and not is_free(settings.web_host, settings.web_port):
            raise ClusterError(
                f"Port {settings.web_port} is taken. Stop the program that uses it, "
                "or choose another with SIYU_WEB_PORT."
            )
        self._logs.mkdir(exist_ok=True)
        self.environment["SIYU_DATA_DIR"] = str(settings.data_dir)
        warehouse = self._begin_warehouse()
        self._begin_postgres()
        # With the newest schema nothing has to be waited for: the warehouse checks its tables while the others load.
        is_current = schema.is_postgres_newest(self.environment["SIYU_DATABASE_URL"])
        web = self._begin_programs() if is_current else None
        if warehouse is not None:
            wait_for_warehouse(*warehouse)
        if not is_current or not schema.is_warehouse_newest(self.environment["SIYU_WAREHOUSE_URL"]):
            self.tell("bringing both stores to the newest schema")
            schema.migrate(self.environment)
        self._wait_for_web(web or self._begin_programs())

    @property
    def _logs(self) -> Path:
        return self.settings.data_dir / "logs"

    def _begin(self, name: str, command: list[str]) -> ChildProcess:
        child = ChildProcess(name, command, self._logs, dict(self.environment), (self.lock,))
        watch = Watch(child, self.tell)
        self.watches.append(watch)
        watch.begin()
        return child

    def _begin_postgres(self) -> None:
        if self.settings.database_url is None:
            self.tell("starting PostgreSQL")
            cluster = embedded_cluster(self.settings)
            cluster.keep_open = (self.lock,)
            watch = Watch(PostgresService(cluster), self.tell)
            self.watches.insert(0, watch)  # it is stopped last
            watch.begin()
        self.environment["SIYU_DATABASE_URL"] = database_url(self.settings)

    def _begin_warehouse(self) -> tuple[int, ChildProcess] | None:
        if self.settings.warehouse_url is not None:
            self.environment["SIYU_WAREHOUSE_URL"] = warehouse_url(self.settings)
            return None
        self.tell("starting the warehouse")
        port = free_port()
        write_run(self.settings.data_dir, {"warehouse_port": port, "supervisor": os.getpid()})
        folder = str(self.settings.data_dir / "warehouse")
        # Straight its own program: only there is the engine's library loaded.
        child = self._begin("warehouse", ["siyu.warehouse.server", str(port), folder])
        self.environment["SIYU_WAREHOUSE_URL"] = embedded_url(self.settings, port)
        return port, child

    def _begin_programs(self) -> ChildProcess:
        """The web server, the workers and the greeter; gives the web server."""
        self.tell("starting the web server and the workers")
        ours = "siyu.apps.cli"
        web = self._begin("web", [ours, "web", "--port", str(self.settings.web_port)])
        for number in range(self.settings.worker_processes):
            self._begin(f"worker-{number}", [ours, "worker"])
        # A process of its own: no backlog of the others may keep a newcomer waiting.
        self._begin("greeter", [ours, "worker", "--greeter"])
        return web

    def _wait_for_web(self, web: ChildProcess, seconds: float = 60.0) -> None:
        deadline = time.monotonic() + seconds
        while is_free(self.settings.web_host, self.settings.web_port):
            if not web.is_alive() or time.monotonic() > deadline:
                raise ClusterError(f"The web server did not start; see {self._logs / 'web.log'}.")
            time.sleep(0.1)


def _stop_all(watches: list[Watch], tell: Tell) -> None:
    tell("stopping")
    for watch in reversed(watches):
        watch.service.ask_to_stop()
    for watch in reversed(watches):
        watch.service.wait_or_kill(15.0)
