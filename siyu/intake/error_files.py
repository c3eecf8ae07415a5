"""The file that says, row by row, what was not taken and why: CSV or XLSX, safe to open in a spreadsheet."""

import asyncio
import csv
import io
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from pathlib import Path

import xlsxwriter

from siyu.intake import queries
from siyu.intake.contracts import Import, ImportState, Reason
from siyu.intake.rules import safe_cell
from siyu.runtime.house import House

_PAGE = 2_000
_TITLES = ("行号 row", "原因", "reason")
_KEPT_MARK = ("（撤销时保留）", " (kept by undo)")

Line = tuple[int, Reason, Sequence[str]]
Lister = Callable[[int], Awaitable[list[Line]]]


def _lister(house: House, found: Import) -> Lister:
    """Pages of refused rows or, after an undo, of rows whose objects were kept."""

    async def rejected(after: int) -> list[Line]:
        async with house.unit() as uow:
            items = await queries.list_rejections(uow.connection, found.id, after, _PAGE)
        return [(item.row, item.reason, item.cells) for item in items]

    async def kept(after: int) -> list[Line]:
        async with house.unit() as uow:
            items = await queries.list_kept(uow.connection, found.id, after, _PAGE)
        return [(row, _marked(reason), ()) for row, reason in items]

    return kept if found.state in (ImportState.UNDOING, ImportState.UNDONE) else rejected


def _marked(reason: Reason) -> Reason:
    return Reason(reason.code, reason.zh + _KEPT_MARK[0], reason.en + _KEPT_MARK[1])


async def _lines(house: House, found: Import) -> AsyncIterator[list[Line]]:
    pages, after = _lister(house, found), 0
    while page := await pages(after):
        yield page
        after = page[-1][0]


def _cells(line: Line) -> Iterator[str]:
    row, reason, cells = line
    yield from (str(row), reason.zh, reason.en, *cells)


async def error_csv(house: House, found: Import) -> AsyncIterator[bytes]:
    """The file as CSV in UTF-8 with a mark that Excel understands; dangerous cells are defused."""
    yield _csv([[*_TITLES, *map(safe_cell, found.header)]]).encode("utf-8-sig")
    async for page in _lines(house, found):
        yield _csv([[safe_cell(cell) for cell in _cells(line)] for line in page]).encode()


def _csv(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue()


async def error_xlsx(house: House, found: Import) -> AsyncIterator[bytes]:
    """The file as a workbook whose cells are all text, so that none is ever a formula or a link."""
    with tempfile.TemporaryDirectory(prefix="siyu-errors-") as folder:
        path = Path(folder) / "errors.xlsx"
        book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": folder})
        sheet = book.add_worksheet("errors")
        _write(sheet, 0, [[*_TITLES, *found.header]])
        at = 1
        async for page in _lines(house, found):
            await asyncio.to_thread(_write, sheet, at, [list(_cells(line)) for line in page])
            at += len(page)
        await asyncio.to_thread(book.close)
        with path.open("rb") as file:
            while chunk := await asyncio.to_thread(file.read, 1 << 16):
                yield chunk


def _write(sheet: "xlsxwriter.worksheet.Worksheet", first: int, rows: Sequence[Sequence[str]]) -> None:
    for offset, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write_string(first + offset, column, safe_cell(cell))
