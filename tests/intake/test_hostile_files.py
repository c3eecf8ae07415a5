"""Hostile files: the product answers each with a reason or an exact report, and never falls."""

import dataclasses
import os
import time
from pathlib import Path

import httpx
import psutil
import pytest

from siyu.intake import Reason
from siyu.intake.jobs import read_import, run_import
from siyu.intake.reading import Limits, Reading, read_file, read_rows
from siyu.intake.service import files
from siyu.runtime.house import House
from tests.intake.hostile import cell, corpus, sheet, workbook

#: Limits as in the product but for rows, so that the test stays quick.
LIMITS = dataclasses.replace(Limits(), rows=50_000, cpu_seconds=20, wall_seconds=30)
CORPUS = corpus()

REFUSED = {
    "zip_bomb": "zip_bomb",
    "zip_bomb_in_media": "zip_bomb",
    "zip_many_entries": "zip_bomb",
    "zip_lying_sizes": "damaged",
    "zip_path_escape": "damaged",
    "zip_absolute_path": "damaged",
    "zip_cut": "damaged",
    "zip_no_workbook": "not_a_table",
    "zip_empty": "not_a_table",
    "macros": "macros",
    "xml_entities": "entities",
    "xml_outside_entity": "entities",
    "xml_utf16_entities": "entities",
    "xml_last_cell": "too_heavy",
    "wide_sheet": "too_many_columns",
    "empty_workbook": "empty",
    "pdf": "not_a_table",
    "png": "not_a_table",
    "gzip": "not_a_table",
    "elf": "not_a_table",
    "old_office_header": "damaged",
    "html_named_xls": "markup",
    "xml_named_csv": "markup",
    "zeros": "not_a_table",
    "only_blanks": "empty",
    "only_a_mark": "empty",
    "million_columns": "line_too_long",
    "wide_title_row": "too_many_columns",
    "endless_line": "line_too_long",
    "endless_quote": "broken_quotes",
    "long_title": "bad_titles",
    "control_title": "bad_titles",
    "too_many_rows": "too_many_rows",
}


def test_the_corpus_is_large_enough() -> None:
    assert len(CORPUS) >= 40
    assert set(REFUSED) <= set(CORPUS)


@pytest.mark.parametrize("name", CORPUS)
async def test_a_hostile_file_gets_an_answer_and_stays_in_its_bounds(name: str, tmp_path: Path) -> None:
    source, target = tmp_path / "upload", tmp_path / "rows"
    source.write_bytes(CORPUS[name])
    began = time.monotonic()
    answer = await read_file(source, target, LIMITS)
    assert time.monotonic() - began < LIMITS.wall_seconds
    if isinstance(answer, Reason):
        assert answer.code == REFUSED.get(name, answer.code)
        assert answer.zh
        assert answer.en
        assert "{" not in answer.zh + answer.en
    else:
        assert name not in REFUSED, answer
        check_rows(answer, target)
    assert sorted(path.name for path in tmp_path.iterdir()) in (["rows", "upload"], ["upload"])
    assert [child for child in psutil.Process().children() if "child.py" in " ".join(child.cmdline())] == []


def check_rows(reading: Reading, target: Path) -> None:
    rows = list(read_rows(target, 0, LIMITS.rows + 1))
    assert len(rows) == reading.rows_n
    assert len({row.number for row in rows}) == len(rows)
    for row in rows:
        assert len(row.cells) == len(reading.header) <= LIMITS.columns
        assert all(len(cell) <= LIMITS.cell_characters + 1 for cell in row.cells)
        "".join(row.cells).encode()
        assert row.problem or not any("\x00" in cell for cell in row.cells)


async def read(content: bytes, tmp_path: Path) -> tuple[Reading, list[tuple[list[str], str | None]]]:
    source, target = tmp_path / "upload", tmp_path / "rows"
    source.write_bytes(content)
    reading = await read_file(source, target, LIMITS)
    assert isinstance(reading, Reading), reading
    return reading, [(row.cells, row.problem) for row in read_rows(target, 0, 100)]


