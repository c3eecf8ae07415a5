"""A town whose events reach a real warehouse."""

from collections.abc import Iterator

import pytest

from siyu.runtime.house import House
from siyu.warehouse import Warehouse, register_snapshot_source, snapshots
from siyu.warehouse.loader import Loader
from tests.segments.town import Town
from tests.warehouse.conftest import loader, shared_process, warehouse

__all__ = ["loader", "shared_process", "warehouse"]


@pytest.fixture
def town(house: House, warehouse: Warehouse, loader: Loader) -> Iterator[Town]:
    """A house with an empty warehouse; the town tells the loader what people are like."""
    house.provide(warehouse)
    before = snapshots.find_snapshot_source()
    made = Town(house, loader)
    register_snapshot_source(made)
    yield made
    snapshots._SOURCES[:] = [before] if before else []
