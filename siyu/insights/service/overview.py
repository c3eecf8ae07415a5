"""The first page: scale, quality, value and the daily five, by the dictionary."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from siyu.insights.contracts import Asked, Figure, Newcomers, Overview
from siyu.insights.rules.composing import compose, needed
from siyu.insights.rules.periods import days_of
from siyu.insights.service.measuring import measure, parameters_of
from siyu.runtime.house import House
from siyu.runtime.viewer import Viewer
from siyu.warehouse import Warehouse

#: Scale (MI-01), quality (MI-02), value (MI-03) and what the daily five (MI-04) need beyond them.
SHOWN = (
    "customers_total", "customers_new", "customers_left", "customers_returned", "customer_growth",
    "dau", "wau", "mau", "interaction_rate",
    "net_sales", "buyers", "orders_valid", "aov", "repurchase_rate_period", "repurchase_rate_lifetime", "ltv_historic",
    "silent_count", "lost_count", "churn_rate", "unfollow_rate",
    "customers_new_by_channel", "customers_new_by_code", "net_sales_by_channel",
)  # fmt: skip

#: `known_at` is exclusive and counts in milliseconds.
_TICK = timedelta(milliseconds=1)
#: Each question has its own few seconds; all at once they would share the cores and overrun them.
_AT_ONCE = 4
_SERIES = ("flows_by_day", "active_by_day", "sales_by_day")
_EMPTY = {
    "customers_new": 0, "customers_left": 0, "customers_returned": 0, "active": 0,
    "gmv": 0, "net_sales": 0, "orders_valid": 0, "buyers": 0,
}  # fmt: skip


async def overview(house: House, viewer: Viewer, asked: Asked) -> Overview:
    """Every figure of the first page and its days, all of the same period and within the viewer's sight.

    All are as known at one instant, the newest that the warehouse has, so that the rows asked for later with the
    figures' `known_at` are as many as the figure said.
    """
    asked = await pinned(house, asked)
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(name: str) -> Figure:
        async with gate:
            return await measure(house, viewer, name, asked)

    figures = await asyncio.gather(*(one(name) for name in SHOWN))
    series = await asyncio.gather(*(_series(house, viewer, name, asked) for name in _SERIES))
    days = _days(asked, (row for rows in series for row in rows))
    newcomers = await _series(house, viewer, "newcomers_by_day_and_code", asked)
    return Overview(
        figures=dict(zip(SHOWN, figures, strict=True)),
        days=days,
        newcomers=tuple(Newcomers(**row) for row in newcomers),
    )


async def pinned(house: House, asked: Asked) -> Asked:
    """The same question of what is known by now, unless it names an instant itself."""
    now = asked.as_of or house.clock.now()
    if asked.known_at is not None:
        return replace(asked, as_of=now)
    newest = (await house.get(Warehouse).freshness()).newest_received_at
    return replace(asked, as_of=now, known_at=newest + _TICK)


async def _series(house: House, viewer: Viewer, name: str, asked: Asked) -> list[dict[str, Any]]:
    query = compose(name)
    return await house.get(Warehouse).ask(query, needed(query, parameters_of(house, viewer, asked)))


def _days(asked: Asked, rows: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """One row for every day of the period, days without anything included."""
    days: dict[date, dict[str, Any]] = {day: {"day": day, **_EMPTY} for day in days_of(asked.a, asked.z)}
    for row in rows:
        days[row["day"]].update(row)
    return tuple(days.values())
