"""The very rows behind a figure."""

from siyu.insights.contracts import Asked, OrderRow, PersonRow
from siyu.insights.errors import NothingBehind
from siyu.insights.registry import get_metric
from siyu.insights.rules.composing import compose, needed
from siyu.insights.service.measuring import check, parameters_of
from siyu.runtime.house import House
from siyu.runtime.viewer import Viewer
from siyu.warehouse import Warehouse

_ORDERS = {"orders": False, "orders_all": True}


def is_about_orders(metric_id: str) -> bool:
    """Whether the rows behind a figure are orders; raises `NothingBehind` when there are none."""
    source = get_metric(metric_id).opens
    if not source:
        raise NothingBehind
    return source in _ORDERS


async def list_people_behind(
    house: House, viewer: Viewer, metric_id: str, asked: Asked, *, after: int = 0, limit: int = 200
) -> list[PersonRow]:
    """Customers behind a figure whom the viewer sees, by id from `after` on; raises `NothingBehind`."""
    metric = get_metric(metric_id)
    if not metric.opens or metric.opens in _ORDERS:
        raise NothingBehind
    check(metric, asked)
    query = compose("rows_of_people", metric.opens)
    given = {**parameters_of(house, viewer, asked), **metric.fixed, "after": after, "page_size": limit}
    return await house.get(Warehouse).ask(query, needed(query, given), into=PersonRow)


async def list_orders_behind(
    house: House, viewer: Viewer, metric_id: str, asked: Asked, *, after: str = "", limit: int = 200
) -> list[OrderRow]:
    """Orders behind a figure, by order number from `after` on; raises `NothingBehind`."""
    metric = get_metric(metric_id)
    if metric.opens not in _ORDERS:
        raise NothingBehind
    check(metric, asked)
    query = compose("rows_of_orders")
    given = {
        **parameters_of(house, viewer, asked),
        "with_invalid": _ORDERS[metric.opens],
        "after_order": after,
        "page_size": limit,
    }
    return await house.get(Warehouse).ask(query, needed(query, given), into=OrderRow)


async def count_behind(house: House, viewer: Viewer, metric_id: str, asked: Asked) -> int:
    """How many rows there are behind a figure; raises `NothingBehind`."""
    is_about_orders(metric_id)
    metric = get_metric(metric_id)
    check(metric, asked)
    of_orders = metric.opens in _ORDERS
    query = compose("count_of_orders") if of_orders else compose("count_of_people", metric.opens)
    given = {**parameters_of(house, viewer, asked), **metric.fixed, "with_invalid": _ORDERS.get(metric.opens, False)}
    return int((await house.get(Warehouse).ask(query, needed(query, given)))[0]["total"])
