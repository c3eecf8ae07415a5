"""Every metric gives the golden world's expected value: ratios to 1e-9, cents exactly."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from siyu.insights.contracts import Asked, Figure, Filters
from siyu.insights.registry import METRICS
from siyu.insights.service.measuring import measure
from siyu.insights.service.opening import list_orders_behind, list_people_behind
from siyu.runtime.house import House
from siyu.runtime.spine import EventRecord
from siyu.runtime.viewer import Scope, Viewer, system_viewer
from siyu.warehouse.loader import Loader
from tests.insights.golden.world import EXPECTED, instant

EVERYONE = system_viewer()
SEPTEMBER = Asked(date(2026, 9, 1), date(2026, 10, 1))
AUGUST = Asked(date(2026, 8, 1), date(2026, 9, 1))
SUMMER = Asked(date(2026, 7, 1), date(2026, 10, 1))
ALL_TIME = Asked(date(2020, 1, 1), date(2026, 10, 1))
M1 = Filters(campaign=1)


def until(day: int, month: int = 9) -> Asked:
    """The period whose last day this is."""
    return Asked(date(2026, 8, 1), date.fromordinal(date(2026, month, day).toordinal() + 1))


def by(asked: Asked = SEPTEMBER, **filters: Any) -> Asked:
    return replace(asked, filters=Filters(**filters))


#: Expected key → (metric, what is asked); a key that is a metric's own name is asked for September.
ASKED: dict[str, tuple[str, Asked]] = {
    "customers_total@2026-08": ("customers_total", AUGUST),
    "dau@2026-08-31": ("dau", until(31, 8)),
    "dau@2026-09-01": ("dau", until(1)),
    "dau@2026-09-23": ("dau", until(23)),
    "dau@2026-09-30": ("dau", until(30)),
    "wau@2026-09-30": ("wau", until(30)),
    "retention_d7@first follow 2026-07..09": ("retention_d7", SUMMER),
    "retention_d7@cohort 2026-08": ("retention_d7", AUGUST),
    "retention_d7@cohort 2026-09": ("retention_d7", SEPTEMBER),
    "retention_d7 w=1@2026-07..09": ("retention_d7_classic", SUMMER),
    "retention_d30@2026-07..09": ("retention_d30", SUMMER),
    "retention_d30@cohort 2026-09": ("retention_d30", SEPTEMBER),
    "relation_retention_d30@2026-07..09": ("relation_retention_d30", SUMMER),
    "silent_count@2026-09-29": ("silent_count", until(29)),
    "lost_count@2026-09-29": ("lost_count", until(29)),
    "net_sales cash view": ("net_sales_cash", SEPTEMBER),
    "gmv@2026-08": ("gmv", AUGUST),
    "gmv@2026-08 as known at 2026-09-01 00:00": ("gmv", replace(AUGUST, known_at=instant("2026-09-01 00:00:00"))),
    "net_sales@2026-08": ("net_sales", AUGUST),
    "net_sales@2026-08 as known at 2026-09-01 00:00": (
        "net_sales",
        replace(AUGUST, known_at=instant("2026-09-01 00:00:00")),
    ),
    "private_gmv_share@2026-08": ("private_gmv_share", AUGUST),
    "private_gmv_share_person@2026-08": ("private_gmv_share_person", AUGUST),
    "repurchase_rate_period@2026-07..09": ("repurchase_rate_period", SUMMER),
    "repurchase_cycle@all time": ("repurchase_cycle", ALL_TIME),
    "cac@K1": ("cac", by(acq_channel=1)),
    "cac@K2": ("cac", by(acq_channel=2)),
    "cac@K3": ("cac", by(acq_channel=3)),
    "roas@M1": ("roas", by(campaign=1)),
    "roi@M1": ("roi", by(campaign=1)),
    "delivery_rate@M1": ("delivery_rate", by(campaign=1)),
    "click_rate@M1": ("click_rate", by(campaign=1)),
    "open_rate@M1": ("open_rate", by(campaign=1)),
    "opt_out_rate@M1": ("opt_out_rate", by(campaign=1)),
    "redemption_rate@B1": ("redemption_rate", by(batch=1)),
    "journey_goal_rate@J1": ("journey_goal_rate", by(journey=1)),
    "incremental_revenue@E1": ("incremental_revenue", by(experiment=1)),
    "response_rate_24h@2026-08": ("response_rate_24h", AUGUST),
    "nps@W1": ("nps", by(wave="W1")),
    "group_leave_rate@G1": ("group_leave_rate", by(group=1)),
    "group_active_ratio@G1": ("group_active_ratio", by(group=1)),
    "metric_correlation interactions x net": ("metric_correlation", SEPTEMBER),
} | {name: (name, SEPTEMBER) for name in EXPECTED if name in METRICS}

#: Expected key → (metric, what is asked, what stands beside the value).
BESIDE: dict[str, tuple[str, Asked, str]] = {
    "repurchase_cycle mean": ("repurchase_cycle", SEPTEMBER, "mean"),
    "ltv_historic per ever-followed person": ("ltv_historic", SEPTEMBER, "per_followed"),
    "points burn": ("points_balance", SEPTEMBER, "burn"),
    "first_response mean": ("first_response", SEPTEMBER, "mean"),
}
FLOWS = ("total", "new", "returned", "left")
TABLES = {"relations_live_by_staff", "class_contribution"}


def agrees(figure: Figure, expected: Any) -> bool:
    """Counts of a ratio exactly, values to 1e-9."""
    if expected is None:
        return figure.value is None
    if isinstance(expected, list):
        k, n = expected
        return (figure.k, figure.n) == (k, n) and figure.value == pytest.approx(k / n, abs=1e-9)
    return figure.value == pytest.approx(expected, abs=1e-9, rel=1e-9)


async def test_every_metric_gives_its_expected_value(golden: House) -> None:
    wrong = {}
    for key, (metric, asked) in ASKED.items():
        if key in TABLES:
            continue
        figure = await measure(golden, EVERYONE, metric, asked)
        if not agrees(figure, EXPECTED[key]):
            wrong[key] = (EXPECTED[key], figure.value, figure.k, figure.n)
    for key, (metric, asked, name) in BESIDE.items():
        found = (await measure(golden, EVERYONE, metric, asked)).beside[name]
        if found != pytest.approx(EXPECTED[key], abs=1e-9):
            wrong[key] = (EXPECTED[key], found)
    assert wrong == {}


async def lines(golden: House, metric: str, asked: Asked = SEPTEMBER) -> dict[str, float | None]:
    return {line.key: line.value for line in (await measure(golden, EVERYONE, metric, asked)).lines}


async def people(golden: House, metric: str, asked: Asked = SEPTEMBER) -> list[int]:
    return [row.id for row in await list_people_behind(golden, EVERYONE, metric, asked)]


async def test_tables_and_the_rows_behind_figures_agree_too(golden: House) -> None:
    by_staff = await lines(golden, "relations_live_by_staff")
    assert by_staff == {"1": 5, "2": 4, "3": 0}
    assert await lines(golden, "class_sizes") == {
        name: len(members) for name, members in EXPECTED["class@2026-09-30"].items()
    }
    assert await lines(golden, "class_contribution") == EXPECTED["class_contribution"]
    assert (
        list((await lines(golden, "funnel_conversion")).values()) == EXPECTED["funnel_conversion@follow>view>pay 14d"]
    )
    waterfall = await lines(golden, "skip_waterfall", by(campaign=1))
    assert waterfall == EXPECTED["skip_waterfall@M1"]
    assert await lines(golden, "customers_new_by_channel") == {"1": 1, "2": 1, "3": 1}
    assert await lines(golden, "net_sales_by_channel") == {"mini_program": 105_000, "tmall": 6_000}

    lift = await measure(golden, EVERYONE, "campaign_lift", by(experiment=1))
    expected = EXPECTED["campaign_lift@E1"]
    assert {line.key: [int(line.beside["k"] or 0), line.n] for line in lift.lines} == {
        "treatment": expected["treatment"],
        "holdout": expected["holdout"],
    }
    assert lift.value == expected["difference"]
    assert [lift.beside["low"], lift.beside["high"]] == pytest.approx(expected["newcombe95"], abs=1e-9)
    cost = await measure(golden, EVERYONE, "campaign_cost", by(campaign=1))
    earned = await measure(golden, EVERYONE, "incremental_revenue", by(experiment=1))
    assert (earned.value or 0) / (cost.value or 1) == EXPECTED["incremental roas@E1"]

    assert await people(golden, "customers_total") == [1, 2, 3, 4, 6, 8, 9, 10, 11]
    assert await people(golden, "customers_new") == [3, 6, 11]
    assert await people(golden, "customers_left") == await people(golden, "customers_returned") == [8]
    assert await people(golden, "silent_count") == [10]
    assert await people(golden, "lost_count") == [9]
    orders = await list_orders_behind(golden, EVERYONE, "net_sales", SEPTEMBER)
    assert sum(row.paid_cents - row.refunded_cents for row in orders) == EXPECTED["net_sales"]


async def test_the_flows_balance_in_every_month(golden: House) -> None:
    for month in (7, 8, 9):
        asked = Asked(date(2026, month, 1), date(2026, month + 1, 1))
        before = Asked(date(2026, month - 1, 1), date(2026, month, 1))
        flows = {name: (await measure(golden, EVERYONE, f"customers_{name}", asked)).value or 0 for name in FLOWS}
        start = (await measure(golden, EVERYONE, "customers_total", before)).value or 0
        assert flows["total"] == start + flows["new"] + flows["returned"] - flows["left"]


async def test_an_undone_merge_gives_two_people_again(golden: House, loader: Loader) -> None:
    undo = EventRecord(
        name="customer_unmerged",
        dedup_key="unmerge:C5",
        customer_id=4,
        occurred_at=instant("2026-09-30 12:00:00"),
        received_at=instant("2026-09-30 12:00:00"),
        properties={"loser": 5, "merge": 1},
    )
    async with golden.unit() as uow:
        await uow.record([undo])
    await loader.catch_up()
    found = await measure(golden, EVERYONE, "repurchase_rate_lifetime", ALL_TIME)
    assert (found.k, found.n) == (2, 9)


async def test_a_seller_sees_the_figures_of_their_own_customers(golden: House) -> None:
    nobody = Viewer(user_id=5, staff_id=99, scope=Scope.OWN, staff_ids=frozenset({99}))
    assert (await measure(golden, nobody, "customers_total", SEPTEMBER)).value == 0
    assert (await measure(golden, nobody, "net_sales", SEPTEMBER)).value == 0
    assert await list_people_behind(golden, nobody, "customers_total", SEPTEMBER) == []
