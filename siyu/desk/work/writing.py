"""Writing rows into a file that is safe to open in a spreadsheet, with a mark of who took it when."""

import csv
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import xlsxwriter

from siyu.intake import safe_cell


class Sheet(Protocol):
    """A file that rows are written into; complete only after `close`."""

    def write(self, rows: Sequence[Sequence[str]]) -> None:
        """Add rows."""
        ...

    def close(self, mark: str) -> None:
        """Add the mark and finish the file."""
        ...


class CsvSheet:
    """CSV in UTF-8 with a mark that Excel understands; dangerous cells are defused. The mark is the last row."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, quoting=csv.QUOTE_ALL)

    def write(self, rows: Sequence[Sequence[str]]) -> None:
        """Add rows."""
        self._writer.writerows([[safe_cell(cell) for cell in row] for row in rows])

    def close(self, mark: str) -> None:
        """Add the mark and finish the file."""
        self._writer.writerow([safe_cell(mark)])
        self._file.close()


class WorkbookSheet:
    """A workbook whose cells are all text, so that none is ever a formula or a link. The mark has its own sheet."""

    def __init__(self, path: Path) -> None:
        options = {"constant_memory": True, "tmpdir": str(path.parent)}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._rows = self._book.add_worksheet("data")
        self._at = 0

    def write(self, rows: Sequence[Sequence[str]]) -> None:
        """Add rows."""
        for row in rows:
            for column, cell in enumerate(row):
                self._rows.write_string(self._at, column, safe_cell(cell)[:32_000])
            self._at += 1

    def close(self, mark: str) -> None:
        """Add the mark and finish the file."""
        self._book.add_worksheet("watermark").write_string(0, 0, mark)
        self._book.close()


class PartFile:
    """A file under construction: it gets its name only when it is whole, and nothing stays when it is not."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self.path = target.with_name(f"{target.stem}.part{target.suffix}")

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.touch(mode=0o600)
        return self

    def finish(self) -> None:
        """Give the file its name."""
        self.path.replace(self._target)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.path.unlink(missing_ok=True)


def open_sheet(path: Path, form: str) -> Sheet:
    """A sheet of the wanted format."""
    return WorkbookSheet(path) if form == "xlsx" else CsvSheet(path)
