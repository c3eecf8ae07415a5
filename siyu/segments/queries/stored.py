"""Stored segments and their revisions."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from siyu.runtime.database import UnitOfWork

_RULE = bindparam("rule", type_=JSONB)

_ADD = text("""
WITH made AS (
    INSERT INTO segments (name, rule, created_by, created_at, changed_at) VALUES (:name, :rule, :by, :now, :now)
    RETURNING *
), noted AS (
    INSERT INTO segment_revisions (segment_id, revision, rule, changed_by, changed_at)
    SELECT id, revision, rule, :by, :now FROM made
)
SELECT * FROM made
""").bindparams(_RULE)

_CHANGE = text("""
UPDATE segments SET name = :name, rule = :rule, revision = :revision, changed_at = :now WHERE id = :id RETURNING *
""").bindparams(_RULE)

_NOTE = text("""
INSERT INTO segment_revisions (segment_id, revision, rule, changed_by, changed_at)
VALUES (:id, :revision, :rule, :by, :now)
""").bindparams(_RULE)

_FIND = text("SELECT * FROM segments WHERE id = :id")
_LOCK = text("SELECT * FROM segments WHERE id = :id FOR UPDATE")
_ARCHIVE = text("UPDATE segments SET is_archived = :is_archived, changed_at = :now WHERE id = :id RETURNING *")

_LIST = text("""
SELECT * FROM segments
WHERE is_archived = :is_archived AND (:before = 0 OR id < :before)
ORDER BY id DESC LIMIT :limit
""")

_REVISIONS = text("SELECT * FROM segment_revisions WHERE segment_id = :id ORDER BY revision DESC LIMIT 200")


async def add_segment(uow: UnitOfWork, *, name: str, rule: Mapping[str, Any], by: int | None) -> RowMapping:
    """A new segment at revision 1."""
    values = {"name": name, "rule": rule, "by": by, "now": uow.now()}
    return (await uow.execute(_ADD, values)).mappings().one()


async def change_segment(
    uow: UnitOfWork, segment_id: int, *, name: str, rule: Mapping[str, Any], revision: int, by: int | None
) -> RowMapping:
    """The segment with another name or rule; a revision that is new is noted."""
    values = {"id": segment_id, "name": name, "rule": rule, "revision": revision, "now": uow.now()}
    return (await uow.execute(_CHANGE, values)).mappings().one()


async def note_revision(
    uow: UnitOfWork, segment_id: int, *, revision: int, rule: Mapping[str, Any], by: int | None
) -> None:
    """Keep what the rule is from now on."""
    await uow.execute(_NOTE, {"id": segment_id, "revision": revision, "rule": rule, "by": by, "now": uow.now()})


async def find_segment(uow: UnitOfWork, segment_id: int, *, lock: bool = False) -> RowMapping | None:
    """A segment by id, locked until the transaction ends if asked."""
    return (await uow.execute(_LOCK if lock else _FIND, {"id": segment_id})).mappings().one_or_none()


async def archive_segment(uow: UnitOfWork, segment_id: int, *, is_archived: bool) -> RowMapping:
    """Put a segment away, or take it out again."""
    values = {"id": segment_id, "is_archived": is_archived, "now": uow.now()}
    return (await uow.execute(_ARCHIVE, values)).mappings().one()


async def list_segments(uow: UnitOfWork, *, before: int, limit: int, is_archived: bool) -> list[RowMapping]:
    """Segments, newest first, with ids below `before` (0: from the newest)."""
    values = {"before": before, "limit": limit, "is_archived": is_archived}
    return list((await uow.execute(_LIST, values)).mappings())


async def list_revisions(uow: UnitOfWork, segment_id: int) -> list[RowMapping]:
    """What the rule was, newest first."""
    return list((await uow.execute(_REVISIONS, {"id": segment_id})).mappings())