async def test_formulas_are_never_evaluated(tmp_path: Path) -> None:
    _, rows = await read(CORPUS["formulas"], tmp_path)
    assert rows == [(["stored", "3"], None)]


async def test_hidden_sheets_are_not_read(tmp_path: Path) -> None:
    reading, rows = await read(CORPUS["hidden_sheet_first"], tmp_path)
    assert (reading.sheet, rows) == ("shown", [(["seen"], None)])


async def test_bad_rows_are_marked_one_by_one(tmp_path: Path) -> None:
    found = {name: [problem for _, problem in (await read(CORPUS[name], tmp_path))[1]] for name in
             ("ragged", "control_cells", "long_cell", "mixed_encodings", "carriage_returns")}  # fmt: skip
    assert found == {
        "ragged": [None, "too_many_cells", None],
        "control_cells": ["control_characters", "control_characters", None],
        "long_cell": ["cell_too_long", None],
        "mixed_encodings": [None] * 9 + ["undecodable"],
        "carriage_returns": [None, None],
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
async def test_every_encoding_in_use_is_recognised(encoding: str, tmp_path: Path) -> None:
    content = "名称\t价格\n白蝶贝\t12.5\n夜光螺\t3\n".encode(encoding)
    reading, rows = await read(content, tmp_path)
    assert reading.header == ["名称", "价格"]
    assert [cells for cells, _ in rows] == [["白蝶贝", "12.5"], ["夜光螺", "3"]]


async def test_a_child_that_eats_memory_dies_alone(tmp_path: Path) -> None:
    source = tmp_path / "upload"
    lines = '<row r="1"><c r="A1"><v>1</v></c></row>' + "".join(
        f'<row r="{n}">{cell(f"A{n}", f"shell {n:0500}")}</row>' for n in range(2, 50_001)
    )
    source.write_bytes(workbook(sheet(lines)))
    answer = await read_file(source, tmp_path / "rows", dataclasses.replace(LIMITS, memory_bytes=48 << 20))
    assert isinstance(answer, Reason)
    assert answer.code == "too_heavy"
    assert isinstance(await read_file(source, tmp_path / "rows", LIMITS), Reading)


async def test_a_child_that_never_ends_is_ended(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "upload")
    answer = await read_file(tmp_path / "upload", tmp_path / "rows", dataclasses.replace(LIMITS, wall_seconds=1))
    assert isinstance(answer, Reason)
    assert answer.code == "too_slow"


async def test_hostile_files_over_http_leave_exact_reports(
    client: httpx.AsyncClient, beach: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LIMITS", LIMITS)
    states = {}
    for name in ("zip_bomb_in_media", "xml_outside_entity", "noise", "mixed_encodings", "formula_cells", "ragged"):
        answer = await client.post(
            "/v1/imports", params={"kind": "shells", "file_name": f"../{name}"}, content=CORPUS[name]
        )
        import_id = answer.json()["id"]
        assert answer.json()["file_name"] == name
        await read_import.run(beach, import_id=import_id)
        if (await client.post(f"/v1/imports/{import_id}/start")).status_code == 200:
            await run_import.run(beach, import_id=import_id)
        found = (await client.get(f"/v1/imports/{import_id}")).json()
        assert found["rows_n"] == found["accepted_n"] + found["duplicate_n"] + found["rejected_n"]
        states[name] = (found["state"], found["accepted_n"], found["rejected_n"])
    assert states == {
        "zip_bomb_in_media": ("refused", 0, 0),
        "xml_outside_entity": ("refused", 0, 0),
        "noise": ("refused", 0, 0),
        "mixed_encodings": ("done", 1, 1),
        "formula_cells": ("done", 2, 0),
        "ragged": ("done", 2, 1),
    }
    kept = {path.suffix for path in (beach.settings.data_dir / "files" / "imports").iterdir()}
    assert kept == {".upload", ".rows"}
