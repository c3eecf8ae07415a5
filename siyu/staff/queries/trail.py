"""Reading the audit trail."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, text

from siyu.runtime.database import UnitOfWork


async def list_entries(uow: UnitOfWork, narrow: Mapping[str, Any], *, before: int, limit: int) -> Sequence[Row[Any]]:
    """Entries with an id below `before`, newest first; a filter that is None is not applied."""
    statement = text("""
        SELECT id, at, user_id, actor, action, object_kind, object_id, reason, details
        FROM audit_entries
        WHERE id < :before
          AND (cast(:user_id AS bigint) IS NULL OR user_id = :user_id)
          AND (cast(:action AS text) IS NULL OR action = :action)
          AND (cast(:object_kind AS text) IS NULL OR object_kind = :object_kind)
          AND (cast(:object_id AS text) IS NULL OR object_id = :object_id)
          AND (cast(:since AS timestamptz) IS NULL OR at >= :since)
          AND (cast(:until AS timestamptz) IS NULL OR at < :until)
        ORDER BY id DESC
        LIMIT :limit
    """)
    names = ("user_id", "action", "object_kind", "object_id", "since", "until")
    given = {name: narrow.get(name) for name in names}
    return (await uow.execute(statement, {**given, "before": before, "limit": limit})).all()
