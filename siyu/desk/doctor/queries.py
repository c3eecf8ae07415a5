"""The statements of the connection doctor."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping, select
from sqlalchemy.dialects.postgresql import insert

from siyu.desk.doctor.tables import doctor_lines
from siyu.runtime.database import UnitOfWork


async def list_lines(uow: UnitOfWork, corp_id: int) -> dict[str, RowMapping]:
    """How a corp's lines stood, by line."""
    statement = select(doctor_lines).where(doctor_lines.c.corp_id == corp_id)
    return {row["line"]: row for row in (await uow.execute(statement)).mappings()}


async def lock_line(uow: UnitOfWork, corp_id: int, line: str) -> RowMapping:
    """One line, made if nobody has asked for it before, locked."""
    new = insert(doctor_lines).values(corp_id=corp_id, line=line, state="unchecked")
    await uow.execute(new.on_conflict_do_nothing(index_elements=["corp_id", "line"]))
    statement = select(doctor_lines).where(doctor_lines.c.corp_id == corp_id, doctor_lines.c.line == line)
    return (await uow.execute(statement.with_for_update())).mappings().one()


async def save_line(uow: UnitOfWork, corp_id: int, line: str, values: Mapping[str, Any]) -> None:
    """Keep how a line stands."""
    new = insert(doctor_lines).values(corp_id=corp_id, line=line, **values)
    await uow.execute(new.on_conflict_do_update(index_elements=["corp_id", "line"], set_=dict(values)))
