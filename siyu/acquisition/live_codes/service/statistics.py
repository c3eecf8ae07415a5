"""What a code brought: by day and member, counted from its own record of relations."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from siyu.acquisition.live_codes.contracts import CodeFigures
from siyu.acquisition.live_codes.errors import BadLiveCode
from siyu.acquisition.live_codes.queries import adds
from siyu.acquisition.live_codes.service.codes import get_code, scope_of
from siyu.kit.zones import start_of_day
from siyu.runtime.database import UnitOfWork
from siyu.runtime.viewer import Viewer

MOST_DAYS = 366


async def read_statistics(
    uow: UnitOfWork, viewer: Viewer, code_id: int, *, first: date, last: date, zone: ZoneInfo
) -> tuple[CodeFigures, list[CodeFigures]]:
    """Figures in all and by day and member, of relations begun from `first` to `last` (both included, local days).

    A viewer who does not see everyone gets the figures of their members. At most 366 days.
    """
    await get_code(uow, viewer, code_id)
    if not timedelta(0) <= last - first < timedelta(days=MOST_DAYS):
        raise BadLiveCode(reason="Choose 1 to 366 days.", reason_zh="请选择 1 至 366 天。")
    span = adds.Span(
        code_id=code_id,
        since=start_of_day(first, zone),
        until=start_of_day(last + timedelta(days=1), zone),
        zone=zone.key,
        staff_ids=scope_of(viewer),
    )
    rows, total = await adds.read_figures(uow.connection, span)
    return _figures(total), [_figures(row) for row in rows]


def _figures(row: Row[Any]) -> CodeFigures:
    return CodeFigures(**row._mapping)
