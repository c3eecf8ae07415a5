"""The stamp on every answer: how far the warehouse has come, as it says itself."""

from datetime import UTC

from siyu.runtime.spine import Mark
from siyu.warehouse.client import WarehouseClient
from siyu.warehouse.contracts import Freshness, State
from siyu.warehouse.errors import TableMissing

_NEWEST = """
SELECT state, generation, block, xid, id, horizon_xid, newest_received_at, written_at
FROM load_marks ORDER BY sequence DESC LIMIT 1
"""


async def find_freshness(client: WarehouseClient, *, timeout: float = 5) -> Freshness | None:
    """The newest mark, or None when nothing was ever loaded (also when there are no tables yet)."""
    try:
        table = await client.query(_NEWEST, timeout=timeout)
    except TableMissing:
        return None
    if not table.rows:
        return None
    state, generation, block, xid, event_id, horizon, newest, written = table.rows[0]
    return Freshness(
        state=State(state),
        generation=generation,
        block=block,
        mark=Mark(xid, event_id),
        horizon_xid=horizon,
        newest_received_at=newest.replace(tzinfo=UTC),
        written_at=written.replace(tzinfo=UTC),
    )
