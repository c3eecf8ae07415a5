"""Examining the connection line by line, and remembering how it stood."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import RowMapping

from siyu import corps
from siyu.desk.doctor import queries
from siyu.desk.doctor.contracts import Examiner, Verdict
from siyu.desk.doctor.errors import LineCannotBeSkipped, LineNotFound
from siyu.desk.doctor.rules import BY_CODE, NIGHTLY
from siyu.desk.notices import queries as notices
from siyu.runtime.audit import write_audit
from siyu.runtime.database import UnitOfWork
from siyu.runtime.house import House
from siyu.runtime.viewer import Viewer

_TELL = ("admin",)
_EXAMINERS: list[Examiner] = []


def register_examiner(examiner: Examiner) -> None:
    """Let the application say how lines are examined; a second one replaces the first."""
    _EXAMINERS[:] = [examiner]


async def read_lines(uow: UnitOfWork, corp_id: int) -> dict[str, RowMapping]:
    """How a corp's lines stood when they were last checked."""
    await corps.get_corp(uow, corp_id)
    return await queries.list_lines(uow, corp_id)


async def check_line(house: House, line: str, corp_id: int) -> None:
    """Examine one line now and keep the result; a line that turns red is told to the administrators.

    Raises `LineNotFound`, `CorpNotFound`.
    """
    if line not in BY_CODE:
        raise LineNotFound
    async with house.unit() as uow:
        await corps.get_corp(uow, corp_id)
    verdict = await _EXAMINERS[0].examine(house, line, corp_id)
    async with house.unit() as uow:
        await _keep(uow, line, corp_id, verdict)


async def _keep(uow: UnitOfWork, line: str, corp_id: int, verdict: Verdict) -> None:
    before = await queries.lock_line(uow, corp_id, line)
    now = uow.now()
    red_since = None if verdict.is_good else before["red_since"] or now
    values: dict[str, Any] = {
        "state": "pass" if verdict.is_good else "needs_work",
        "findings": [asdict(verdict)],
        "checked_at": now,
        "red_since": red_since,
    }
    await queries.save_line(uow, corp_id, line, values)
    if before["state"] == "pass" and not verdict.is_good:
        words = BY_CODE[line]
        told = {
            "code": "connection_red",
            "key": f"doctor:{corp_id}:{line}:{now:%Y%m%d%H%M%S}",
            "details": {"line_zh": words.zh, "line_en": words.en},
            "link": f"/settings/doctor?line={line}",
        }
        await notices.tell(uow, await notices.list_users_with(uow, _TELL), told)


async def skip_line(uow: UnitOfWork, viewer: Viewer, line: str, corp_id: int) -> None:
    """Pass over a line that is not needed. Raises `LineNotFound`, `LineCannotBeSkipped`, `CorpNotFound`."""
    if line not in BY_CODE:
        raise LineNotFound
    if not BY_CODE[line].can_skip:
        raise LineCannotBeSkipped
    await corps.get_corp(uow, corp_id)
    await queries.lock_line(uow, corp_id, line)
    values: dict[str, Any] = {"state": "skipped", "findings": [], "red_since": None, "skipped_by": viewer.user_id}
    await queries.save_line(uow, corp_id, line, values)
    await write_audit(uow, viewer, "doctor.skipped", on=("doctor_line", line), details={"corp_id": corp_id})


async def check_all(house: House) -> None:
    """The nightly self-test of every corp."""
    async with house.unit() as uow:
        active = [corp.id for corp in await corps.list_corps(uow) if corp.is_active]
    for corp_id in active:
        for line in NIGHTLY:
            await check_line(house, line, corp_id)
