"""Runs of the second road: which members are left, what was found."""

from collections.abc import Sequence

import orjson
from sqlalchemy import RowMapping, text

from siyu.runtime.database import UnitOfWork


async def find_running(uow: UnitOfWork, corp_id: int) -> int | None:
    """The run of a corp that is under way."""
    statement = text(
        "SELECT id FROM contact_reconciles WHERE corp_id = :corp AND state = 'running' ORDER BY id LIMIT 1"
    )
    found: int | None = (await uow.execute(statement, {"corp": corp_id})).scalar_one_or_none()
    return found


async def add_run(uow: UnitOfWork, corp_id: int, userids: Sequence[str]) -> int:
    """A new run over these members."""
    statement = text("""
        INSERT INTO contact_reconciles (corp_id, staff_left, staff_total, started_at)
        VALUES (:corp, cast(:left AS jsonb), :total, :now) RETURNING id
    """)
    values = {"corp": corp_id, "left": orjson.dumps(list(userids)).decode(), "total": len(userids), "now": uow.now()}
    return int((await uow.execute(statement, values)).scalar_one())


async def find_run(uow: UnitOfWork, run_id: int) -> RowMapping | None:
    """A run with the members that are left."""
    statement = text("SELECT * FROM contact_reconciles WHERE id = :id")
    return (await uow.execute(statement, {"id": run_id})).mappings().one_or_none()


async def note_member_done(uow: UnitOfWork, run_id: int, userid: str, *, seen: int, started: int, ended: int) -> None:
    """One member is done."""
    statement = text("""
        UPDATE contact_reconciles
        SET staff_left = staff_left - cast(:userid AS text), relations_seen = relations_seen + :seen,
            started = started + :started, ended = ended + :ended
        WHERE id = :id
    """)
    await uow.execute(statement, {"id": run_id, "userid": userid, "seen": seen, "started": started, "ended": ended})


async def finish_run(uow: UnitOfWork, run_id: int, *, state: str) -> None:
    """The run is over: done, or stopped."""
    statement = text("UPDATE contact_reconciles SET state = :state, finished_at = :now WHERE id = :id")
    await uow.execute(statement, {"id": run_id, "state": state, "now": uow.now()})


async def find_latest(uow: UnitOfWork, corp_id: int) -> RowMapping | None:
    """The newest run of a corp: how many members it has and had, and what was found."""
    statement = text("""
        SELECT state, staff_total, jsonb_array_length(staff_left) AS staff_left, relations_seen, started, ended,
               started_at, finished_at
        FROM contact_reconciles WHERE corp_id = :corp ORDER BY id DESC LIMIT 1
    """)
    return (await uow.execute(statement, {"corp": corp_id})).mappings().one_or_none()
