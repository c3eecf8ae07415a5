"""A house over a real warehouse; the golden world is loaded once and only read."""

import pytest

from siyu.kit.clock import ManualClock
from siyu.runtime.house import House
from siyu.warehouse import Warehouse
from siyu.warehouse.loader import Loader
from tests.insights.golden import world
from tests.warehouse.conftest import loader, shared_process, warehouse

__all__ = ["loader", "shared_process", "warehouse"]


@pytest.fixture
async def golden(house: House, clock: ManualClock, warehouse: Warehouse, loader: Loader) -> House:
    """The golden world on the morning of 1 October 2026, everything loaded."""
    written = await world.write(house.database)
    assert (len(written), sum(written)) == (124, 123)
    await loader.catch_up()
    clock.instant = world.instant("2026-10-01 00:00:00")
    house.provide(warehouse)
    return house
