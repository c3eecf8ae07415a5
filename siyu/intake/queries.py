"""Every statement of imports."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, and_, delete, false, func, insert, literal, select, text, true, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from siyu.intake.contracts import Choice, Import, ImportRun, ImportState, Made, Mapped, Reason, Undone
from siyu.intake.reading import Reading
from siyu.intake.tables import import_mappings, import_objects, import_rejections, imports
from siyu.kit.paging import Page, Paging
from siyu.runtime.database import UnitOfWork
from siyu.runtime.viewer import Viewer

_CURSOR = re.compile(r"[0-9]{1,18}")
#: How long an import with rejected rows stays something to look at.
LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Progress:
    """An import as the worker needs it."""

    run: ImportRun
    state: ImportState
    file_key: str
    mapping: Mapped
    next_offset: int


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that was not taken, with its cells as they stood in the file."""

    row: int
    reason: Reason
    cells: Sequence[str]


def mine(viewer: Viewer) -> ColumnElement[bool]:
    """Imports that a viewer may see: everyone's with the widest scope, else those they made themselves."""
    if viewer.sees_everyone:
        return true()
    if viewer.api_key_id is not None:
        return imports.c.created_key == viewer.api_key_id
    if viewer.user_id is not None:
        return and_(imports.c.created_by == viewer.user_id, imports.c.created_key.is_(None))
    return false()


async def save_import(uow: UnitOfWork, viewer: Viewer, **values: Any) -> int:
    """A new import, waiting to be read."""
    statement = insert(imports).values(
        state=ImportState.READING,
        created_by=viewer.user_id,
        created_key=viewer.api_key_id,
        created_at=uow.now(),
        **values,
    )
    return int((await uow.execute(statement.returning(imports.c.id))).scalar_one())


async def find_import(uow: UnitOfWork, viewer: Viewer, import_id: int, *, lock: bool = False) -> Import | None:
    """An import that the viewer may see."""
    statement = select(imports).where(imports.c.id == import_id, mine(viewer))
    found = (await uow.execute(statement.with_for_update() if lock else statement)).one_or_none()
    return _import(found) if found else None


async def list_imports(uow: UnitOfWork, viewer: Viewer, paging: Paging, *, has_errors: bool = False) -> Page[Import]:
    """Newest first, with their number; `has_errors` keeps those that ended lately without some of their rows."""
    fitting = mine(viewer)
    if has_errors:
        lately = imports.c.ended_at >= uow.now() - LATELY
        fitting = and_(fitting, imports.c.rejected_n > 0, imports.c.state == ImportState.DONE, lately)
    before = int(paging.cursor) if paging.cursor and _CURSOR.fullmatch(paging.cursor) else None
    statement = select(imports).where(fitting).order_by(imports.c.id.desc()).limit(paging.limit + 1)
    if before is not None:
        statement = statement.where(imports.c.id < literal(before))
    rows = (await uow.execute(statement)).all()
    items = [_import(row) for row in rows[: paging.limit]]
    total = (await uow.execute(select(func.count()).select_from(imports).where(fitting))).scalar_one()
    return Page(items, str(items[-1].id) if len(rows) > paging.limit else None, total)


def _import(row: Row[Any]) -> Import:
    values = dict(row._mapping)
    for inner in ("file_key", "next_offset", "created_by", "created_key", "forgotten_at"):
        values.pop(inner)
    values["state"] = ImportState(values["state"])
    values["mapping"] = _mapped(values["mapping"])
    values["refusal"] = Reason(**values["refusal"]) if values["refusal"] else None
    return Import(**values)


def _mapped(stored: Mapping[str, Any]) -> dict[str, Choice]:
    return {key: Choice(**choice) for key, choice in stored.items()}


async def lock_progress(uow: UnitOfWork, import_id: int) -> Progress | None:
    """The import for the worker, held until the transaction ends."""
    found = (await uow.execute(select(imports).where(imports.c.id == import_id).with_for_update())).one_or_none()
    if found is None:
        return None
    run = ImportRun(found.id, found.kind, found.created_by)
    return Progress(run, ImportState(found.state), found.file_key, _mapped(found.mapping), found.next_offset)


