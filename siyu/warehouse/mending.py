"""Putting a month of the warehouse right again: dropped and loaded anew from PostgreSQL, while nobody may ask."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from siyu.runtime.database import Database
from siyu.runtime.faults import fault_site
from siyu.warehouse import queries
from siyu.warehouse.client import WarehouseClient
from siyu.warehouse.contracts import Freshness, State
from siyu.warehouse.writing import LOADING, upcast_rows, write_events, write_mark

_PIECE_BYTES = 32 * 1024 * 1024


def month_bounds(month: int) -> tuple[datetime, datetime]:
    """The instants [from, to) of a UTC month written as 202609."""
    year, number = divmod(month, 100)
    return datetime(year, number, 1, tzinfo=UTC), datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC)


async def mend_month(database: Database, client: WarehouseClient, stamp: Freshness, month: int) -> None:
    """Load the events of a month anew up to the stamp's mark and say the stamp again; the caller holds the lock.

    The warehouse says "rebuilding" from before the drop until after the last row. If we are killed in between,
    the note in PostgreSQL makes the loader mend the month again before anything else.
    """
    async with database.unit() as uow:
        await queries.begin_mend(uow.connection, month, uow.now())
    await _say(database, client, replace(stamp, state=State.REBUILDING))
    for name in ("drop_events_month", "drop_customer_days_month"):
        await client.command(LOADING[name].sql, {"month": month})
        fault_site(f"mend.{name}")
    token, number = f"mend:{uuid4()}", 0
    since, until = month_bounds(month)
    async with database.unit() as uow:
        rest = b""
        async for piece in queries.copy_month(uow.connection, since, until, up_to=stamp.mark, block=stamp.block):
            rest += piece
            if len(rest) > _PIECE_BYTES:
                end = rest.rindex(b"\n") + 1
                await write_events(client, upcast_rows(rest[:end]), f"{token}:{number}")
                rest, number = rest[end:], number + 1
        if rest:
            await write_events(client, upcast_rows(rest), f"{token}:{number}")
    fault_site("mend.loaded")
    async with database.unit() as uow:
        await queries.end_mend(uow.connection, month)
    await _say(database, client, stamp)


async def _say(database: Database, client: WarehouseClient, stamp: Freshness) -> None:
    async with database.unit() as uow:
        sequence = await queries.next_mark_number(uow.connection)
        now = uow.now()
    await write_mark(client, replace(stamp, written_at=now), sequence=sequence)
