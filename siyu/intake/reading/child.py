"""Reads one strange file into plain rows, alone in a process of its own with little memory and little time.

Run by path, never imported by the product: `python -I child.py SOURCE TARGET LIMITS`. It writes one JSON line per
row to TARGET, `[number, cells]` or `[number, cells, problem]`, and one JSON object to standard output: what the
file is, or why it is refused. Only the standard library and the spreadsheet reader are used. Nothing of the file is
ever carried out: formulas give their stored value, macros and outside references are not followed.
"""

import codecs
import csv
import datetime as dt
import io
import json
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn, TextIO

import python_calamine as calamine

CHUNK = 1 << 20
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")
_FOREIGN = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"\x7fELF", b"SQLite")
_MARKUP = ("<!doctype", "<html", "<?xml", "<table", "<meta", "<head", "<script")
_DELIMITERS = ",\t;|"
# Tab and line ends are allowed inside a cell, every other control character is not.
_CONTROLS = {code for code in range(32) if code not in (9, 10, 13)} | {127}


class Refused(Exception):
    """The file as a whole cannot be taken; `code` says why."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def main(source: str, target: str, limits: dict[str, int]) -> NoReturn:
    """Read `source` into `target` and print the summary; exit code 0 also for a refused file."""
    confine(limits)
    try:
        summary = read(Path(source), Path(target), limits)
    except Refused as refused:
        summary = {"refused": refused.code, "details": refused.details}
    except MemoryError:
        summary = {"refused": "too_heavy", "details": {}}
    json.dump(summary, sys.stdout)
    sys.stdout.flush()
    sys.exit(0)


def confine(limits: dict[str, int]) -> None:
    """Bind this process to its memory, processor time and output size for good."""
    for kind, amount in (
        (resource.RLIMIT_AS, limits["memory_bytes"]),
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, limits["output_bytes"]),
        (resource.RLIMIT_NOFILE, 32),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (amount, amount))


def read(source: Path, target: Path, limits: dict[str, int]) -> dict[str, Any]:
    """Find out what the file is by its content, never by its name, and write its rows."""
    with source.open("rb") as file:
        head = file.read(4096)
    if head.startswith(_ZIP):
        inspect_zip(source, limits)
        return write_rows(*open_workbook(source, "xlsx"), target, limits)
    if head.startswith(_OLD_EXCEL):
        return write_rows(*open_workbook(source, "xls"), target, limits)
    if head.startswith(_FOREIGN) or head.startswith(b"PK"):
        raise Refused("not_a_table")
    encoding = find_encoding(source, head)
    with source.open(encoding=encoding.removesuffix("?"), errors="surrogateescape", newline="") as text:
        start = text.read(4096)
        if start.lstrip("\ufeff \r\n\t").lower().startswith(_MARKUP):
            raise Refused("markup")
        text.seek(0)
        delimiter = find_delimiter(start)
        about = {"format": "csv", "encoding": encoding.removesuffix("?"), "delimiter": delimiter}
        return write_rows(about, csv_rows(text, delimiter, limits), target, limits)


# Workbooks


def inspect_zip(source: Path, limits: dict[str, int]) -> None:
    """Refuse archives that are no workbook, that unpack to too much, or that hold macros or document types."""
    try:
        with zipfile.ZipFile(source) as archive:
            entries = archive.infolist()
            check_entries(entries, limits)
            for entry in entries:
                inspect_entry(archive, entry)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, zlib.error) as error:
        raise Refused("damaged") from error
    except RuntimeError as error:  # zipfile's word for a password
        raise Refused("encrypted") from error


def check_entries(entries: list[zipfile.ZipInfo], limits: dict[str, int]) -> None:
    names = [entry.filename for entry in entries]
    if len(names) > limits["zip_entries"]:
        raise Refused("zip_bomb")
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/workbook") for name in names):
        raise Refused("not_a_table")
    if len(set(names)) != len(names) or any(is_escaping(name) for name in names):
        raise Refused("damaged")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused("macros")
    if sum(entry.file_size for entry in entries) > limits["unpacked_bytes"]:
        raise Refused("zip_bomb")
    for entry in entries:
        if entry.file_size > 10 * CHUNK and entry.file_size > limits["zip_ratio"] * max(entry.compress_size, 1):
            raise Refused("zip_bomb")


def is_escaping(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name


def inspect_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Unpack an entry once without keeping it: checks its sum, and that its XML defines no entities."""
    tail = b""
    with archive.open(entry) as part:
        while chunk := part.read(CHUNK):
            window = (tail + chunk).replace(b"\0", b"").upper()
            if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
                raise Refused("entities")
            tail = chunk[-32:]


def open_workbook(source: Path, kind: str) -> tuple[dict[str, Any], Iterator[tuple[int, list[str]]]]:
    """The first visible sheet that holds anything."""
    try:
        book = calamine.CalamineWorkbook.from_path(str(source))
        for about in book.sheets_metadata:
            if about.visible is not calamine.SheetVisibleEnum.Visible:
                continue
            if about.typ is not calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(about.name)
            if sheet.height:
                return {"format": kind, "sheet": about.name}, sheet_rows(sheet)
    except calamine.PasswordError as error:
        raise Refused("encrypted") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise Refused("damaged") from error
    raise Refused("empty")


