"""The statements of exports and of what goes on by itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, func, insert, select, text, update

from siyu.desk.work.tables import exports
from siyu.runtime.database import UnitOfWork

#: Work that ended longer ago leaves the drawer.
SHOWN_FOR = timedelta(days=7)

_IMPORTS = text("""
SELECT id, kind, file_name, state, rows_n, done_n, accepted_n, rejected_n, undone_n + kept_n AS taken_back_n,
       created_at, started_at, ended_at, forgotten_at
FROM imports
WHERE created_by = :me AND created_key IS NULL AND state <> 'ready' AND coalesce(ended_at, :now) >= :since
ORDER BY id DESC LIMIT 50
""")
_CAMPAIGNS = text("""
SELECT c.id, c.name, c.audience_n, c.started_at, coalesce(p.considered, 0) AS considered
FROM campaigns c LEFT JOIN send_plans p ON p.origin = 'campaign' AND p.origin_id = c.id
WHERE c.state = 'running' AND NOT coalesce(p.is_finished, false)
ORDER BY c.id DESC LIMIT 50
""")
_SYNCS = text("""
SELECT r.id, c.name, r.staff_total, r.staff_total - jsonb_array_length(r.staff_left) AS done, r.started_at
FROM contact_reconciles r JOIN corps c ON c.id = r.corp_id
WHERE r.state = 'running' ORDER BY r.id DESC LIMIT 20
""")


def _since(uow: UnitOfWork) -> datetime:
    return uow.now() - SHOWN_FOR


async def list_imports(uow: UnitOfWork, user_id: int) -> Sequence[RowMapping]:
    """Somebody's imports that go on or ended lately."""
    given = {"me": user_id, "now": uow.now(), "since": _since(uow)}
    return (await uow.execute(_IMPORTS, given)).mappings().all()


async def list_campaigns(uow: UnitOfWork) -> Sequence[RowMapping]:
    """Campaigns whose audience is still being judged."""
    return (await uow.execute(_CAMPAIGNS)).mappings().all()


async def list_syncs(uow: UnitOfWork) -> Sequence[RowMapping]:
    """Reconciliations with WeCom that go on."""
    return (await uow.execute(_SYNCS)).mappings().all()


async def list_exports(uow: UnitOfWork, user_id: int) -> Sequence[RowMapping]:
    """Somebody's exports of the last days, newest first."""
    wanted = (exports.c.user_id == user_id, exports.c.created_at >= _since(uow))
    return (await uow.execute(select(exports).where(*wanted).order_by(exports.c.id.desc()).limit(50))).mappings().all()


async def count_open_exports(uow: UnitOfWork, user_id: int) -> int:
    """How many exports of somebody are not over."""
    wanted = (exports.c.user_id == user_id, exports.c.state.in_(["waiting", "running"]))
    return int((await uow.execute(select(func.count()).select_from(exports).where(*wanted))).scalar_one())


async def add_export(uow: UnitOfWork, values: Mapping[str, Any]) -> int:
    """A new export; its id."""
    statement = insert(exports).values(**values, created_at=uow.now()).returning(exports.c.id)
    return int((await uow.execute(statement)).scalar_one())


async def find_export(
    uow: UnitOfWork, export_id: int, user_id: int | None = None, *, locks: bool = False
) -> RowMapping | None:
    """An export, of anybody or of one person only."""
    statement = select(exports).where(exports.c.id == export_id)
    if user_id is not None:
        statement = statement.where(exports.c.user_id == user_id)
    return (await uow.execute(statement.with_for_update() if locks else statement)).mappings().one_or_none()


async def change_export(uow: UnitOfWork, export_id: int, values: Mapping[str, Any]) -> None:
    """Store how far an export is."""
    await uow.execute(update(exports).where(exports.c.id == export_id).values(**values))


async def list_expired(uow: UnitOfWork, before: datetime) -> Sequence[RowMapping]:
    """Exports whose files were kept long enough."""
    old = (exports.c.ended_at < before, exports.c.state.in_(["done", "failed", "stopped"]))
    return (await uow.execute(select(exports).where(*old).limit(500))).mappings().all()
