"""A fresh warehouse per test: its own process where the process is the point, else one process for all."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from siyu.runtime.database import Database
from siyu.warehouse import Warehouse
from siyu.warehouse.loader import Loader
from tests.warehouse.processes import WarehouseProcess

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="session")
def shared_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarehouseProcess]:
    """A warehouse process that lives as long as this test process."""
    process = WarehouseProcess(tmp_path_factory.mktemp("warehouse"))
    process.start()
    yield process
    process.stop()


@pytest.fixture
def own_process(tmp_path: Path) -> Iterator[WarehouseProcess]:
    """A warehouse process that this test may kill."""
    process = WarehouseProcess(tmp_path / "warehouse")
    process.start()
    yield process
    process.kill()


@pytest.fixture
async def warehouse(shared_process: WarehouseProcess) -> AsyncIterator[Warehouse]:
    """The door to the shared process; the loader of the test empties it first."""
    async with Warehouse(shared_process.url, threads=4) as door:
        yield door


@pytest.fixture
async def loader(database: Database, warehouse: Warehouse) -> AsyncIterator[Loader]:
    """A loader that has just begun a new generation and caught up."""
    ready = Loader(database, warehouse.client, SHANGHAI, block_rows=1000)
    async with ready.alone():
        await ready.begin_anew("a test begins")
    await ready.catch_up()
    return ready