def sheet_rows(sheet: "calamine.CalamineSheet") -> Iterator[tuple[int, list[str]]]:
    first = sheet.start[0] if sheet.start else 0
    for index, row in enumerate(sheet.iter_rows()):
        yield first + index + 1, [cell_text(value) for value in row]


def cell_text(value: object) -> str:
    """A spreadsheet value as people would type it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return str(value)


# Text


def find_encoding(source: Path, head: bytes) -> str:
    """UTF-8, UTF-16 or GB 18030; a trailing `?` means UTF-8 with a few broken bytes. `Refused` for binary data."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return must_decode(source, "utf-16")
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 10 > len(head) and min(even, odd) * 8 <= max(even, odd):
        return must_decode(source, "utf-16-le" if odd > even else "utf-16-be")
    if (even + odd) * 20 > len(head):
        raise Refused("not_a_table")
    broken, whole = count_broken(source)
    if not broken:
        return "utf-8"
    if broken * 10 <= whole:
        return "utf-8?"
    return must_decode(source, "gb18030")


def count_broken(source: Path) -> tuple[int, int]:
    """How many bytes are not UTF-8, and how many characters beyond ASCII are."""
    broken = whole = 0
    with source.open(encoding="utf-8", errors="surrogateescape", newline="") as text:
        while chunk := text.read(CHUNK):
            beyond = sum(not character.isascii() for character in chunk) if not chunk.isascii() else 0
            bad = sum("\udc80" <= character <= "\udcff" for character in chunk) if beyond else 0
            broken, whole = broken + bad, whole + beyond - bad
    return broken, whole


def must_decode(source: Path, encoding: str) -> str:
    try:
        with source.open(encoding=encoding, newline="") as text:
            while text.read(CHUNK):
                pass
    except UnicodeError as error:
        raise Refused("encoding") from error
    return encoding


def find_delimiter(start: str) -> str:
    """The separator that is most frequent in the first line, outside quotes."""
    line = next((line for line in io.StringIO(start) if line.strip()), "")
    bare = "".join(part for place, part in enumerate(line.split('"')) if place % 2 == 0)
    return max(_DELIMITERS, key=bare.count)


def csv_rows(text: TextIO, delimiter: str, limits: dict[str, int]) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(limits["field_characters"])
    reader = csv.reader(bounded_lines(text, limits["field_characters"]), delimiter=delimiter)
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            yield number, row
    except csv.Error as error:
        raise Refused("broken_quotes", row=number + 1) from error


def bounded_lines(text: TextIO, longest: int) -> Iterator[str]:
    """Lines, none of them so long that it would fill the memory."""
    while line := text.readline(longest):
        if len(line) == longest:
            raise Refused("line_too_long")
        yield line


# Rows


def write_rows(
    about: dict[str, Any], rows: Iterable[tuple[int, list[str]]], target: Path, limits: dict[str, int]
) -> dict[str, Any]:
    """Write every row that is not blank; the first is the title row."""
    header: list[str] | None = None
    count = problems = 0
    with target.open("w", encoding="utf-8") as out:
        for number, cells in rows:
            if not any(map(str.strip, cells)):
                continue
            if header is None:
                header = check_header(cells, limits)
                continue
            count += 1
            if count > limits["rows"]:
                raise Refused("too_many_rows", limit=limits["rows"])
            line = plain_row(number, cells, len(header), limits)
            problems += len(line) == 3
            out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    if header is None:
        raise Refused("empty")
    return {**about, "header": header, "rows": count, "problems": problems}


def check_header(cells: list[str], limits: dict[str, int]) -> list[str]:
    titles = [title.strip().removeprefix("\ufeff") for title in cells]
    while titles and not titles[-1]:
        titles.pop()
    if len(titles) > limits["columns"]:
        raise Refused("too_many_columns", limit=limits["columns"])
    if any(is_undecodable(title) for title in titles):
        raise Refused("encoding")
    if any(len(title) > limits["title_characters"] or has_controls(title) for title in titles):
        raise Refused("bad_titles")
    return titles


def plain_row(number: int, cells: list[str], width: int, limits: dict[str, int]) -> list[Any]:
    """One output line; what cannot be kept is cut or replaced and the row says why."""
    longest = limits["cell_characters"]
    kept = [cell.strip() for cell in cells[:width]] + [""] * (width - len(cells))
    problem = find_problem(kept, cells[width:], longest)
    if problem is None:
        return [number, kept]
    return [number, [presentable(cell, longest) for cell in kept], problem]


def find_problem(kept: list[str], beyond: list[str], longest: int) -> str | None:
    if any(map(str.strip, beyond)):
        return "too_many_cells"
    if any(len(cell) > longest for cell in kept):
        return "cell_too_long"
    if any(is_undecodable(cell) for cell in kept):
        return "undecodable"
    if any(has_controls(cell) for cell in kept):
        return "control_characters"
    return None


def is_undecodable(cell: str) -> bool:
    return not cell.isascii() and any("\ud800" <= character <= "\udfff" for character in cell)


def has_controls(cell: str) -> bool:
    return not cell.isprintable() and any(ord(character) in _CONTROLS for character in cell)


def presentable(cell: str, longest: int) -> str:
    shown = "".join("\ufffd" if ord(c) in _CONTROLS or "\ud800" <= c <= "\udfff" else c for c in cell[: longest + 1])
    return shown[:longest] + "…" if len(shown) > longest else shown


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))
