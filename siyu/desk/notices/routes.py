"""`/v1/notices`: what one was told."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field
from sqlalchemy import RowMapping

from siyu import staff
from siyu.desk.notices import queries
from siyu.desk.notices.rules import words_of
from siyu.kit.paging import Paging
from siyu.runtime.errors import BadInput
from siyu.runtime.http import Paged, Shape, TheHouse, needs
from siyu.runtime.viewer import Viewer

router = APIRouter(prefix="/v1/notices", tags=["desk"])


class NoticeOut(Shape):
    """One thing one was told."""

    id: int
    code: str
    severity: Literal["info", "warning", "error"]
    zh: str
    en: str
    link: str
    told_at: datetime
    read_at: datetime | None


class NoticesOut(Shape):
    """One page of notices, newest first, and how many are unread in all."""

    items: list[NoticeOut]
    next_cursor: str | None
    unread_n: int


class ReadIn(Shape):
    """Which notices were read; null means all."""

    ids: list[Annotated[int, Field(ge=1, le=2**63 - 1)]] | None = Field(default=None, max_length=200)


class ReadOut(Shape):
    """How many were not read before, and how many are unread now."""

    read_n: int
    unread_n: int


def _shown(row: RowMapping) -> NoticeOut:
    severity, zh, en = words_of(row["code"], row["details"])
    values = {name: row[name] for name in ("id", "code", "link", "told_at", "read_at")}
    return NoticeOut.model_validate({**values, "severity": severity, "zh": zh, "en": en})


def _before(paging: Paging) -> int | None:
    cursor = paging.cursor
    if cursor is not None and not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
        raise BadInput(reason="The cursor is not one of ours.", reason_zh="分页游标无效。")
    return int(cursor) if cursor else None


@router.get("", summary="My notices, newest first")
async def list_notices(
    house: TheHouse,
    paging: Paged,
    only_unread: Annotated[bool, Query()] = False,
    viewer: Viewer = needs(staff.OWN_ACCOUNT),
) -> NoticesOut:
    """Kept for 90 days."""
    user_id = viewer.user_id or 0
    async with house.unit() as uow:
        rows = await queries.list_notices(
            uow, user_id, only_unread=only_unread, before=_before(paging), limit=paging.limit + 1
        )
        unread = await queries.count_unread(uow, user_id)
    shown = rows[: paging.limit]
    cursor = str(shown[-1]["id"]) if len(rows) > paging.limit else None
    return NoticesOut(items=[_shown(row) for row in shown], next_cursor=cursor, unread_n=unread)


@router.post("/read", summary="Mark notices as read")
async def mark_read(body: ReadIn, house: TheHouse, viewer: Viewer = needs(staff.OWN_ACCOUNT)) -> ReadOut:
    """Others' notices are left alone."""
    async with house.unit() as uow:
        read = await queries.mark_read(uow, viewer.user_id or 0, body.ids)
        return ReadOut(read_n=read, unread_n=await queries.count_unread(uow, viewer.user_id or 0))
