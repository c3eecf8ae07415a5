"""The embedded warehouse process: the ClickHouse HTTP interface over chDB, the only owner of its folder.

Importing it loads the engine, so only the process that runs it does: `siyu warehouse`, or this package as a program.
"""

from siyu.warehouse.server.folder import FolderTaken, WarehouseFolder
from siyu.warehouse.server.run import EXIT_FOLDER_GONE, EXIT_FOLDER_TAKEN, run_warehouse

__all__ = ["EXIT_FOLDER_GONE", "EXIT_FOLDER_TAKEN", "FolderTaken", "WarehouseFolder", "run_warehouse"]
