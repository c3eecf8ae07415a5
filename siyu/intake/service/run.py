"""Running an import: batch after batch, each one transaction that also remembers how far it came."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Sequence

from sqlalchemy.exc import DBAPIError, OperationalError

from siyu.intake import queries
from siyu.intake.contracts import ImportKind, ImportRun, ImportState, Made, Outcome, Reason, Row, RowResult
from siyu.intake.kinds import get_kind
from siyu.intake.queries import Progress, Rejection
from siyu.intake.reading import RawRow, read_rows
from siyu.intake.service.mapping import RowReader
from siyu.intake.storage import place_of
from siyu.runtime.database import UnitOfWork
from siyu.runtime.faults import fault_site
from siyu.runtime.house import House
from siyu.runtime.jobs import Job

log = logging.getLogger(__name__)

BATCH_ROWS = 1_000
# A job gives its place to others after so long and goes on in a new one.
TURN_SECONDS = 20.0

_REFUSED = Reason("refused", "该行与已有数据冲突，无法写入。", "The row conflicts with what is stored.")


async def run_import(house: House, import_id: int, then: Job) -> None:
    """Take batches until the import is done, stopped, or it is somebody else's turn (`then` goes on later)."""
    began = time.monotonic()
    while await run_batch(house, import_id):
        fault_site("intake.after_batch")
        if time.monotonic() - began > TURN_SECONDS:
            async with house.unit() as uow:
                await uow.enqueue(then, import_id=import_id)
            return


async def run_batch(house: House, import_id: int) -> bool:
    """One batch in one transaction; whether there is more to do."""
    async with house.unit() as uow:
        held = await queries.lock_progress(uow, import_id)
        if held is None or held.state is not ImportState.RUNNING:
            return False
        raw = await asyncio.to_thread(_next_rows, house, held)
        if not raw:
            await queries.save_state(uow, import_id, ImportState.DONE, ended_at=uow.now())
            return False
        await _take(house, uow, held, raw)
        fault_site("intake.before_commit")
    return True


def _next_rows(house: House, held: Progress) -> list[RawRow]:
    return list(read_rows(place_of(house.settings, held.file_key).rows, held.next_offset, BATCH_ROWS))


async def _take(house: House, uow: UnitOfWork, held: Progress, raw: Sequence[RawRow]) -> None:
    reader = RowReader(house, held.run.kind, held.mapping)
    read = {item.number: reader.read(item) for item in raw}
    rows = [row for row in read.values() if isinstance(row, Row)]
    results = dict(
        zip((row.number for row in rows), await _apply(uow, get_kind(held.run.kind), held.run, rows), strict=True)
    )
    for number, row in read.items():
        if isinstance(row, Reason):
            results[number] = RowResult.rejected(row)
    await _note(uow, held.run, raw, results)


async def _note(uow: UnitOfWork, run: ImportRun, raw: Sequence[RawRow], results: dict[int, RowResult]) -> None:
    cells = {item.number: item.cells for item in raw}
    rejections = [
        Rejection(number, result.reason or _REFUSED, cells[number])
        for number, result in results.items()
        if result.outcome is Outcome.REJECTED
    ]
    made = [Made(number, *result.made) for number, result in results.items() if result.made is not None]
    counted = Counter(result.outcome for result in results.values())
    counts = {"done": len(raw), **{str(outcome): counted[outcome] for outcome in Outcome}}
    await queries.save_rejections(uow, run.id, rejections)
    await queries.save_made(uow, run.id, made)
    await queries.advance(uow, run.id, counts=counts, next_offset=raw[-1].next_offset)


async def _apply(uow: UnitOfWork, kind: ImportKind, run: ImportRun, rows: Sequence[Row]) -> list[RowResult]:
    """Apply a batch; if the database refuses it, halve it until only the guilty rows are refused."""
    if not rows:
        return []
    await uow.flush()
    try:
        async with uow.connection.begin_nested():
            results = await kind.apply(uow, run, rows)
            await uow.flush()
    except OperationalError:
        raise
    except DBAPIError as error:
        uow.forget()
        if error.connection_invalidated:
            raise
        if len(rows) == 1:
            log.warning("import %s: the database refused row %s: %s", run.id, rows[0].number, type(error.orig).__name__)
            return [RowResult.rejected(_REFUSED)]
        half = len(rows) // 2
        return [*await _apply(uow, kind, run, rows[:half]), *await _apply(uow, kind, run, rows[half:])]
    if len(results) != len(rows):
        raise RuntimeError(f"{kind.name} answered {len(results)} times for {len(rows)} rows")
    return results
