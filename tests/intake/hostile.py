"""Forty and more files that nobody should be able to do harm with, made when the test runs."""

import codecs
import gzip
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable

import xlsxwriter

HEAD = "name,price\n"

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
    'Target="{target}"/></Relationships>'
)
_BOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_SHEET = (
    '<?xml version="1.0"?>{doctype}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "{dimension}<sheetData>{rows}</sheetData></worksheet>"
)


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet(rows: str = "", *, doctype: str = "", dimension: str = "") -> str:
    if not rows:
        rows = f'<row r="1">{cell("A1", "name")}</row><row r="2">{cell("A2", "shell")}</row>'
    return _SHEET.format(doctype=doctype, dimension=dimension, rows=rows)


def workbook(sheet_xml: str | bytes | None = None, *, more: dict[str, bytes] | None = None) -> bytes:
    """A minimal workbook with this sheet and further entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELS.format(kind="officeDocument", target="xl/workbook.xml"))
        archive.writestr("xl/workbook.xml", _BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", _RELS.format(kind="worksheet", target="worksheets/sheet1.xml"))
        archive.writestr("xl/worksheets/sheet1.xml", sheet() if sheet_xml is None else sheet_xml)
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return out.getvalue()


def written(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    fill(book)
    book.close()
    return out.getvalue()


def lying_sizes() -> bytes:
    """A workbook whose directory says that the sheet is far smaller than it is."""
    content = bytearray(workbook(sheet("<row/>" * 100_000)))
    place = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, place + 24, 64)
    return bytes(content)


def nested_bomb() -> bytes:
    return workbook(more={"xl/media/big.bin": b"\0" * (60 << 20)})


def many_entries() -> bytes:
    return workbook(more={f"xl/junk/{n}.xml": b"" for n in range(2_500)})


def formulas(book: xlsxwriter.Workbook) -> None:
    page = book.add_worksheet()
    page.write_row(0, 0, ["name", "price"])
    page.write_formula(1, 0, '=HYPERLINK("http://127.0.0.1:9/","x")', None, "stored")
    page.write_formula(1, 1, "=1/0", None, 3)


def hidden_first(book: xlsxwriter.Workbook) -> None:
    book.add_worksheet("hidden").write_row(0, 0, ["secret"])
    page = book.add_worksheet("shown")
    page.write_row(0, 0, ["name"])
    page.write_row(1, 0, ["seen"])
    page.activate()
    book.worksheets()[0].hide()


def empty_book(book: xlsxwriter.Workbook) -> None:
    book.add_worksheet()


def noise(seed: int, size: int) -> bytes:
    return random.Random(seed).randbytes(size)


def flipped(seed: int) -> bytes:
    """A good workbook with a few bytes changed."""
    content = bytearray(written(formulas))
    chance = random.Random(seed)
    for _ in range(12):
        content[chance.randrange(4, len(content))] = chance.randrange(256)
    return bytes(content)


_ENTITIES = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
_OUTSIDE = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_LAST_CELL = f'<row r="1">{cell("A1", "name")}</row><row r="1048576">{cell("XFD1048576", "x")}</row>'


def corpus() -> dict[str, bytes]:
    """Name → content of every hostile file."""
    good = workbook()
    return {
        # archives
        "zip_bomb": workbook(more={"xl/sharedStrings.xml": b"<a>" + b" " * (300 << 20)}),
        "zip_bomb_in_media": nested_bomb(),
        "zip_many_entries": many_entries(),
        "zip_lying_sizes": lying_sizes(),
        "zip_path_escape": workbook(more={"../../../../tmp/evil": b"x"}),
        "zip_absolute_path": workbook(more={"/etc/evil": b"x"}),
        "zip_double_entry": workbook(more={"xl/worksheets/sheet1.xml ": b"", "xl/Workbook.xml": b""}),
        "zip_cut": good[: len(good) // 2],
        "zip_tail_only": good[len(good) // 2 :],
        "zip_no_workbook": _zip({"hello.txt": b"hi"}),
        "zip_empty": b"PK\x05\x06" + b"\0" * 18,
        "zip_wrong_sum": _wrong_sum(),
        "macros": workbook(more={"xl/vbaProject.bin": b"Attribute VB_Name"}),
        # XML
        "xml_entities": workbook(sheet(doctype=_ENTITIES)),
        "xml_outside_entity": workbook(sheet(doctype=_OUTSIDE)),
        "xml_utf16_entities": workbook(sheet(doctype=_ENTITIES).encode("utf-16")),
        "xml_broken": workbook("<worksheet><sheetData><row><c"),
        "xml_deep": workbook("<a>" * 200_000),
        "xml_last_cell": workbook(sheet(_LAST_CELL)),
        "xml_dimension_lie": workbook(sheet(dimension='<dimension ref="A1:XFD1048576"/>')),
        "xml_bad_places": workbook(sheet(f'<row r="-1">{cell("ZZZZ99999999", "x")}</row>')),
        "xml_shared_string_out_of_range": workbook(sheet('<row r="1"><c r="A1" t="s"><v>999999</v></c></row>')),
        "wide_sheet": written(lambda book: book.add_worksheet().write_row(0, 0, [f"c{n}" for n in range(16_384)])),
        "formulas": written(formulas),
        "hidden_sheet_first": written(hidden_first),
        "empty_workbook": written(empty_book),
        # things that are no tables
        "pdf": b"%PDF-1.7\n" + noise(1, 500),
        "png": b"\x89PNG\r\n\x1a\n" + noise(2, 500),
        "gzip": gzip.compress(HEAD.encode()),
        "elf": b"\x7fELF" + noise(3, 500),
        "old_office_header": bytes.fromhex("d0cf11e0a1b11ae1") + noise(4, 4096),
        "html_named_xls": b"<html><table><tr><td>name</td></tr></table></html>",
        "xml_named_csv": b'<?xml version="1.0"?><rows/>',
        "noise": noise(5, 20_000),
        "zeros": b"\0" * 10_000,
        "one_byte": b"\xff",
        "only_blanks": b"\n\n , ,\n  \n",
        "only_a_mark": codecs.BOM_UTF8,
        # text
        "million_columns": ("a," * 1_000_000).encode() + b"\n",
        "wide_title_row": (",".join(f"c{n}" for n in range(500)) + "\n").encode(),
        "endless_line": b"name\n" + b"x" * 3_000_000,
        "endless_quote": (HEAD + '"never closed\n' + "a,1\n" * 400_000).encode(),
        "long_title": b"n" * 5_000 + b"\n1\n",
        "control_title": b"na\x01me\nx\n",
        "utf16_cut": "name,price\nx,1\n".encode("utf-16") + b"\x00",
        "utf16_lone_surrogate": codecs.BOM_UTF16_LE + b"n\0a\0\x00\xd8\n\0",
        "broken_gb18030": "名称,价格\n贝壳,1\n".encode("gb18030") + b"\xff\xff,\x80\n",
        "mixed_encodings": HEAD.encode() + "贝壳一二三四五,1\n".encode() * 9 + "贝壳,2\n".encode("gb18030"),
        "long_cell": (HEAD + "x" * 5_000 + ",1\ny,1\n").encode(),
        "ragged": (HEAD + "a\nb,1,2,3\n,,,\nc,1,,\n").encode(),
        "control_cells": (HEAD + "a\x00b,1\nc\x1bd,1\ne,1\n").encode(),
        "formula_cells": (HEAD + "=cmd|' /C calc'!A0,1\n@SUM(1),1\n").encode(),
        "too_many_rows": (HEAD + "a,1\n" * 60_000).encode(),
        "carriage_returns": b"name,price\ra,1\rb,2\r",
        **{f"flipped_{seed}": flipped(seed) for seed in range(8)},
    }  # fmt: skip


def _zip(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def _wrong_sum() -> bytes:
    content = bytearray(workbook())
    place = content.index(b"PK\x03\x04")
    struct.pack_into("<I", content, place + 14, zlib.crc32(b"something else"))
    return bytes(content)
