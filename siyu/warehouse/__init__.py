"""What happened, to be counted: the event catalogue, the warehouse's tables, its one query door and its loader.

Words: an *event* is a fact of the catalogue; a *mark* is a place in the stream of events; a *generation* is one life
of the warehouse from empty to lost; a *block* is what the loader writes at once; the *stamp* says how fresh an
answer is. The warehouse is derived: PostgreSQL holds the truth and the warehouse can always be built anew.
"""

from siyu.runtime.warehouse_address import embedded_url, warehouse_password
from siyu.warehouse import catalogue
from siyu.warehouse.client import WarehouseClient
from siyu.warehouse.contracts import CustomerSnapshot, Freshness, NamedQuery, SnapshotSource, State
from siyu.warehouse.door import Warehouse
from siyu.warehouse.errors import (
    QueryRefused,
    WarehouseBehind,
    WarehouseRebuilding,
    WarehouseTooSlow,
    WarehouseUnavailable,
)
from siyu.warehouse.migrate import is_migrated, list_migrations, migrate
from siyu.warehouse.named_queries import Fragment, fill, pick, read_queries
from siyu.warehouse.snapshots import register_snapshot_source

__all__ = [
    "CustomerSnapshot",
    "Fragment",
    "Freshness",
    "NamedQuery",
    "QueryRefused",
    "SnapshotSource",
    "State",
    "Warehouse",
    "WarehouseBehind",
    "WarehouseClient",
    "WarehouseRebuilding",
    "WarehouseTooSlow",
    "WarehouseUnavailable",
    "catalogue",
    "embedded_url",
    "fill",
    "is_migrated",
    "list_migrations",
    "migrate",
    "pick",
    "read_queries",
    "register_snapshot_source",
    "warehouse_password",
]
