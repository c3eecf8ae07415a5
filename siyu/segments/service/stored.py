"""Keeping rules: segments with revisions."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping

from siyu.kit.paging import Page, Paging
from siyu.runtime.audit import write_audit
from siyu.runtime.database import UnitOfWork
from siyu.runtime.errors import BadInput
from siyu.runtime.viewer import Viewer
from siyu.segments.contracts import RevisionView, SegmentView
from siyu.segments.errors import SegmentChanged, SegmentNotFound
from siyu.segments.queries import stored
from siyu.segments.rules.parse import parse
from siyu.segments.rules.sentence import sentence
from siyu.segments.service.asking import Rule, read_rule
from siyu.segments.service.naming import read_names


def as_json(rule: Rule) -> dict[str, Any]:
    """A checked rule as it is stored."""
    return read_rule(rule).model_dump(mode="json", exclude_defaults=False)


async def create_segment(uow: UnitOfWork, viewer: Viewer, *, name: str, rule: Rule) -> SegmentView:
    """Store a rule under a name, as revision 1; raises `BadRule`."""
    row = await stored.add_segment(uow, name=name, rule=as_json(rule), by=viewer.user_id)
    await write_audit(uow, viewer, "segments.create", on=("segment", row["id"]))
    return await _view(uow, row)


async def change_segment(
    uow: UnitOfWork, viewer: Viewer, segment_id: int, *, name: str, rule: Rule, revision: int
) -> SegmentView:
    """Change name or rule; `revision` is the one the viewer saw. Raises `SegmentNotFound`, `SegmentChanged`, `BadRule`.

    A changed rule is a new revision; an audience keeps the revision it was frozen from.
    """
    now = await _get(uow, segment_id, lock=True)
    if now["revision"] != revision:
        raise SegmentChanged(revision=now["revision"])
    wanted = as_json(rule)
    newest = revision if wanted == now["rule"] else revision + 1
    row = await stored.change_segment(uow, segment_id, name=name, rule=wanted, revision=newest, by=viewer.user_id)
    if newest != revision:
        await stored.note_revision(uow, segment_id, revision=newest, rule=wanted, by=viewer.user_id)
    await write_audit(uow, viewer, "segments.change", on=("segment", segment_id))
    return await _view(uow, row)


async def archive_segment(uow: UnitOfWork, viewer: Viewer, segment_id: int, *, is_archived: bool) -> SegmentView:
    """Put a segment away or take it out again."""
    await _get(uow, segment_id, lock=True)
    row = await stored.archive_segment(uow, segment_id, is_archived=is_archived)
    await write_audit(uow, viewer, "segments.archive", on=("segment", segment_id))
    return await _view(uow, row)


async def get_segment(uow: UnitOfWork, segment_id: int) -> SegmentView:
    """A segment; raises `SegmentNotFound`."""
    return await _view(uow, await _get(uow, segment_id))


async def list_segments(uow: UnitOfWork, paging: Paging, *, is_archived: bool = False) -> Page[SegmentView]:
    """Stored segments, newest first."""
    before = _cursor(paging.cursor)
    rows = await stored.list_segments(uow, before=before, limit=paging.limit + 1, is_archived=is_archived)
    shown = rows[: paging.limit]
    following = str(shown[-1]["id"]) if len(rows) > paging.limit else None
    return Page([await _view(uow, row) for row in shown], following)


async def list_revisions(uow: UnitOfWork, segment_id: int) -> list[RevisionView]:
    """What the segment's rule was, newest first; raises `SegmentNotFound`."""
    await _get(uow, segment_id)
    return [
        RevisionView(row["revision"], row["rule"], row["changed_at"], row["changed_by"])
        for row in await stored.list_revisions(uow, segment_id)
    ]


def _cursor(text: str | None) -> int:
    if text is None:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise BadInput(reason="This cursor is not one of ours.", reason_zh="cursor 无效。")
    return int(text)


async def _get(uow: UnitOfWork, segment_id: int, *, lock: bool = False) -> RowMapping:
    row = await stored.find_segment(uow, segment_id, lock=lock)
    if row is None:
        raise SegmentNotFound
    return row


async def _view(uow: UnitOfWork, row: Mapping[str, Any] | RowMapping) -> SegmentView:
    words = sentence(parse(row["rule"]), await read_names(uow))
    return SegmentView(
        id=row["id"],
        name=row["name"],
        rule=row["rule"],
        sentence_zh=words.zh,
        sentence_en=words.en,
        revision=row["revision"],
        is_archived=row["is_archived"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
    )
