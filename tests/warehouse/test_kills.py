"""Whoever is killed, and wherever: afterwards every event is there once."""

import asyncio
import os
import random
import subprocess
import sys
from zoneinfo import ZoneInfo

import pytest

from siyu.runtime.database import Database
from siyu.runtime.errors import SituationError
from siyu.warehouse import NamedQuery, Warehouse
from siyu.warehouse.compare import compare_all
from siyu.warehouse.loader import Loader
from tests.warehouse.processes import WarehouseProcess
from tests.warehouse.stories import many_events, write

_TOTALS = NamedQuery("totals", "SELECT count() AS n, sum(p.paid_cents) AS cents, uniqExact(id) AS ids FROM events")
_DAYS = NamedQuery("days", "SELECT sum(events) AS n, sum(cents) AS cents FROM customer_days")
_KILLED = 137

_SITES = [
    "loader.new_generation",
    "loader.emptied",
    "loader.planned",
    "loader.copied",
    "loader.inserted",
    "loader.people",
    "loader.marked",
]


def _run_loader(database_url: str, warehouse_url: str, *, faults: str = "", work: str = "load") -> int:
    environment = os.environ | {"SIYU_FAULTS": faults}
    command = [sys.executable, "-m", "tests.warehouse.loading_program", database_url, warehouse_url, work]
    return subprocess.run(command, env=environment, check=False, timeout=120).returncode


async def _expect(warehouse: Warehouse, events: int, cents: int) -> None:
    assert await warehouse.ask(_TOTALS) == [{"n": events, "cents": cents, "ids": events}]
    assert await warehouse.ask(_DAYS) == [{"n": events, "cents": cents}]


async def test_a_loader_killed_at_every_step_leaves_every_event_once(
    loader: Loader, database: Database, database_url: str, warehouse: Warehouse
) -> None:
    events = many_events(1500)
    await write(database, events)
    async with loader.alone():
        await loader.begin_anew("the loader is killed in every step of it")

    for site in _SITES[2:]:
        for number in (1, 2):
            _run_loader(database_url, warehouse.client.url, faults=f"{site}:{number}:exit")
    assert _run_loader(database_url, warehouse.client.url) == 0

    await _expect(warehouse, 1500, sum(event.properties.get("paid_cents", 0) for event in events))


@pytest.mark.parametrize("site", _SITES[:2])
async def test_a_loader_killed_while_beginning_anew_begins_anew(
    site: str, loader: Loader, database: Database, database_url: str, warehouse: Warehouse
) -> None:
    await write(database, many_events(300))
    await loader.catch_up()
    await warehouse.client.command("DROP TABLE load_marks")

    assert _run_loader(database_url, warehouse.client.url, faults=f"{site}:1:exit") == _KILLED
    assert _run_loader(database_url, warehouse.client.url) == 0

    [totals] = await warehouse.ask(_TOTALS)
    assert totals["n"] == 300


@pytest.mark.parametrize("site", ["mend.drop_events_month", "mend.drop_customer_days_month", "mend.loaded"])
async def test_a_mend_that_was_killed_is_finished_before_anyone_may_ask(
    site: str, loader: Loader, database: Database, database_url: str, warehouse: Warehouse
) -> None:
    await write(database, many_events(900, days=60))
    await loader.catch_up()
    [truth] = await warehouse.ask(_TOTALS)
    await warehouse.client.command("DELETE FROM events WHERE id % 5 = 0")

    assert _run_loader(database_url, warehouse.client.url, faults=f"{site}:1:exit", work="compare") == _KILLED
    with pytest.raises(SituationError):
        await warehouse.ask(_TOTALS)
    assert _run_loader(database_url, warehouse.client.url, work="compare") == 0

    assert await warehouse.ask(_TOTALS) == [truth]


async def test_a_warehouse_killed_again_and_again_holds_every_event_once(
    own_process: WarehouseProcess, database: Database
) -> None:
    dice = random.Random(11)
    events = many_events(6000)
    await write(database, events)
    async with Warehouse(own_process.url, threads=4) as warehouse:
        loader = Loader(database, warehouse.client, ZoneInfo("Asia/Shanghai"), block_rows=500)
        for _ in range(5):
            loading = asyncio.create_task(_load_through_trouble(loader))
            await asyncio.sleep(dice.uniform(0.05, 0.9))
            own_process.kill()
            await asyncio.to_thread(own_process.start)
            await loading
        await loader.catch_up()

        await _expect(warehouse, 6000, sum(event.properties.get("paid_cents", 0) for event in events))
        assert all(not found.differing for found in await compare_all(database, warehouse.client, loader))


async def _load_through_trouble(loader: Loader) -> None:
    try:
        await loader.catch_up()
    except SituationError:
        return
