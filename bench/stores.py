"""Fresh embedded stores for a measurement, durable as in production, gone afterwards."""

import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from pydantic import SecretStr

from siyu import warehouse
from siyu.apps.migrating import migrate_warehouse
from siyu.apps.up.ports import free_port
from siyu.apps.wiring import open_product
from siyu.runtime.house import House
from siyu.runtime.migrate import migrate_postgres
from siyu.runtime.postgres import Cluster
from siyu.runtime.settings import Settings

KEY = "22" * 32


@contextmanager
def fresh_settings() -> Iterator[Settings]:
    """Settings that point to both embedded stores, running and migrated to the newest schema."""
    folder = Path(tempfile.mkdtemp(prefix="siyu-bench-"))
    folder.chmod(0o755)
    cluster = Cluster(folder)
    server: subprocess.Popen[bytes] | None = None
    try:
        cluster.start()
        migrate_postgres(cluster.url())
        port = free_port()
        base = Settings(data_dir=folder, database_url=SecretStr(cluster.url()), master_key=SecretStr(KEY))
        url = warehouse.embedded_url(base, port)
        settings = base.model_copy(update={"warehouse_url": SecretStr(url)})
        server = _start_warehouse(port, folder)
        yield settings
    finally:
        if server is not None:
            server.terminate()
            server.wait(20)
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _start_warehouse(port: int, folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "siyu.warehouse.server", str(port), str(folder / "warehouse")]
    with (folder / "warehouse.log").open("ab") as log:
        server = subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            env={"SIYU_DATA_DIR": str(folder), "SIYU_MASTER_KEY": KEY, "PATH": "/usr/bin:/bin"},
        )
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=2):
                return server
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the warehouse did not start: {(folder / 'warehouse.log').read_text()[-2000:]}")


@asynccontextmanager
async def fresh_house(settings: Settings) -> AsyncIterator[House]:
    """The product's house over these stores."""
    assert settings.warehouse_url is not None
    await migrate_warehouse(settings.warehouse_url.get_secret_value(), settings)
    async with open_product(settings) as house:
        yield house