async def find_file_key(uow: UnitOfWork, import_id: int) -> str | None:
    """Where the file of an import lies."""
    found: str | None = (
        await uow.execute(select(imports.c.file_key).where(imports.c.id == import_id))
    ).scalar_one_or_none()
    return found


async def save_reading(uow: UnitOfWork, import_id: int, reading: Reading, mapping: Mapped) -> None:
    """The file is readable: what it is and how its columns are probably mapped."""
    statement = update(imports).values(
        state=ImportState.READY,
        format=reading.format,
        encoding=reading.encoding,
        sheet=reading.sheet,
        header=reading.header,
        rows_n=reading.rows_n,
        mapping=msgspec.to_builtins(dict(mapping)),
    )
    await uow.execute(statement.where(imports.c.id == import_id, imports.c.state == ImportState.READING))


async def save_refusal(uow: UnitOfWork, import_id: int, reason: Reason) -> None:
    """The file as a whole is refused."""
    statement = update(imports).values(
        state=ImportState.REFUSED, refusal=msgspec.to_builtins(reason), ended_at=uow.now()
    )
    await uow.execute(statement.where(imports.c.id == import_id, imports.c.state == ImportState.READING))


async def save_state(uow: UnitOfWork, import_id: int, state: ImportState, **values: Any) -> None:
    """Move an import that the caller holds."""
    await uow.execute(update(imports).where(imports.c.id == import_id).values(state=state, **values))


async def save_mapping(uow: UnitOfWork, import_id: int, mapping: Mapped) -> None:
    """The columns as the person chose them."""
    stored = msgspec.to_builtins(dict(mapping))
    await uow.execute(update(imports).where(imports.c.id == import_id).values(mapping=stored))


async def remember_mapping(uow: UnitOfWork, kind: str, header_key: str, mapping: Mapped) -> None:
    """For the next file with these titles."""
    stored = msgspec.to_builtins(dict(mapping))
    statement = upsert(import_mappings).values(kind=kind, header_hash=header_key, mapping=stored, saved_at=uow.now())
    update_it = {"mapping": statement.excluded.mapping, "saved_at": statement.excluded.saved_at}
    await uow.execute(statement.on_conflict_do_update(index_elements=["kind", "header_hash"], set_=update_it))


async def find_remembered(uow: UnitOfWork, kind: str, header_key: str) -> dict[str, Choice] | None:
    """The mapping that was last used with these titles."""
    statement = select(import_mappings.c.mapping).where(
        import_mappings.c.kind == kind, import_mappings.c.header_hash == header_key
    )
    found = (await uow.execute(statement)).scalar_one_or_none()
    return _mapped(found) if found is not None else None


async def save_rejections(uow: UnitOfWork, import_id: int, rejections: Sequence[Rejection]) -> None:
    """Rows that were not taken."""
    if rejections:
        await uow.execute(insert(import_rejections), [_rejection(import_id, item) for item in rejections])


def _rejection(import_id: int, item: Rejection) -> dict[str, Any]:
    reason = item.reason
    return {
        "import_id": import_id,
        "row_n": item.row,
        "code": reason.code,
        "zh": reason.zh,
        "en": reason.en,
        "column_key": reason.column,
        "cells": list(item.cells),
    }


async def save_made(uow: UnitOfWork, import_id: int, made: Iterable[Made]) -> None:
    """What each row created."""
    rows = [{"import_id": import_id, "row_n": it.row, "object_kind": it.kind, "object_id": it.id} for it in made]
    if rows:
        await uow.execute(insert(import_objects), rows)


_ADVANCE = text("""
UPDATE imports SET done_n = done_n + :done, accepted_n = accepted_n + :accepted, duplicate_n = duplicate_n + :duplicate,
       rejected_n = rejected_n + :rejected, next_offset = :next_offset
WHERE id = :id
""")


