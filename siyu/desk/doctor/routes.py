"""`/v1/doctor`: how the connection to WeCom stands, line by line."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from sqlalchemy import RowMapping

from siyu.desk.doctor import service
from siyu.desk.doctor.rules import LINES, WHO_EN, WHO_ZH, Line
from siyu.runtime.http import Shape, TheHouse, needs
from siyu.runtime.viewer import Viewer

router = APIRouter(prefix="/v1/doctor", tags=["desk"])
CorpId = Annotated[int, Query(ge=1, le=2**63 - 1)]
LineCode = Annotated[str, Path(pattern=r"^[a-z_]{1,40}$")]


class CopyOut(Shape):
    """A value to copy, with what it is."""

    zh: str
    en: str
    value: str


class LineOut(Shape):
    """One line. `waits_for` are lines that must pass first; `raw` is the other side's answer, without secrets."""

    number: int
    code: str
    zh: str
    en: str
    state: Literal["unchecked", "pass", "needs_work", "skipped"]
    can_skip: bool
    waits_for: list[str]
    who_zh: str
    who_en: str
    where_zh: str
    where_en: str
    cause_zh: str | None
    cause_en: str | None
    remedy_zh: str | None
    remedy_en: str | None
    copies: list[CopyOut]
    raw: dict[str, Any]
    checked_at: datetime | None
    red_since: datetime | None


class DoctorOut(Shape):
    """A corp's lines in order, and how many of them need work."""

    corp_id: int
    lines: list[LineOut]
    needs_work_n: int
    unchecked_n: int


def _line(number: int, line: Line, rows: dict[str, RowMapping]) -> LineOut:
    row = rows.get(line.code)
    said = (row["findings"] or [{}])[0] if row else {}
    return LineOut(
        number=number,
        code=line.code,
        zh=line.zh,
        en=line.en,
        state=row["state"] if row else "unchecked",
        can_skip=line.can_skip,
        waits_for=[other for other in line.after if other not in rows or rows[other]["state"] != "pass"],
        who_zh=WHO_ZH,
        who_en=WHO_EN,
        where_zh=line.where_zh,
        where_en=line.where_en,
        cause_zh=said.get("cause_zh"),
        cause_en=said.get("cause_en"),
        remedy_zh=said.get("remedy_zh"),
        remedy_en=said.get("remedy_en"),
        copies=[CopyOut(**one) for one in said.get("copies", [])],
        raw=said.get("raw", {}),
        checked_at=row["checked_at"] if row else None,
        red_since=row["red_since"] if row else None,
    )


async def _shown(house: TheHouse, corp_id: int) -> DoctorOut:
    async with house.unit() as uow:
        rows = await service.read_lines(uow, corp_id)
    lines = [_line(number, line, rows) for number, line in enumerate(LINES, 1)]
    return DoctorOut(
        corp_id=corp_id,
        lines=lines,
        needs_work_n=sum(line.state == "needs_work" for line in lines),
        unchecked_n=sum(line.state == "unchecked" for line in lines),
    )


@router.get("", summary="How a corp's connection stands, line by line")
async def doctor(corp_id: CorpId, house: TheHouse, viewer: Viewer = needs("settings.read")) -> DoctorOut:
    """As it was when each line was last checked; nothing is asked of WeCom."""
    return await _shown(house, corp_id)


@router.post("/{line}/check", summary="Check one line now")
async def check(line: LineCode, corp_id: CorpId, house: TheHouse, viewer: Viewer = needs("corps.write")) -> DoctorOut:
    """Asks WeCom, or ourselves from outside, and keeps the answer."""
    await service.check_line(house, line, corp_id)
    return await _shown(house, corp_id)


@router.post("/{line}/skip", summary="Pass over a line that is not needed")
async def skip(line: LineCode, corp_id: CorpId, house: TheHouse, viewer: Viewer = needs("corps.write")) -> DoctorOut:
    """Checking it later takes it up again."""
    async with house.unit() as uow:
        await service.skip_line(uow, viewer, line, corp_id)
    return await _shown(house, corp_id)
