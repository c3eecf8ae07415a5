"""Asking a metric: check, put together, run, shape."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

from siyu.insights.contracts import Asked, Figure, Line, Metric
from siyu.insights.errors import FilterNeeded, PeriodTurnedAround
from siyu.insights.registry import get_metric
from siyu.insights.rules.composing import compose, needed
from siyu.insights.rules.periods import equal_period_before
from siyu.insights.rules.statistics import newcombe, wilson
from siyu.kit.zones import local_day, start_of_day
from siyu.runtime.house import House
from siyu.runtime.viewer import Viewer
from siyu.warehouse import Freshness, Warehouse

MAX_DAYS = 3_700
_FOREVER = datetime(2199, 1, 1, tzinfo=UTC)
_SHOWN = ("key", "value", "k", "n")


async def measure(house: House, viewer: Viewer, metric_id: str, asked: Asked) -> Figure:
    """One figure, within the viewer's sight.

    Raises `MetricNotFound`, `FilterNeeded`, `PeriodTurnedAround` and the warehouse's situations.
    """
    metric = get_metric(metric_id)
    check(metric, asked)
    query = compose(metric.query)
    given = needed(query, {**parameters_of(house, viewer, asked), **metric.fixed})
    rows, stamp = await house.get(Warehouse).ask_with_stamp(query, given, into=dict)
    return figure_of(metric, asked, rows, stamp, house.clock.now())


def check(metric: Metric, asked: Asked) -> None:
    """The period makes sense and what the metric needs is given."""
    if not 0 < (asked.z - asked.a).days <= MAX_DAYS:
        raise PeriodTurnedAround(days=MAX_DAYS)
    missing = [name for name in metric.needs if not getattr(asked.filters, name)]
    if missing:
        raise FilterNeeded(needs=", ".join(missing))


def parameters_of(house: House, viewer: Viewer, asked: Asked) -> dict[str, Any]:
    """Every parameter that a question may name."""
    zone = house.settings.zone
    as_of = asked.as_of or house.clock.now()
    filters = asdict(asked.filters)
    return {
        **filters,
        "window_ms": filters["window_days"] * 86_400_000 - 1,
        "a": asked.a,
        "z": asked.z,
        "a_t": start_of_day(asked.a, zone),
        "z_t": start_of_day(asked.z, zone),
        "day": asked.z - timedelta(days=1),
        "act_from": min(asked.a, asked.z - timedelta(days=1)),
        "days": (asked.z - asked.a).days,
        "before": equal_period_before(asked.a, asked.z),
        "asof": as_of,
        "asof_day": local_day(as_of, zone),
        "known_at": asked.known_at or _FOREVER,
        "zone": zone.key,
        "sees_everyone": viewer.sees_everyone,
        "viewer_staff": sorted(viewer.staff_ids),
    }


def figure_of(
    metric: Metric, asked: Asked, rows: Sequence[Mapping[str, Any]], stamp: Freshness, now: datetime
) -> Figure:
    """The figure that the rows of a metric's question give."""
    lines = tuple(_line(row) for row in rows) if "key" in (rows[0] if rows else {"key": ""}) else ()
    head: Mapping[str, Any] = {} if lines or not rows else rows[0]
    value, beside = head.get("value"), _beside(head)
    k, n = int(head.get("k", 0)), int(head.get("n", 0))
    if metric.query == "campaign_lift":
        beside = _lift(lines)
        value = beside.get(metric.id)
        n = sum(line.n for line in lines)
    interval = wilson(k, n) if metric.is_rate else None
    return Figure(
        metric=metric.id,
        version=metric.version,
        unit=metric.unit,
        value=_number(value),
        k=k,
        n=n,
        low=interval[0] if interval else None,
        high=interval[1] if interval else None,
        is_enough=n >= metric.minimum_n,
        a=asked.a,
        z=asked.z,
        as_of=asked.as_of or now,
        known_at=asked.known_at,
        newest_received_at=stamp.newest_received_at,
        beside=beside,
        lines=lines if metric.is_table else (),
    )


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _beside(row: Mapping[str, Any]) -> dict[str, float | None]:
    return {name: _number(value) for name, value in row.items() if name not in _SHOWN}


def _line(row: Mapping[str, Any]) -> Line:
    return Line(str(row["key"]), _number(row["value"]), int(row["n"]), {**_beside(row), "k": float(row["k"])})


def _lift(lines: Sequence[Line]) -> dict[str, float | None]:
    """What the arms say together: the difference of rates with its interval, and the incremental net."""
    arms = {line.key: line for line in lines}
    treated, held = arms.get("treatment"), arms.get("holdout")
    if treated is None or held is None or not treated.n or not held.n:
        return {"campaign_lift": None, "low": None, "high": None, "incremental_revenue": None}
    bought = int(treated.beside["k"] or 0), int(held.beside["k"] or 0)
    interval = newcombe(bought[0], treated.n, bought[1], held.n) or (None, None)
    net = (treated.beside["net_cents"] or 0.0) - (held.beside["net_cents"] or 0.0) / held.n * treated.n
    difference = bought[0] / treated.n - bought[1] / held.n
    return {"campaign_lift": difference, "low": interval[0], "high": interval[1], "incremental_revenue": net}


def month_of(day: date) -> tuple[date, date]:
    """The calendar month of a day, half-open."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return day.replace(day=1), following
