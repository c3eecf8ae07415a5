"""Ordering, writing, stopping and forgetting exports."""

import asyncio
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import RowMapping

from siyu import staff
from siyu.desk.notices import queries as notices
from siyu.desk.work import queries
from siyu.desk.work.errors import ExportNotReady, TooManyExports, WorkNotFound
from siyu.desk.work.rules import KEPT_FOR, KINDS, MOST_SHEET_ROWS, titles_of
from siyu.desk.work.service.reading import READERS, count_rows
from siyu.desk.work.writing import PartFile, open_sheet
from siyu.runtime.audit import write_audit
from siyu.runtime.house import House
from siyu.runtime.jobs import Job
from siyu.runtime.settings import Settings
from siyu.runtime.viewer import Viewer

MOST_AT_ONCE = 3


class _Over(Exception):
    """The export must not go on: stopped, or its owner lost the right."""

    def __init__(self, problem: str | None) -> None:
        super().__init__(problem)
        self.problem = problem


def file_of(settings: Settings, row: RowMapping) -> Path:
    """Where the file of an export lies."""
    return settings.data_dir / "files" / "exports" / f"{row['file_key']}.{row['format']}"


async def order_export(house: House, viewer: Viewer, filters: Mapping[str, Any], form: str, then: Job) -> int:
    """Order a file with the rows that the viewer's list shows under these filters; its id.

    Raises `Forbidden`, `TooManyExports`.
    """
    kind = str(filters["page"])
    viewer.must(KINDS[kind].right)
    user_id = viewer.user_id or 0
    async with house.unit() as uow:
        if await queries.count_open_exports(uow, user_id) >= MOST_AT_ONCE:
            raise TooManyExports(most=MOST_AT_ONCE)
        values = {
            "kind": kind,
            "format": form,
            "filters": dict(filters),
            "user_id": user_id,
            "file_key": secrets.token_hex(16),
            "total_n": await count_rows(house, uow, viewer, kind, filters),
        }
        export_id = await queries.add_export(uow, values)
        await write_audit(uow, viewer, "exports.ordered", on=("export", export_id), details={"kind": kind})
        await uow.enqueue(then, export_id=export_id)
    return export_id


async def run_export(house: House, export_id: int) -> None:
    """Write the file, from the beginning however often it is tried; stops when its owner may not see it any more."""
    async with house.unit() as uow:
        row = await queries.find_export(uow, export_id, locks=True)
        if row is None or row["state"] not in ("waiting", "running"):
            return
        started = row["started_at"] or uow.now()
        await queries.change_export(uow, export_id, {"state": "running", "started_at": started, "done_n": 0})
    try:
        with PartFile(file_of(house.settings, row)) as part:
            rows_n = await _write(house, row, part.path)
            part.finish()
    except _Over as over:
        if over.problem:
            await _end(house, row, "failed", problem=over.problem)
        return
    await _end(house, row, "done", rows_n=rows_n)


async def _write(house: House, row: RowMapping, path: Path) -> int:
    sheet = await asyncio.to_thread(open_sheet, path, row["format"])
    cursor: str | None = None
    done = 0
    while True:
        viewer, rows, cursor = await _next_page(house, row, cursor, done)
        titles = [titles_of(row["kind"], viewer.language)] if done == 0 else []
        await asyncio.to_thread(sheet.write, [*titles, *rows])
        done += len(rows)
        if row["format"] == "xlsx" and done > MOST_SHEET_ROWS:
            raise _Over("too_long")
        if cursor is None:
            await asyncio.to_thread(sheet.close, _mark(house, viewer, done))
            return done


async def _next_page(
    house: House, row: RowMapping, cursor: str | None, done: int
) -> tuple[Viewer, list[list[str]], str | None]:
    """The next rows as the owner may see them at this moment."""
    async with house.unit() as uow:
        known = await queries.find_export(uow, row["id"])
        if known is None or known["state"] != "running":
            raise _Over(None)
        viewer = await staff.viewer_of_user(uow, row["user_id"])
        if viewer is None or not viewer.may(KINDS[row["kind"]].right):
            raise _Over("right_lost")
        rows, following = await READERS[row["kind"]](house, uow, viewer, row["filters"], cursor)
        await queries.change_export(uow, row["id"], {"done_n": done + len(rows)})
    return viewer, rows, following


def _mark(house: House, viewer: Viewer, rows: int) -> str:
    at = house.clock.now().astimezone(house.settings.zone).strftime("%Y-%m-%d %H:%M:%S")
    demo = " · 演示小镇 demo" if house.settings.demo else ""
    return f"导出 exported: {viewer.name} (#{viewer.user_id}) · {at} {house.settings.zone_name} · {rows} 行 rows{demo}"


async def _end(house: House, row: RowMapping, state: str, *, rows_n: int = 0, problem: str | None = None) -> None:
    async with house.unit() as uow:
        known = await queries.find_export(uow, row["id"], locks=True)
        if known is None or known["state"] != "running":
            return
        values: dict[str, Any] = {"state": state, "ended_at": uow.now(), "problem": problem}
        if state == "done":
            values |= {"done_n": rows_n, "total_n": rows_n}
        await queries.change_export(uow, row["id"], values)
        told = {
            "code": f"export_{state}",
            "key": f"export:{row['id']}:{state}",
            "details": {"rows": rows_n},
            "link": f"/jobs?job=export-{row['id']}",
        }
        await notices.tell(uow, [row["user_id"]], told)


async def take_file(house: House, viewer: Viewer, export_id: int) -> tuple[Path, RowMapping]:
    """The finished file of one's own export; every download is noted.

    Raises `WorkNotFound`, `ExportNotReady`, and `Forbidden` when the right has been lost meanwhile.
    """
    async with house.unit() as uow:
        row = await queries.find_export(uow, export_id, viewer.user_id or 0)
        if row is None:
            raise WorkNotFound
        viewer.must(KINDS[row["kind"]].right)
        path = file_of(house.settings, row)
        if row["state"] != "done" or not path.exists():
            raise ExportNotReady(state=row["state"])
        await write_audit(uow, viewer, "exports.downloaded", on=("export", export_id), details={"rows": row["done_n"]})
    return path, row


async def forget_files(house: House) -> int:
    """Delete files older than a week; how many exports expired."""
    async with house.unit() as uow:
        old = await queries.list_expired(uow, uow.now() - KEPT_FOR)
        for row in old:
            file_of(house.settings, row).unlink(missing_ok=True)
            await queries.change_export(uow, row["id"], {"state": "expired"})
    return len(old)
