"""What a code brought: by day and member, counted from its own record of relations."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from siyu.acquisition.live_codes.contracts import CodeAdd, CodeFigure, CodeFigures
from siyu.acquisition.live_codes.errors import BadLiveCode
from siyu.acquisition.live_codes.queries import adds
from siyu.acquisition.live_codes.service.codes import get_code, read_cursor, scope_of
from siyu.customers import CustomerFilter, list_customers
from siyu.kit.paging import Page, Paging
from siyu.kit.zones import start_of_day
from siyu.runtime.database import UnitOfWork
from siyu.runtime.viewer import Viewer

MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figure of which local days (both included)."""

    figure: CodeFigure
    first: date
    last: date


async def read_statistics(
    uow: UnitOfWork, viewer: Viewer, code_id: int, *, first: date, last: date, zone: ZoneInfo
) -> tuple[CodeFigures, list[CodeFigures]]:
    """Figures in all and by day and member, of relations begun from `first` to `last` (both included, local days).

    A viewer who does not see everyone gets the figures of their members. At most 366 days.
    """
    await get_code(uow, viewer, code_id)
    span = _span(viewer, code_id, first, last, zone)
    rows, total = await adds.read_figures(uow.connection, span)
    return _figures(total), [_figures(row) for row in rows]


async def list_people(
    uow: UnitOfWork, viewer: Viewer, code_id: int, asked: Asked, paging: Paging, *, zone: ZoneInfo
) -> Page[CodeAdd]:
    """The relations behind one figure, newest first; as many in all as the figure says."""
    await get_code(uow, viewer, code_id)
    span = _span(viewer, code_id, asked.first, asked.last, zone)
    before = read_cursor(paging)
    rows = await adds.list_adds(uow.connection, span, asked.figure, most=paging.limit + 1, before=before)
    shown = rows[: paging.limit]
    names = await _names(uow, viewer, [row.customer_id for row in shown])
    cursor = str(shown[-1].id) if len(rows) > paging.limit else None
    return Page([_add(row, names) for row in shown], cursor, rows[0].total if rows else 0)


async def _names(uow: UnitOfWork, viewer: Viewer, ids: list[int]) -> dict[int, str]:
    """Names of those whom the viewer may see."""
    if not ids:
        return {}
    cards = await list_customers(uow, viewer, CustomerFilter(customer_ids=tuple(ids)), Paging(limit=len(ids)))
    return {card.id: card.name for card in cards.items}


def _add(row: Row[Any], names: dict[int, str]) -> CodeAdd:
    return CodeAdd(
        id=row.id,
        customer_id=row.customer_id,
        customer_name=names.get(row.customer_id, ""),
        staff_id=row.staff_id,
        started_at=row.started_at,
        ended_at=row.ended_at,
        welcome=row.welcome,
    )


def _span(viewer: Viewer, code_id: int, first: date, last: date, zone: ZoneInfo) -> adds.Span:
    if not timedelta(0) <= last - first < timedelta(days=MOST_DAYS):
        raise BadLiveCode(reason="Choose 1 to 366 days.", reason_zh="请选择 1 至 366 天。")
    return adds.Span(
        code_id=code_id,
        since=start_of_day(first, zone),
        until=start_of_day(last + timedelta(days=1), zone),
        zone=zone.key,
        staff_ids=scope_of(viewer),
    )


def _figures(row: Row[Any]) -> CodeFigures:
    return CodeFigures(**row._mapping)
