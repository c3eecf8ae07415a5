"""The tag catalogue against WeCom's."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, text

from siyu.runtime.database import UnitOfWork

# One of ours that waits to be made and has the same name is the same thing: it only gets its id.
_ADOPT_GROUP = text("""
UPDATE tag_groups SET wecom_id = :wecom_id, push_state = 'none', changed_at = :now
WHERE id = (SELECT id FROM tag_groups WHERE corp_id = :corp_id AND name = :name AND wecom_id IS NULL
            AND NOT is_deleted AND NOT EXISTS (SELECT 1 FROM tag_groups WHERE wecom_id = :wecom_id)
            ORDER BY id LIMIT 1)
""")

_SAVE_GROUP = text("""
INSERT INTO tag_groups (corp_id, wecom_id, name, position, created_at, changed_at)
VALUES (:corp_id, :wecom_id, :name, :position, :now, :now)
ON CONFLICT (wecom_id) DO UPDATE SET
    name = CASE WHEN tag_groups.push_state = 'renaming' THEN tag_groups.name ELSE excluded.name END,
    position = excluded.position
RETURNING id
""")

_ADOPT_TAG = text("""
UPDATE tags SET wecom_id = :wecom_id, push_state = 'none', changed_at = :now
WHERE id = (SELECT id FROM tags WHERE group_id = :group_id AND name = :name AND wecom_id IS NULL AND NOT is_deleted
            AND NOT EXISTS (SELECT 1 FROM tags WHERE wecom_id = :wecom_id) ORDER BY id LIMIT 1)
""")

_SAVE_TAG = text("""
INSERT INTO tags (group_id, wecom_id, name, position, created_at, changed_at)
VALUES (:group_id, :wecom_id, :name, :position, :now, :now)
ON CONFLICT (wecom_id) DO UPDATE SET
    name = CASE WHEN tags.push_state = 'renaming' THEN tags.name ELSE excluded.name END,
    group_id = excluded.group_id, position = excluded.position
""")

_WAITING = text("""
SELECT 'tags' AS kind, tags.push_state AS what, tags.id, tags.name, tags.wecom_id, tags.changed_at, tags.group_id,
       tag_groups.name AS group_name, tag_groups.wecom_id AS group_wecom_id
FROM tags JOIN tag_groups ON tag_groups.id = tags.group_id
WHERE tag_groups.corp_id = :corp_id AND tags.push_state <> 'none' AND tag_groups.push_state <> 'deleting'
  AND (tags.push_state <> 'waiting' OR NOT tags.is_deleted)
UNION ALL
SELECT 'tag_groups', push_state, id, name, wecom_id, changed_at, id, name, wecom_id
FROM tag_groups WHERE corp_id = :corp_id AND push_state IN ('renaming', 'deleting')
ORDER BY 1, 3
""")

_TOLD = {
    "tags": text("UPDATE tags SET push_state = 'none' WHERE id = :id AND changed_at = :changed"),
    "tag_groups": text("""
        WITH told AS (
            UPDATE tag_groups SET push_state = 'none' WHERE id = :id AND changed_at = :changed RETURNING id, is_deleted
        )
        UPDATE tags SET push_state = 'none' FROM told WHERE tags.group_id = told.id AND told.is_deleted
    """),
}


async def save_group(uow: UnitOfWork, row: Mapping[str, Any]) -> int:
    """A group of WeCom's, known by its id, else adopted by its name, else new; our id."""
    values = {**row, "now": uow.now()}
    await uow.execute(_ADOPT_GROUP, values)
    return int((await uow.execute(_SAVE_GROUP, values)).scalar_one())


async def save_tag(uow: UnitOfWork, row: Mapping[str, Any]) -> None:
    """A tag of WeCom's, known by its id, else adopted by its name, else new."""
    values = {**row, "now": uow.now()}
    await uow.execute(_ADOPT_TAG, values)
    await uow.execute(_SAVE_TAG, values)


async def list_gone_tags(uow: UnitOfWork, corp_id: int, shown: Sequence[str], *, before: datetime) -> list[int]:
    """Tags that WeCom had and no longer shows, unless something changed here after `before`."""
    statement = text("""
        SELECT tags.id FROM tags JOIN tag_groups ON tag_groups.id = tags.group_id
        WHERE tag_groups.corp_id = :corp_id AND tags.wecom_id IS NOT NULL AND NOT tags.is_deleted
          AND tags.wecom_id <> ALL(cast(:shown AS text[])) AND tags.changed_at <= :before ORDER BY tags.id
    """)
    values = {"corp_id": corp_id, "shown": list(shown), "before": before}
    return list((await uow.execute(statement, values)).scalars())


async def drop_gone_groups(uow: UnitOfWork, corp_id: int, shown: Sequence[str], *, before: datetime) -> None:
    """Groups that WeCom had and no longer shows are no more."""
    statement = text("""
        UPDATE tag_groups SET is_deleted = true, push_state = 'none'
        WHERE corp_id = :corp_id AND wecom_id IS NOT NULL AND NOT is_deleted
          AND wecom_id <> ALL(cast(:shown AS text[])) AND changed_at <= :before
    """)
    await uow.execute(statement, {"corp_id": corp_id, "shown": list(shown), "before": before})


async def list_waiting(uow: UnitOfWork, corp_id: int) -> list[RowMapping]:
    """What WeCom must hear of: kind (tags, tag_groups), what (waiting, renaming, deleting), and the row."""
    return list((await uow.execute(_WAITING, {"corp_id": corp_id})).mappings())


async def mark_told(uow: UnitOfWork, kind: str, row_id: int, changed_at: datetime) -> None:
    """WeCom has heard of this change; one made meanwhile still waits."""
    await uow.execute(_TOLD[kind], {"id": row_id, "changed": changed_at})


async def list_corps_waiting(uow: UnitOfWork) -> list[int]:
    """Corps whose catalogue has something WeCom must hear of."""
    statement = text("""
        SELECT DISTINCT corp_id FROM tag_groups WHERE corp_id IS NOT NULL AND (
            push_state IN ('renaming', 'deleting')
            OR EXISTS (SELECT 1 FROM tags WHERE tags.group_id = tag_groups.id AND tags.push_state <> 'none'
                       AND tag_groups.push_state <> 'deleting'
                       AND (tags.push_state <> 'waiting' OR NOT tags.is_deleted)))
        ORDER BY corp_id
    """)
    return list((await uow.execute(statement)).scalars())
