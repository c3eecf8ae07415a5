"""The embedded warehouse process: the ClickHouse HTTP interface over chDB, the only owner of its folder."""

from siyu.warehouse.server.folder import FolderTaken, WarehouseFolder
from siyu.warehouse.server.run import (
    EXIT_FOLDER_GONE,
    EXIT_FOLDER_TAKEN,
    embedded_url,
    run_warehouse,
    warehouse_password,
)

__all__ = [
    "EXIT_FOLDER_GONE",
    "EXIT_FOLDER_TAKEN",
    "FolderTaken",
    "WarehouseFolder",
    "embedded_url",
    "run_warehouse",
    "warehouse_password",
]
