"""The embedded stores as services: PostgreSQL and the warehouse."""

import time
import urllib.error
import urllib.request
from dataclasses import dataclass

from siyu.apps.up.children import ChildProcess
from siyu.runtime.postgres import Cluster, ClusterError

_START_SECONDS = 60.0


@dataclass
class PostgresService:
    """The embedded PostgreSQL."""

    cluster: Cluster
    name: str = "postgres"

    def start(self) -> None:
        self.cluster.start()

    def is_alive(self) -> bool:
        return self.cluster.pid is not None

    def ask_to_stop(self) -> None:
        return None  # it goes last, in wait_or_kill, after everyone who uses it

    def wait_or_kill(self, seconds: float) -> None:
        self.cluster.stop(seconds)


def wait_for_warehouse(port: int, child: ChildProcess) -> None:
    """Wait until the embedded warehouse has checked its tables and answers.

    Raises `ClusterError` when it ends or does not answer in time.
    """
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if not child.is_alive():
            raise ClusterError(f"the warehouse ended at once; see {child.log_folder / 'warehouse.log'}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise ClusterError(f"the warehouse did not become ready; see {child.log_folder / 'warehouse.log'}")
