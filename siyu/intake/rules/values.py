"""From a raw row to a row with typed values."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from siyu.intake.contracts import Choice, Column, Mapped, Reason, Row
from siyu.intake.rules.cells import CellRefused, read_cell


def understand(
    columns: Mapping[str, Column], mapping: Mapped, *, number: int, cells: Sequence[str], zone: ZoneInfo
) -> Row | Reason:
    """The typed row, or the reason of the first cell that cannot be understood."""
    values: dict[str, Any] = {}
    days = set()
    for key, column in columns.items():
        text = _source(mapping.get(key), cells)
        if not text:
            if column.is_required:
                return Reason("missing", f"「{column.zh}」不能为空", f"“{column.en}” is missing", key)
            continue
        try:
            found = read_cell(column, text, zone)
        except CellRefused as refused:
            return refused.reason(column)
        values[key] = found.value
        if found.is_day:
            days.add(key)
    return Row(number, values, frozenset(days))


def _source(choice: Choice | None, cells: Sequence[str]) -> str:
    if choice is None:
        return ""
    if choice.constant is not None:
        return choice.constant
    return cells[choice.index] if choice.index is not None and choice.index < len(cells) else ""
