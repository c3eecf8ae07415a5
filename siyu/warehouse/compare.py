"""The nightly comparison: PostgreSQL and the warehouse must agree on rows, hashes and money of every day."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from siyu.runtime.database import Database
from siyu.runtime.spine import Mark
from siyu.warehouse import queries
from siyu.warehouse.blocks import MonthSum
from siyu.warehouse.client import WarehouseClient
from siyu.warehouse.contracts import Freshness, State
from siyu.warehouse.loader import Loader
from siyu.warehouse.mending import mend_month, month_bounds
from siyu.warehouse.writing import LOADING

_LOOK_BACK = timedelta(days=2)
_PAST_MONTHS = 2
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one month showed: `differing` (day, event) pairs; `is_mended` if it was loaded anew."""

    month: int
    row_count: int
    differing: int
    example: str
    is_mended: bool


async def compare_recent(database: Database, client: WarehouseClient, loader: Loader) -> list[Comparison]:
    """Compare the months of lately received events and two others by lot."""
    now = database.clock.now()
    async with database.unit() as uow:
        recent = await queries.list_months(uow.connection, now - _LOOK_BACK)
    stored = [int(row[0]) for row in (await client.query(LOADING["months"].sql)).rows]
    past = sorted(set(stored) - set(recent))
    # Every night another lot, the same in every process that might run it.
    lot = Random(now.date().toordinal()).sample(past, min(_PAST_MONTHS, len(past)))
    return await compare_months(database, client, loader, [*recent, *lot])


async def compare_all(database: Database, client: WarehouseClient, loader: Loader) -> list[Comparison]:
    """Compare every month that either side has."""
    async with database.unit() as uow:
        ours = await queries.list_months(uow.connection, None)
    theirs = [int(row[0]) for row in (await client.query(LOADING["months"].sql)).rows]
    return await compare_months(database, client, loader, sorted({*ours, *theirs}))


async def compare_months(
    database: Database, client: WarehouseClient, loader: Loader, months: Iterable[int]
) -> list[Comparison]:
    """Compare these months one by one, the loader resting meanwhile; mend and record what differs."""
    found = []
    for month in months:
        async with loader.alone() as is_alone:
            stamp = (await loader.settle()).stamp if is_alone else None
            if stamp is None or stamp.state is not State.READY:
                _log.warning("month %s is not compared: the warehouse is being loaded or built", month)
                continue
            found.append(await _compare_month(database, client, stamp, month))
    return found


async def _compare_month(database: Database, client: WarehouseClient, stamp: Freshness, month: int) -> Comparison:
    row_count, differing = await _differences(database, client, stamp.mark, month)
    if differing:
        _log.error("month %s differs from PostgreSQL in %s places, such as %s", month, len(differing), differing[0])
        await mend_month(database, client, stamp, month)
        _, left = await _differences(database, client, stamp.mark, month)
        if left:
            _log.error("month %s still differs after it was loaded anew: %s", month, left[0])
    comparison = Comparison(
        month=month,
        row_count=row_count,
        differing=len(differing),
        example=differing[0] if differing else "",
        is_mended=bool(differing) and not left,
    )
    async with database.unit() as uow:
        await queries.save_comparison(
            uow.connection,
            {
                "compared_at": uow.now(),
                "month": month,
                "row_count": row_count,
                "differing": comparison.differing,
                "example": comparison.example,
                "is_mended": comparison.is_mended,
            },
        )
    return comparison


async def _differences(database: Database, client: WarehouseClient, mark: Mark, month: int) -> tuple[int, list[str]]:
    since, until = month_bounds(month)
    async with database.unit() as uow:
        truth = await queries.list_month_sums(uow.connection, since, until, up_to=mark)
    table = await client.query(LOADING["month_sums"].sql, {"month": month}, timeout=600)
    copy = {(row[0], row[1]): MonthSum(*row) for row in table.rows}
    wanted = {(item.day, item.name): item for item in truth}
    differing = [
        f"{day} {name}" for day, name in sorted({*wanted, *copy}) if wanted.get((day, name)) != copy.get((day, name))
    ]
    counted = await client.query(LOADING["day_sums_of_customers"].sql, {"month": month}, timeout=600)
    if counted.rows[0][0] != counted.rows[0][1]:
        differing.append("customer_days")
    return sum(item.row_count for item in truth), differing
