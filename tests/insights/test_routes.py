"""Figures over HTTP: the dictionary, a figure with what it stands on, its rows, the first page."""

from collections.abc import AsyncIterator

import httpx
import pytest

from siyu.insights.routes import router
from siyu.runtime.house import House
from siyu.runtime.http import SignIn, create_app
from siyu.runtime.spine import EventRecord
from siyu.runtime.viewer import Scope, Viewer, system_viewer
from siyu.warehouse.loader import Loader
from tests.commerce.conftest import FakeSignIn
from tests.insights.golden.world import instant

SEPTEMBER = {"a": "2026-09-01", "z": "2026-10-01"}


@pytest.fixture
async def client(golden: House) -> AsyncIterator[httpx.AsyncClient]:
    golden.provide(FakeSignIn(system_viewer()), as_=SignIn)
    app = create_app([router])
    app.state.house = golden
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://siyu", timeout=60) as opened:
        yield opened


@pytest.mark.feature("MI-01")
@pytest.mark.feature("MI-02")
@pytest.mark.feature("MI-03")
@pytest.mark.feature("MI-04")
@pytest.mark.feature("MI-10")
@pytest.mark.feature("MI-11")
async def test_figures_are_asked_over_http(client: httpx.AsyncClient, golden: House) -> None:
    listed = {metric["id"]: metric for metric in (await client.get("/v1/metrics")).json()}
    assert listed["aov"]["zh"] == "客单价"
    assert all(metric["definition_zh"] and metric["definition_en"] for metric in listed.values())

    page = (await client.get("/v1/overview", params=SEPTEMBER)).json()
    shown = {name: figure["value"] for name, figure in page["figures"].items()}
    assert shown["customers_total"] == 9
    assert shown["customer_growth"] == 0.5
    assert (shown["net_sales"], shown["buyers"], shown["aov"]) == (111_000, 6, pytest.approx(111_000 / 7))
    assert len(page["days"]) == 30
    assert sum(day["net_sales"] for day in page["days"]) == 111_000
    assert sum(day["customers_new"] for day in page["days"]) == 3
    assert {day["day"]: day["active"] for day in page["days"]}["2026-09-23"] == 5

    assert sum(came["customers_new"] for came in page["newcomers"]) == 3
    assert {came["day"][:7] for came in page["newcomers"]} == {"2026-09"}

    rate = (await client.get("/v1/metrics/retention_d7", params={"a": "2026-07-01", "z": "2026-10-01"})).json()
    assert (rate["k"], rate["n"], rate["is_enough"]) == (4, 9, False)
    assert 0 < rate["low"] < rate["value"] < rate["high"] < 1
    assert (await client.get("/v1/metrics/private_gmv_share", params=SEPTEMBER)).json()["value"] == 105 / 111

    first = (await client.get("/v1/metrics/customers_total/rows", params={**SEPTEMBER, "limit": 5})).json()
    rest = (
        await client.get("/v1/metrics/customers_total/rows", params={**SEPTEMBER, "after": first["next_after"]})
    ).json()
    assert [row["customer_id"] for row in first["items"] + rest["items"]] == [1, 2, 3, 4, 6, 8, 9, 10, 11]
    assert rest["next_after"] is None
    assert first["total"] == rest["total"] == 9
    behind = (await client.get("/v1/metrics/net_sales/rows", params=SEPTEMBER)).json()
    assert behind["total"] == 7
    assert {row["order"] for row in behind["items"]} == {"O8", "O9", "O10", "O11", "O12", "O13", "O14"}

    assert (await client.get("/v1/metrics/luck", params=SEPTEMBER)).status_code == 404
    needy = await client.get("/v1/metrics/nps", params=SEPTEMBER)
    assert (needy.status_code, needy.json()["code"]) == (422, "insights.filter_needed")
    turned = await client.get("/v1/metrics/gmv", params={"a": "2026-09-02", "z": "2026-09-01"})
    assert turned.json()["code"] == "insights.period_turned_around"
    nothing = await client.get("/v1/metrics/nps/rows", params={**SEPTEMBER, "wave": "W1"})
    assert nothing.json()["code"] == "insights.nothing_behind"

    golden.provide(FakeSignIn(Viewer(user_id=1, staff_id=1, scope=Scope.ALL)), as_=SignIn)
    assert (await client.get("/v1/overview", params=SEPTEMBER)).status_code == 403


@pytest.mark.feature("MI-04")
async def test_rows_asked_later_are_as_many_as_the_overview_said(
    client: httpx.AsyncClient, golden: House, loader: Loader
) -> None:
    page = (await client.get("/v1/overview", params=SEPTEMBER)).json()
    left = page["figures"]["customers_left"]
    late = EventRecord(
        name="follow_started",
        customer_id=77,
        staff_id=1,
        dedup_key="follow_started:77",
        occurred_at=instant("2026-09-30 12:00:00"),
        received_at=instant("2026-10-01 09:00:00"),
        properties={"spell": 1, "by": "customer"},
    )
    async with golden.unit() as uow:
        await uow.record([late])
    await loader.catch_up()
    now = (await client.get("/v1/metrics/customers_new/rows", params=SEPTEMBER)).json()
    assert now["total"] == page["figures"]["customers_new"]["k"] + 1
    pinned = {**SEPTEMBER, "known_at": left["known_at"], "as_of": left["as_of"]}
    for name in ("customers_new", "mau", "interaction_rate", "net_sales", "customers_left", "customers_total"):
        behind = (await client.get(f"/v1/metrics/{name}/rows", params=pinned)).json()
        assert behind["total"] == page["figures"][name]["k"], name
        assert len(behind["items"]) == behind["total"]


@pytest.mark.feature("MI-04")
async def test_a_members_figures_are_those_of_the_filter_on_the_member(client: httpx.AsyncClient) -> None:
    for period in (SEPTEMBER, {"a": "2026-07-01", "z": "2026-08-16"}):
        members = (await client.get("/v1/overview/team", params=period)).json()
        assert len(members) >= 2
        for member in members:
            for name, figure in member["figures"].items():
                pinned = {**period, "staff": member["staff_id"], "known_at": figure["known_at"]}
                alone = (await client.get(f"/v1/metrics/{name}", params=pinned)).json()
                behind = (await client.get(f"/v1/metrics/{name}/rows", params=pinned)).json()
                assert figure["k"] == alone["k"] == behind["total"], (member["staff_id"], name)
        assert any(figure["k"] for member in members for figure in member["figures"].values())


@pytest.mark.feature("MI-04")
async def test_people_planned_for_and_people_left_out_open_to_their_rows(client: httpx.AsyncClient) -> None:
    for name in ("people_to_reach", "people_not_reached"):
        figure = (await client.get(f"/v1/metrics/{name}", params=SEPTEMBER)).json()
        behind = (await client.get(f"/v1/metrics/{name}/rows", params=SEPTEMBER)).json()
        assert behind["total"] == figure["value"] == len(behind["items"]), name