async def advance(uow: UnitOfWork, import_id: int, *, counts: Mapping[str, int], next_offset: int) -> None:
    """Count a batch and move on behind it."""
    await uow.execute(_ADVANCE, {"id": import_id, "next_offset": next_offset, **counts})


async def list_rejections(connection: AsyncConnection, import_id: int, after: int, limit: int) -> list[Rejection]:
    """Rejected rows behind row `after`, in the order of the file."""
    table = import_rejections
    statement = select(table).where(table.c.import_id == import_id, table.c.row_n > after)
    rows = await connection.execute(statement.order_by(table.c.row_n).limit(limit))
    return [Rejection(row.row_n, Reason(row.code, row.zh, row.en, row.column_key), row.cells) for row in rows]


async def list_kept(connection: AsyncConnection, import_id: int, after: int, limit: int) -> list[tuple[int, Reason]]:
    """Rows whose objects an undo kept, and why."""
    table = import_objects
    statement = select(table).where(table.c.import_id == import_id, table.c.state == "kept", table.c.row_n > after)
    rows = await connection.execute(statement.order_by(table.c.row_n).limit(limit))
    return [(row.row_n, Reason(row.code, row.zh, row.en)) for row in rows]


async def list_made(uow: UnitOfWork, import_id: int, limit: int) -> list[Made]:
    """Objects of an import that were not taken back yet, the last first."""
    table = import_objects
    statement = select(table).where(table.c.import_id == import_id, table.c.state == "made")
    rows = await uow.execute(statement.order_by(table.c.row_n.desc()).limit(limit))
    return [Made(row.row_n, row.object_kind, row.object_id) for row in rows]


_UNDO = text("""
UPDATE import_objects AS o SET state = u.state, code = u.code, zh = u.zh, en = u.en
FROM unnest(cast(:rows AS integer[]), cast(:states AS text[]), cast(:codes AS text[]), cast(:zh AS text[]),
            cast(:en AS text[])) AS u(row_n, state, code, zh, en)
WHERE o.import_id = :id AND o.row_n = u.row_n
""")

_COUNT_UNDONE = text("UPDATE imports SET undone_n = undone_n + :undone, kept_n = kept_n + :kept WHERE id = :id")


async def save_undone(uow: UnitOfWork, import_id: int, made: Sequence[Made], answers: Sequence[Undone]) -> None:
    """What an undo did with each object."""
    reasons = [answer.reason for answer in answers]
    values = {
        "id": import_id,
        "rows": [item.row for item in made],
        "states": ["undone" if answer.is_undone else "kept" for answer in answers],
        "codes": [reason and reason.code for reason in reasons],
        "zh": [reason and reason.zh for reason in reasons],
        "en": [reason and reason.en for reason in reasons],
    }
    await uow.execute(_UNDO, values)
    undone = sum(answer.is_undone for answer in answers)
    await uow.execute(_COUNT_UNDONE, {"id": import_id, "undone": undone, "kept": len(answers) - undone})


async def forget_expired(uow: UnitOfWork, before: datetime, limit: int) -> list[str]:
    """Forget the rejected rows of imports that ended before; the keys of their files, which may go too."""
    over = and_(
        func.coalesce(imports.c.ended_at, imports.c.created_at) < before,
        imports.c.forgotten_at.is_(None),
        imports.c.state.not_in([ImportState.RUNNING, ImportState.UNDOING]),
    )
    chosen = select(imports.c.id).where(over).order_by(imports.c.id).limit(limit)
    forget = update(imports).where(imports.c.id.in_(chosen)).values(forgotten_at=uow.now())
    rows = (await uow.execute(forget.returning(imports.c.id, imports.c.file_key))).all()
    old = import_rejections.c.import_id.in_([row.id for row in rows])
    await uow.execute(delete(import_rejections).where(old))
    return [row.file_key for row in rows]
