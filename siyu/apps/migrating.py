"""Bringing both stores to the newest schema."""

import asyncio

from siyu import warehouse
from siyu.apps.stores import database_url, warehouse_url
from siyu.runtime.migrate import migrate_postgres
from siyu.runtime.settings import Settings


def migrate_stores(settings: Settings) -> None:
    """Apply every migration that is missing in either store; safe to repeat."""
    migrate_postgres(database_url(settings))
    asyncio.run(migrate_warehouse(warehouse_url(settings), settings))


async def migrate_warehouse(url: str, settings: Settings) -> None:
    """Bring the warehouse's tables to the newest form."""
    client = warehouse.WarehouseClient(url)
    try:
        await warehouse.migrate(client, settings.zone)
    finally:
        await client.close()
