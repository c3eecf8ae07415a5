"""Figures over HTTP: `/v1/metrics`, `/v1/overview`."""

from typing import Annotated

from fastapi import APIRouter, Path

from siyu import customers, segments
from siyu.insights.registry import METRICS
from siyu.insights.schemas import (
    FigureOut,
    FiguresAsked,
    MemberFiguresOut,
    MetricOut,
    OverviewOut,
    RfmCellOut,
    RfmIn,
    RfmOut,
    RfmPeopleIn,
    RfmPersonOut,
    RowOut,
    RowsAsked,
    RowsIn,
    RowsOut,
)
from siyu.insights.service import measuring, opening
from siyu.insights.service.overview import overview
from siyu.insights.service.team import team
from siyu.runtime.errors import BadInput
from siyu.runtime.house import House
from siyu.runtime.http import TheHouse, needs
from siyu.runtime.viewer import Viewer

router = APIRouter(prefix="/v1", tags=["metrics"])
MetricId = Annotated[str, Path(max_length=64)]


@router.get("/overview", summary="The figures of the first page")
async def show_overview(asked: FiguresAsked, house: TheHouse, viewer: Viewer = needs("metrics.read")) -> OverviewOut:
    """Scale, quality, value and the daily five, of the people whom you see."""
    return OverviewOut.model_validate(await overview(house, viewer, asked.asked()))


@router.get("/overview/team", summary="The figures of the first page, member by member")
async def show_team(
    asked: FiguresAsked, house: TheHouse, viewer: Viewer = needs("metrics.read")
) -> list[MemberFiguresOut]:
    """In stock, new, active and left, for every member whom you see and who has or had customers."""
    viewer.must("staff.read")
    return [MemberFiguresOut.model_validate(one) for one in await team(house, viewer, asked.asked())]


@router.get("/metrics", summary="The dictionary of metrics")
async def list_metrics(house: TheHouse, viewer: Viewer = needs("metrics.read")) -> list[MetricOut]:
    """Every metric with its definition, unit, filters and the number it needs to be trusted."""
    return [MetricOut.model_validate(metric) for metric in METRICS.values()]


@router.post("/metrics/rfm", summary="Buyers by recency, frequency and money")
async def show_rfm(body: RfmIn, house: TheHouse, viewer: Viewer = needs("metrics.read")) -> RfmOut:
    """How many buyers have which scores; scores are of all buyers, the counts of those whom you see."""
    cells, stamp = await segments.rfm_cells(house, viewer, body.model, on=body.on)
    shown = tuple(RfmCellOut.model_validate(cell) for cell in cells)
    return RfmOut(cells=shown, newest_received_at=stamp.newest_received_at)


@router.post("/metrics/rfm/people", summary="Every buyer's scores")
async def list_rfm_people(
    body: RfmPeopleIn, house: TheHouse, viewer: Viewer = needs("metrics.read")
) -> list[RfmPersonOut]:
    """By customer id; ask again with `after` the last id."""
    people = await segments.list_rfm_people(house, viewer, body.model, on=body.on, after=body.after, limit=body.limit)
    return [RfmPersonOut.model_validate(person) for person in people]


@router.get("/metrics/{metric_id}", summary="A figure")
async def show_metric(
    metric_id: MetricId, asked: FiguresAsked, house: TheHouse, viewer: Viewer = needs("metrics.read")
) -> FigureOut:
    """Its value with n, interval, period and freshness, of the people whom you see."""
    return FigureOut.shown(await measuring.measure(house, viewer, metric_id, asked.asked()))


@router.get("/metrics/{metric_id}/rows", summary="The rows behind a figure")
async def list_rows(
    metric_id: MetricId, asked: RowsAsked, house: TheHouse, viewer: Viewer = needs("metrics.read")
) -> RowsOut:
    """Customers or orders, only those whom you see."""
    what, limit = asked.asked(), asked.limit + 1
    if opening.is_about_orders(metric_id):
        orders = await opening.list_orders_behind(house, viewer, metric_id, what, after=asked.after, limit=limit)
        rows = [(one.order, RowOut.model_validate(one)) for one in orders]
    else:
        people = await opening.list_people_behind(house, viewer, metric_id, what, after=_id(asked), limit=limit)
        rows = [(str(one.id), RowOut(customer_id=one.id)) for one in people]
    total = await opening.count_behind(house, viewer, metric_id, what)
    names = await _names(house, viewer, [row.customer_id for _, row in rows])
    return _page(rows, asked.limit, total, names)


async def _names(house: House, viewer: Viewer, ids: list[int]) -> dict[int, str]:
    if not viewer.may("customers.read"):
        return {}
    async with house.unit() as uow:
        return await customers.list_names(uow, viewer, ids)


def _page(rows: list[tuple[str, RowOut]], limit: int, total: int, names: dict[int, str]) -> RowsOut:
    shown = rows[:limit]
    items = tuple(row.model_copy(update={"customer_name": names.get(row.customer_id)}) for _, row in shown)
    return RowsOut(items=items, total=total, next_after=shown[-1][0] if len(rows) > limit else None)


def _id(asked: RowsIn) -> int:
    if not asked.after:
        return 0
    if not (asked.after.isascii() and asked.after.isdigit() and len(asked.after) < 19):
        raise BadInput(reason="`after` must be the id that the page before gave.", reason_zh="after 无效。")
    return int(asked.after)
