"""The warehouse's folder may vanish, even while everybody works: nothing wrong is shown, and all comes back."""

import asyncio
import shutil
from zoneinfo import ZoneInfo

import pytest

from siyu.runtime.database import Database
from siyu.runtime.errors import SituationError
from siyu.warehouse import NamedQuery, Warehouse
from siyu.warehouse.compare import compare_all
from siyu.warehouse.loader import Loader
from siyu.warehouse.server import EXIT_FOLDER_GONE
from tests.warehouse.processes import WarehouseProcess
from tests.warehouse.stories import many_events, write

_OLD = NamedQuery("old", "SELECT count() AS n, sum(p.paid_cents) AS cents FROM events WHERE id <= {last:Int64}")
_LAST = NamedQuery("last", "SELECT max(id) AS id FROM events")


async def test_a_folder_deleted_under_load_is_rebuilt_and_nobody_sees_a_wrong_figure(
    own_process: WarehouseProcess, database: Database
) -> None:
    await write(database, many_events(4000))
    async with Warehouse(own_process.url, threads=6) as warehouse:
        loader = Loader(database, warehouse.client, ZoneInfo("Asia/Shanghai"), block_rows=800)
        await loader.catch_up()
        [last] = await warehouse.ask(_LAST)
        [truth] = await warehouse.ask(_OLD, {"last": last["id"]})
        stop, seen, refused = asyncio.Event(), [], []
        work = [
            asyncio.create_task(_keep_asking(warehouse, last["id"], stop, seen, refused)),
            asyncio.create_task(_keep_writing(database, stop)),
            asyncio.create_task(_keep_loading(loader, stop)),
        ]
        await asyncio.sleep(0.5)

        shutil.rmtree(own_process.folder, ignore_errors=True)  # a living store makes files meanwhile: some stay
        assert await asyncio.to_thread(own_process.wait_for_exit) == EXIT_FOLDER_GONE
        await asyncio.to_thread(own_process.start)
        await _until_answered(warehouse)
        stop.set()
        await asyncio.gather(*work)
        await loader.catch_up()

        assert refused
        assert [answer for answer in seen if answer != truth] == []
        assert await warehouse.ask(_OLD, {"last": last["id"]}) == [truth]
        assert all(not found.differing for found in await compare_all(database, warehouse.client, loader))


async def test_a_damaged_warehouse_refuses_and_is_built_anew_by_the_loader(
    own_process: WarehouseProcess, database: Database
) -> None:
    await write(database, many_events(3000, days=20))
    async with Warehouse(own_process.url, threads=2) as warehouse:
        loader = Loader(database, warehouse.client, ZoneInfo("Asia/Shanghai"))
        await loader.catch_up()
        [last] = await warehouse.ask(_LAST)
        [truth] = await warehouse.ask(_OLD, {"last": last["id"]})
        own_process.stop()
        largest = max(own_process.folder.glob("store/store/**/data.bin"), key=lambda path: path.stat().st_size)
        content = bytearray(largest.read_bytes())
        content[len(content) // 2] ^= 0xFF
        largest.write_bytes(content)

        await asyncio.to_thread(own_process.start, wait_for="/ping")
        with pytest.raises(SituationError):
            await warehouse.ask(_OLD, {"last": last["id"]})
        async with asyncio.timeout(60):
            while not await _try_to_load(loader):
                await asyncio.sleep(0.1)
        await loader.catch_up()

        assert await warehouse.ask(_OLD, {"last": last["id"]}) == [truth]


async def _try_to_load(loader: Loader) -> int:
    try:
        return await loader.turn()
    except SituationError:
        return 0


async def _keep_asking(
    warehouse: Warehouse, last: int, stop: asyncio.Event, seen: list[object], refused: list[SituationError]
) -> None:
    while not stop.is_set():
        try:
            seen += await warehouse.ask(_OLD, {"last": last})
        except SituationError as situation:
            refused.append(situation)
        await asyncio.sleep(0.03)


async def _keep_writing(database: Database, stop: asyncio.Event) -> None:
    first = 100_000
    while not stop.is_set():
        await write(database, many_events(50, first=first))
        first += 50
        await asyncio.sleep(0.1)


async def _keep_loading(loader: Loader, stop: asyncio.Event) -> None:
    while not stop.is_set():
        try:
            if not await loader.turn():
                await asyncio.sleep(0.05)
        except SituationError:
            await asyncio.sleep(0.1)


async def _until_answered(warehouse: Warehouse) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                await warehouse.ask(_LAST)
                return
            except SituationError:
                await asyncio.sleep(0.1)
