"""The statements of notices: telling, listing, marking as read, and noticing what others did."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, RowMapping, any_, cast, func, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, insert

from siyu.desk.notices.tables import notices
from siyu.runtime.database import UnitOfWork

#: How far back is looked for what nobody has been told yet.
LOOK_BACK = timedelta(days=2)
_KEEP = timedelta(days=90)

_IMPORTS = text("""
INSERT INTO notices (user_id, code, key, details, link, told_at)
SELECT i.created_by, 'import_' || i.state, 'import:' || i.id || ':' || i.state,
       jsonb_build_object('name', i.file_name, 'accepted', i.accepted_n, 'rejected', i.rejected_n),
       '/imports/' || i.id, :now
FROM imports i JOIN users u ON u.id = i.created_by
WHERE i.created_key IS NULL AND i.state IN ('done', 'refused', 'undone') AND i.ended_at >= :since
ON CONFLICT DO NOTHING
""")

_DECISIONS = text("""
INSERT INTO notices (user_id, code, key, details, link, told_at)
SELECT u.id, CASE a.action WHEN 'campaigns.approve' THEN 'campaign_approved' ELSE 'campaign_rejected' END,
       'audit:' || a.id, jsonb_build_object('name', c.name, 'reason', a.reason), '/campaigns/' || c.id, :now
FROM audit_entries a
JOIN campaigns c ON a.object_id = cast(c.id AS text)
JOIN users u ON c.submitter = 'user:' || u.id
WHERE a.action IN ('campaigns.approve', 'campaigns.reject') AND a.object_kind = 'campaign' AND a.at >= :since
  AND a.user_id IS DISTINCT FROM u.id
ON CONFLICT DO NOTHING
""")

_ENDED = text("""
INSERT INTO notices (user_id, code, key, details, link, told_at)
SELECT u.id, 'campaign_ended', 'campaign_ended:' || c.id, jsonb_build_object('name', c.name),
       '/campaigns/' || c.id, :now
FROM campaigns c JOIN users u ON c.submitter = 'user:' || u.id
WHERE c.state = 'ended' AND c.ended_at >= :since
ON CONFLICT DO NOTHING
""")

_FORGET = text("DELETE FROM notices WHERE told_at < :before")


async def notice_others_work(uow: UnitOfWork) -> int:
    """Tell people what became of their imports and campaigns; how many notices are new."""
    given = {"now": uow.now(), "since": uow.now() - LOOK_BACK}
    return sum([(await uow.execute(statement, given)).rowcount for statement in (_IMPORTS, _DECISIONS, _ENDED)])


async def tell(uow: UnitOfWork, user_ids: Collection[int], values: Mapping[str, Any]) -> None:
    """Tell people one thing (`code`, `key`, `details`, `link`), each of them once."""
    rows = [{"user_id": user_id, "told_at": uow.now(), **values} for user_id in sorted(user_ids)]
    if rows:
        new = insert(notices).values(rows).on_conflict_do_nothing(index_elements=["user_id", "key"])
        await uow.execute(new)


async def list_users_with(uow: UnitOfWork, roles: Collection[str]) -> list[int]:
    """Ids of the open accounts that hold one of these roles."""
    statement = text("SELECT id FROM users WHERE is_active AND roles && cast(:roles AS text[])")
    return list((await uow.execute(statement, {"roles": sorted(roles)})).scalars())


async def list_notices(
    uow: UnitOfWork, user_id: int, *, only_unread: bool, before: int | None, limit: int
) -> list[RowMapping]:
    """Somebody's notices, newest first."""
    statement = select(notices).where(notices.c.user_id == user_id).order_by(notices.c.id.desc()).limit(limit)
    if only_unread:
        statement = statement.where(notices.c.read_at.is_(None))
    if before is not None:
        statement = statement.where(notices.c.id < before)
    return list((await uow.execute(statement)).mappings())


async def count_unread(uow: UnitOfWork, user_id: int) -> int:
    """How many notices somebody has not read."""
    unread = (notices.c.user_id == user_id, notices.c.read_at.is_(None))
    return int((await uow.execute(select(func.count()).select_from(notices).where(*unread))).scalar_one())


async def mark_read(uow: UnitOfWork, user_id: int, ids: Collection[int] | None) -> int:
    """Mark these notices, or all, as read; how many were not before."""
    statement = update(notices).where(notices.c.user_id == user_id, notices.c.read_at.is_(None))
    if ids is not None:
        statement = statement.where(notices.c.id == any_(cast(sorted(ids), ARRAY(BigInteger))))
    return (await uow.execute(statement.values(read_at=uow.now()))).rowcount


async def forget_old(uow: UnitOfWork) -> None:
    """Notices are kept for 90 days."""
    await uow.execute(_FORGET, {"before": uow.now() - _KEEP})
