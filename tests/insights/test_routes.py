"""Figures over HTTP: the dictionary, a figure with what it stands on, its rows, the first page."""

from collections.abc import AsyncIterator

import httpx
import pytest

from siyu.insights.routes import router
from siyu.runtime.house import House
from siyu.runtime.http import SignIn, create_app
from siyu.runtime.viewer import Scope, Viewer, system_viewer
from tests.commerce.conftest import FakeSignIn

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
    orders = (await client.get("/v1/metrics/net_sales/rows", params=SEPTEMBER)).json()["items"]
    assert {row["order"] for row in orders} == {"O8", "O9", "O10", "O11", "O12", "O13", "O14"}

    assert (await client.get("/v1/metrics/luck", params=SEPTEMBER)).status_code == 404
    needy = await client.get("/v1/metrics/nps", params=SEPTEMBER)
    assert (needy.status_code, needy.json()["code"]) == (422, "insights.filter_needed")
    turned = await client.get("/v1/metrics/gmv", params={"a": "2026-09-02", "z": "2026-09-01"})
    assert turned.json()["code"] == "insights.period_turned_around"
    nothing = await client.get("/v1/metrics/nps/rows", params={**SEPTEMBER, "wave": "W1"})
    assert nothing.json()["code"] == "insights.nothing_behind"

    golden.provide(FakeSignIn(Viewer(user_id=1, staff_id=1, scope=Scope.ALL)), as_=SignIn)
    assert (await client.get("/v1/overview", params=SEPTEMBER)).status_code == 403
