"""PostgreSQL: the engine and the unit of work."""

from siyu.runtime.database.engine import Database
from siyu.runtime.database.unit import UnitOfWork

__all__ = ["Database", "UnitOfWork"]
