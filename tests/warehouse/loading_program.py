"""A program for kill tests: loads until nothing is left, then ends; faults come from the environment."""

import asyncio
import sys
from zoneinfo import ZoneInfo

from siyu.runtime.database import Database
from siyu.warehouse import WarehouseClient
from siyu.warehouse.compare import compare_all
from siyu.warehouse.loader import Loader


async def main(database_url: str, warehouse_url: str, work: str) -> None:
    """Load, or compare and mend."""
    async with Database(database_url) as database:
        client = WarehouseClient(warehouse_url, threads=2)
        loader = Loader(database, client, ZoneInfo("Asia/Shanghai"), block_rows=700)
        await loader.catch_up()
        if work == "compare":
            await compare_all(database, client, loader)
        await client.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3]))
