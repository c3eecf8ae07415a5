"""Where the stores are: given by settings, or the embedded ones of the data folder."""

import json
from pathlib import Path

from siyu.runtime.postgres import Cluster
from siyu.runtime.settings import Settings
from siyu.runtime.warehouse_address import embedded_url

_RUN_FILE = "run.json"


def database_url(settings: Settings) -> str:
    """The PostgreSQL address; the embedded one needs no port, only the data folder."""
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    return embedded_cluster(settings).url()


def embedded_cluster(settings: Settings) -> Cluster:
    """The PostgreSQL cluster inside the data folder."""
    return Cluster(settings.data_dir, os_user=settings.postgres_user)


def warehouse_url(settings: Settings) -> str:
    """The warehouse's address; the embedded one's port is noted in the data folder while it runs."""
    if settings.warehouse_url is not None:
        return settings.warehouse_url.get_secret_value()
    return embedded_url(settings, read_run(settings.data_dir).get("warehouse_port", 0))


def read_run(data_dir: Path) -> dict[str, int]:
    """Ports of the processes that run on this folder now; empty when none were started."""
    path = data_dir / _RUN_FILE
    return dict(json.loads(path.read_text())) if path.exists() else {}


def write_run(data_dir: Path, values: dict[str, int]) -> None:
    """Note the ports, atomically."""
    path = data_dir / _RUN_FILE
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(values))
    fresh.replace(path)
