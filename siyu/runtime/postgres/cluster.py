"""A PostgreSQL cluster of our own: made once, started as a child, watched by connecting to it."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from siyu.runtime import lifeline
from siyu.runtime.postgres.account import Account, find_account, may_enter, own_name
from siyu.runtime.postgres.binaries import installed_binaries, reachable_binaries

_START_SECONDS = 60.0


class ClusterError(RuntimeError):
    """The embedded database cannot be made or started; the message says how to mend it."""


@dataclass
class Cluster:
    """One data folder and, while it runs, the server process on it.

    `durable=False` turns fsync off: only for tests, whose data may die with the machine. `keep_open` are descriptors
    that the server holds as long as it lives. The server is shut down when the process that started it is gone.
    """

    folder: Path
    durable: bool = True
    os_user: str | None = None
    keep_open: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        self.data = self.folder / "pgdata"
        self._account: Account | None = find_account(self.os_user)
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None
        mark = hashlib.sha256(str(self.data).encode()).hexdigest()[:12]
        self.socket_folder = Path(tempfile.gettempdir()) / f"siyu-pg-{mark}"

    def url(self, database: str = "siyu") -> str:
        """Where the server listens: a Unix socket that only its own account and root may use."""
        user = self._account.name if self._account else own_name()
        return f"postgresql://{quote(user)}@/{database}?host={quote(str(self.socket_folder), safe='')}"

    def start(self) -> None:
        """Make the cluster if it is new, start the server and wait until it answers.

        After a crash the dead server's children may still hold its memory for a moment; PostgreSQL then refuses
        and the caller tries again. Its own lock file is never touched: it is what keeps two servers apart.
        """
        if self.answers():
            raise ClusterError(f"Another Siyu already runs on {self.folder}. Stop it, or choose another folder.")
        binaries = self._prepare_folders()
        if not (self.data / "PG_VERSION").exists():
            self._initialise(binaries)
        log = (self.folder / "postgres.log").open("ab")
        with log:
            self._process = subprocess.Popen(
                [str(binaries / "postgres"), "-D", str(self.data), *self._options()],
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=self._become(),
                pass_fds=self.keep_open,
            )
        self._begin_guard(self._process.pid)
        self._wait()
        self._make_database("siyu")

    def _begin_guard(self, pid: int) -> None:
        """The server knows nothing of us; a small process beside it tells it when we are gone."""
        self._end_guard()
        reader = lifeline.own().reader
        self._guard = subprocess.Popen(
            [sys.executable, "-I", "-S", lifeline.__file__, str(reader), str(pid)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=(reader, *self.keep_open),
        )

    def _end_guard(self) -> None:
        if self._guard is not None:
            self._guard.kill()
            self._guard.wait()
            self._guard = None

    def _prepare_folders(self) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.data.mkdir(mode=0o700, exist_ok=True)
        self.socket_folder.mkdir(mode=0o700, exist_ok=True)
        if self._account is None:
            return installed_binaries()
        if not may_enter(self._account, self.folder):
            raise ClusterError(
                f"PostgreSQL refuses to run as root, so Siyu runs it as '{self._account.name}', who may not enter "
                f"{self.folder}. Choose a folder that everybody may enter (SIYU_DATA_DIR), or do not run as root."
            )
        for path in (self.data, self.socket_folder):
            os.chown(path, self._account.uid, self._account.gid)
        return reachable_binaries(self._account, self.folder / "pgbin")

    def _become(self) -> Callable[[], None] | None:
        """What the child does before the server's program begins: give up root."""
        if self._account is None:
            return None
        account = self._account

        def give_up_root() -> None:
            os.setgroups([])
            os.setgid(account.gid)
            os.setuid(account.uid)

        return give_up_root

    def _initialise(self, binaries: Path) -> None:
        command = [
            str(binaries / "initdb"),
            "-D",
            str(self.data),
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--auth=trust",
        ]
        made = subprocess.run(
            [*command, "--no-sync", "--no-instructions"],
            capture_output=True,
            check=False,
            cwd="/",
            preexec_fn=self._become(),
        )
        if made.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            raise ClusterError(f"initdb failed in {self.data}: {made.stderr.decode(errors='replace')[-2000:]}")

    def _options(self) -> list[str]:
        memory_mb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
        values = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
            "shared_buffers": f"{max(128, min(memory_mb // 8, 4096))}MB",
            "effective_cache_size": f"{max(256, memory_mb // 2)}MB",
            "work_mem": "32MB",
            "maintenance_work_mem": "256MB",
            "max_wal_size": "4GB",
            "max_connections": "200",
            "wal_compression": "on",
            "random_page_cost": "1.1",
            "jit": "off",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_min_duration_statement": "2000",
            # Statements carry personal data as parameters; the log must not.
            "log_parameter_max_length": "0",
            "log_parameter_max_length_on_error": "0",
            "autovacuum_vacuum_cost_limit": "2000",
        }
        if not self.durable:
            values |= {
                "fsync": "off",
                "synchronous_commit": "off",
                "full_page_writes": "off",
                "shared_buffers": "256MB",
            }
        return [part for name, value in values.items() for part in ("-c", f"{name}={value}")]

    def _wait(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self._process and self._process.poll() is not None:
                raise ClusterError(f"PostgreSQL ended at once; see {self.folder / 'postgres.log'}.")
            if self.answers():
                return
            time.sleep(0.05)
        raise ClusterError(f"PostgreSQL did not answer within {_START_SECONDS:.0f} s; see {self.folder}/postgres.log.")

    def answers(self) -> bool:
        """Whether a server on this folder takes connections; asked by connecting, never by looking at files."""
        try:
            with psycopg.connect(self.url("postgres"), connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def _make_database(self, name: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if not known:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    @property
    def pid(self) -> int | None:
        """The server's process id while it runs as our child."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def stop(self, seconds: float = 20.0) -> None:
        """Shut the server down cleanly (SIGINT, "fast"); harder when it does not go in time."""
        self._end_guard()
        if self._process is None:
            return
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if self._process.poll() is None:
                self._process.send_signal(number)
            try:
                self._process.wait(seconds)
                break
            except subprocess.TimeoutExpired:
                continue
        self._process = None
        shutil.rmtree(self.socket_folder, ignore_errors=True)
