"""What the loader plans and compares."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from siyu.runtime.spine import Mark


@dataclass(frozen=True, slots=True)
class Block:
    """Events after `from` up to and including `to`, in commit order; fixed before the first try to load it."""

    generation: UUID
    number: int
    from_xid: int
    from_id: int
    to_xid: int
    to_id: int
    horizon_xid: int
    row_count: int
    id_sum: int
    newest_received_at: datetime

    @property
    def token(self) -> str:
        """The word by which the warehouse knows the block again."""
        return f"{self.generation}:{self.number}"

    @property
    def mark(self) -> Mark:
        """Where the block ends."""
        return Mark(self.to_xid, self.to_id)

    def columns(self) -> dict[str, Any]:
        """Its fields by name."""
        return asdict(self)

    def range(self) -> dict[str, int]:
        """Its two ends by name."""
        return {"from_xid": self.from_xid, "from_id": self.from_id, "to_xid": self.to_xid, "to_id": self.to_id}


@dataclass(frozen=True, slots=True)
class MonthSum:
    """One day and event of a month: rows, hash over the rows, money."""

    day: str
    name: str
    row_count: int
    row_hash: int
    cents: int
