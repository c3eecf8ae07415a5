"""The person says which column is which and looks at what would happen."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from siyu.intake import queries
from siyu.intake.contracts import Import, ImportState, Mapped, Reason, Row
from siyu.intake.kinds import get_kind
from siyu.intake.reading import RawRow, read_rows, row_problem
from siyu.intake.rules import check_mapping, header_hash, understand
from siyu.intake.service.moves import get_import, must_be
from siyu.intake.storage import place_of
from siyu.runtime.house import House
from siyu.runtime.viewer import Viewer

PREVIEW_ROWS = 20


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row as it stands in the file, what is understood of it, and what is wrong with it."""

    row: int
    cells: list[str]
    values: Mapping[str, Any]
    problem: Reason | None


async def choose_mapping(house: House, viewer: Viewer, import_id: int, mapping: Mapped) -> Import:
    """Save which column is which, also for the next file with the same titles.

    Raises `NotFound`, `ImportNotReady`, `MappingInvalid`, `MappingIncomplete`.
    """
    async with house.unit() as uow:
        found = await get_import(uow, viewer, import_id, lock=True)
        must_be(found, ImportState.READY)
        check_mapping(get_kind(found.kind).columns, found.header, mapping)
        await queries.save_mapping(uow, import_id, mapping)
        await queries.remember_mapping(uow, found.kind, header_hash(found.header), mapping)
        return await get_import(uow, viewer, import_id)


async def preview(house: House, viewer: Viewer, import_id: int) -> list[PreviewRow]:
    """The first rows as they would be taken under the saved mapping. Raises `NotFound`, `ImportNotReady`."""
    async with house.unit() as uow:
        found = await get_import(uow, viewer, import_id)
        key = await queries.find_file_key(uow, import_id)
    must_be(found, ImportState.READY, ImportState.RUNNING, ImportState.STOPPED, ImportState.DONE)
    rows = place_of(house.settings, key or "").rows
    raw = await asyncio.to_thread(lambda: list(read_rows(rows, 0, PREVIEW_ROWS)))
    reader = RowReader(house, found.kind, found.mapping)
    return [_shown(item, reader.read(item)) for item in raw]


def _shown(raw: RawRow, read: Row | Reason) -> PreviewRow:
    if isinstance(read, Reason):
        return PreviewRow(raw.number, raw.cells, {}, read)
    return PreviewRow(raw.number, raw.cells, read.values, None)


class RowReader:
    """Reads raw rows for one kind and mapping."""

    def __init__(self, house: House, kind: str, mapping: Mapped) -> None:
        self._kind = get_kind(kind)
        self._columns = {column.key: column for column in self._kind.columns}
        self._mapping = mapping
        self._zone = house.settings.zone

    def read(self, raw: RawRow) -> Row | Reason:
        """The typed row, or why it cannot be taken."""
        if raw.problem is not None:
            return row_problem(raw.problem)
        row = understand(self._columns, self._mapping, number=raw.number, cells=raw.cells, zone=self._zone)
        if isinstance(row, Reason):
            return row
        return self._kind.check(row) or row
