"""A real purchase log goes in by the import API; its figures come out of the metrics API as pandas computes them."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import httpx
import pandas as pd
import pytest
from sqlalchemy import text

from siyu import commerce, intake
from siyu.commerce.routes import router as commerce_router
from siyu.insights.routes import router as insights_router
from siyu.intake import kinds
from siyu.intake.routes import router as intake_router
from siyu.runtime.house import House
from siyu.runtime.http import SignIn, create_app
from siyu.runtime.viewer import system_viewer
from siyu.warehouse import Warehouse
from siyu.warehouse.loader import Loader
from tests.commerce.conftest import FakeSignIn
from tests.commerce.test_order_imports import cdnow_csv, cdnow_rows, counts, take_file

LAST_DAY = date(1998, 6, 30)
PERIOD = {"a": "1997-01-01", "z": "1998-07-01"}


@pytest.fixture
async def client(
    house: House, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    monkeypatch.setattr(kinds, "_KINDS", {})
    intake.register_import_kind(commerce.OrdersKind(house.vault))
    house.provide(FakeSignIn(system_viewer()), as_=SignIn)
    house.provide(warehouse)
    app = create_app([commerce_router, intake_router, insights_router])
    app.state.house = house
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://siyu", timeout=60) as opened:
        yield opened


def occasions() -> pd.DataFrame:
    """One row per buyer and day with money: pandas alone, nothing of the product."""
    log = pd.DataFrame(cdnow_rows(), columns=["buyer", "day", "cds", "dollars"])
    log["cents"] = (log["dollars"].astype(float) * 100).round().astype(int)
    log["day"] = pd.to_datetime(log["day"], format="%Y%m%d")
    return log[log["cents"] > 0].groupby(["buyer", "day"], as_index=False)["cents"].sum().sort_values(["buyer", "day"])


def label(r: int, f: int, m: int) -> str:
    """The name of a class, written a second time."""
    if r >= 3 and f >= 4:
        return "champion" if r >= 4 and m >= 4 else "loyal"
    if r >= 3:
        return "big_spender" if m >= 4 else "potential" if f >= 2 else "new_buyer" if r >= 4 else "ordinary"
    if f >= 4 and m >= 4:
        return "cannot_lose"
    return "at_risk" if f >= 3 or m >= 3 else "lost"


def scored(bought: pd.DataFrame) -> dict[str, tuple[Any, ...]]:
    """Recency, frequency, money, their quintile scores and the class of every buyer."""
    people = bought.groupby("buyer").agg(last=("day", "max"), frequency=("day", "nunique"), monetary=("cents", "sum"))
    people["recency"] = (pd.Timestamp(LAST_DAY) - people["last"]).dt.days

    def score(worst_first: pd.Series) -> pd.Series:
        return 1 + 5 * (worst_first.rank(method="min").astype(int) - 1) // len(people)

    r, f, m = score(-people["recency"]), score(people["frequency"]), score(people["monetary"])
    columns = zip(people.index, people["recency"], people["frequency"], people["monetary"], r, f, m, strict=True)
    return {
        buyer: (int(age), int(times), int(cents), int(rs), int(fs), int(ms), label(rs, fs, ms))
        for buyer, age, times, cents, rs, fs, ms in columns
    }


async def buyers_by_id(house: House) -> dict[int, str]:
    async with house.unit() as uow:
        found = await uow.execute(
            text("SELECT customer_id, split_part(value, ':', 2) AS buyer FROM identities WHERE kind = 'shop_buyer'")
        )
        return {row.customer_id: row.buyer for row in found}


async def rfm_of_everybody(client: httpx.AsyncClient, names: dict[int, str]) -> dict[str, tuple[Any, ...]]:
    found: dict[str, tuple[Any, ...]] = {}
    after = 0
    while True:
        asked = {"on": str(LAST_DAY), "after": after, "limit": 1000}
        answer = await client.post("/v1/metrics/rfm/people", json=asked)
        assert answer.status_code == 200, answer.text
        for one in answer.json():
            numbers = [one[name] for name in ("recency_days", "frequency", "monetary_cents", "r", "f", "m")]
            found[names[one["customer_id"]]] = (*numbers, one["label"])
            after = one["customer_id"]
        if len(answer.json()) < 1000:
            return found


async def figure(client: httpx.AsyncClient, metric: str) -> dict[str, Any]:
    answer = await client.get(f"/v1/metrics/{metric}", params=PERIOD)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.mark.timeout(280)
@pytest.mark.feature("SG-07")
@pytest.mark.feature("MI-03")
@pytest.mark.feature("MI-09")
async def test_a_real_purchase_log_gives_the_figures_of_pandas(
    client: httpx.AsyncClient, house: House, loader: Loader
) -> None:
    assert counts(await take_file(client, house, cdnow_csv())) == (69_659, 69_659, 0, 0)
    await loader.catch_up()
    bought = occasions()

    expected = scored(bought)
    assert await rfm_of_everybody(client, await buyers_by_id(house)) == expected
    cells = (await client.post("/v1/metrics/rfm", json={"on": str(LAST_DAY)})).json()["cells"]
    people: Counter[str] = Counter()
    for cell in cells:
        people[cell["label"]] += cell["people"]
    assert people == Counter(row[-1] for row in expected.values())

    times = bought.groupby("buyer")["day"].nunique()
    again = await figure(client, "repurchase_rate_lifetime")
    assert (again["k"], again["n"]) == (int((times >= 2).sum()), len(times))
    assert again["value"] == pytest.approx(float((times >= 2).mean()), abs=1e-12)
    within = await figure(client, "repurchase_rate_period")
    assert (within["k"], within["n"]) == (again["k"], again["n"])

    gaps = bought.groupby("buyer")["day"].diff().dropna().dt.days
    cycle = await figure(client, "repurchase_cycle")
    assert (cycle["value"], cycle["n"]) == (float(gaps.median()), len(gaps))
    first = bought.groupby("buyer")["day"].nth(0).set_axis(bought.drop_duplicates("buyer")["buyer"])
    second_gap = bought.assign(gap=bought.groupby("buyer")["day"].diff().dt.days).groupby("buyer")["gap"].nth(1)
    mature = first[first <= pd.Timestamp(LAST_DAY) - pd.Timedelta(days=30)]
    month = await figure(client, "repurchase_rate_30d")
    assert (month["k"], month["n"]) == (int((second_gap <= 30).sum()), len(mature))
    sales = await figure(client, "net_sales")
    assert sales["value"] == float(bought["cents"].sum())
    aov = await figure(client, "ltv_historic")
    assert aov["value"] == pytest.approx(bought["cents"].sum() / len(times), rel=1e-12)
