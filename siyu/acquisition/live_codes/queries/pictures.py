"""SQL of uploaded pictures and of their copies at WeCom."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from siyu.acquisition.live_codes.tables import live_code_media as media
from siyu.acquisition.live_codes.tables import live_code_pictures as pictures

_HEAD = (pictures.c.id, pictures.c.name, pictures.c.content_type, func.length(pictures.c.content).label("size_bytes"))


async def keep_picture(connection: AsyncConnection, values: dict[str, Any]) -> Row[Any]:
    """Store a picture once; the same bytes again give the stored one."""
    await connection.execute(insert(pictures).values(values).on_conflict_do_nothing())
    statement: Select[Any] = select(*_HEAD).where(pictures.c.digest == values["digest"])
    row: Row[Any] = (await connection.execute(statement)).one()
    return row


async def list_known(connection: AsyncConnection, ids: Sequence[int]) -> set[int]:
    """Which of these pictures exist."""
    return set((await connection.execute(select(pictures.c.id).where(pictures.c.id.in_(ids)))).scalars())


async def read_picture(connection: AsyncConnection, picture_id: int) -> Row[Any] | None:
    """A picture with its bytes."""
    statement = select(pictures).where(pictures.c.id == picture_id)
    row: Row[Any] | None = (await connection.execute(statement)).one_or_none()
    return row


async def list_media(
    connection: AsyncConnection, corp_id: int, picture_ids: Sequence[int], *, after: datetime
) -> dict[int, str]:
    """Media ids that still live at an instant, by picture."""
    statement = select(media.c.picture_id, media.c.media_id).where(
        media.c.corp_id == corp_id, media.c.picture_id.in_(picture_ids), media.c.expires_at > after
    )
    return {row.picture_id: row.media_id for row in await connection.execute(statement)}


_KEEP_MEDIA = text("""
INSERT INTO live_code_media (picture_id, corp_id, media_id, expires_at)
VALUES (:picture_id, :corp_id, :media_id, :expires_at)
ON CONFLICT (picture_id, corp_id) DO UPDATE SET media_id = excluded.media_id, expires_at = excluded.expires_at
""")


async def keep_media(
    connection: AsyncConnection, *, picture_id: int, corp_id: int, media_id: str, expires_at: datetime
) -> None:
    """Remember the copy of a picture at WeCom."""
    values = {"picture_id": picture_id, "corp_id": corp_id, "media_id": media_id, "expires_at": expires_at}
    await connection.execute(_KEEP_MEDIA, values)
