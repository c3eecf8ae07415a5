"""Doors for the worker: the loader's loop and the nightly comparison."""

from siyu.runtime.house import House
from siyu.runtime.jobs import every, lane
from siyu.warehouse.compare import compare_recent
from siyu.warehouse.door import Warehouse
from siyu.warehouse.loader import Loader


def loader_of(house: House) -> Loader:
    """The loader of this process; made on first use from the provided `Warehouse`."""
    try:
        return house.get(Loader)
    except LookupError:
        made = Loader(house.database, house.get(Warehouse).client, house.settings.zone)
        house.provide(made)
        return made


@lane("warehouse.load", rest_seconds=0.1)
async def load(house: House) -> int:
    """Bring the next events to the warehouse."""
    return await loader_of(house).turn()


@every("30 18 * * *", name="warehouse.compare")
async def compare(house: House) -> None:
    """At night in Shanghai: compare what changed lately with PostgreSQL and mend what differs."""
    await compare_recent(house.database, house.get(Warehouse).client, loader_of(house))
