"""The figures of the overview for every member at once, by one question."""

from siyu.insights.contracts import Asked, Figure, MemberFigures
from siyu.insights.registry import get_metric
from siyu.insights.rules.composing import compose, needed
from siyu.insights.service.measuring import figure_of, parameters_of
from siyu.insights.service.overview import pinned
from siyu.runtime.house import House
from siyu.runtime.viewer import Viewer
from siyu.warehouse import Warehouse

SHOWN = ("customers_total", "customers_new", "mau", "customers_left")


async def team(house: House, viewer: Viewer, asked: Asked) -> list[MemberFigures]:
    """What the metrics of `SHOWN` give with the filter `staff`, for each member the viewer sees, most customers first.

    All are as known at one instant, so that the rows asked for later with the figures' `known_at` are as many.
    """
    asked = await pinned(house, asked)
    query = compose("team")
    given = needed(query, parameters_of(house, viewer, asked))
    rows, stamp = await house.get(Warehouse).ask_with_stamp(query, given, into=dict)
    now = house.clock.now()

    def figure(name: str, count: int) -> Figure:
        return figure_of(get_metric(name), asked, [{"value": count, "k": count, "n": count}], stamp, now)

    return [
        MemberFigures(staff_id=row["staff_id"], figures={name: figure(name, row[name]) for name in SHOWN})
        for row in rows
    ]
