"""Puts the house together: stores, clients and everything domains provide to each other."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from siyu.apps import plugs
from siyu.apps.stores import database_url, warehouse_url
from siyu.kit.clock import SystemClock
from siyu.runtime.house import House, open_house
from siyu.runtime.settings import Settings
from siyu.warehouse import Warehouse


@asynccontextmanager
async def open_product(settings: Settings) -> AsyncIterator[House]:
    """A house with both stores and every domain's long-lived things inside; closed at the end."""
    plugs.register()
    async with (
        open_house(settings, SystemClock(), database_url=database_url(settings)) as house,
        Warehouse(warehouse_url(settings)) as warehouse,
    ):
        house.provide(warehouse)
        plugs.provide(house)
        yield house
