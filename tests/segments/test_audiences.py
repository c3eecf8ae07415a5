"""Segments over HTTP: stored with revisions, estimated, explained, and frozen into audiences that never change."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from siyu import customers, segments
from siyu.runtime.http import SignIn, create_app
from siyu.runtime.viewer import Scope, Viewer, system_viewer
from siyu.segments.routes import router
from tests.commerce.conftest import FakeSignIn
from tests.segments.town import Town

BUYERS: dict[str, Any] = {"type": "event", "event": "order_paid", "window": {"last_days": 30}}
SELLER = Viewer(
    user_id=7,
    staff_id=2,
    scope=Scope.OWN,
    staff_ids=frozenset({2}),
    rights=frozenset({"segments.read", "segments.write"}),
)


@pytest.fixture
async def client(town: Town) -> AsyncIterator[httpx.AsyncClient]:
    town.house.provide(FakeSignIn(system_viewer()), as_=SignIn)
    app = create_app([router])
    app.state.house = town.house
    town.is_loading = True
    loading = asyncio.create_task(town.keep_loading())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://siyu", timeout=60) as opened:
        yield opened
    loading.cancel()
    await asyncio.gather(loading, return_exceptions=True)


async def members(town: Town, audience_id: int) -> list[int]:
    async with town.house.unit() as uow:
        return sorted((await uow.execute(segments.members_of(audience_id))).scalars())


@pytest.mark.feature("SG-25")
async def test_an_audience_is_what_the_estimate_said_and_never_changes(client: httpx.AsyncClient, town: Town) -> None:
    for customer_id, staff in ((1, 1), (2, 2), (3, 2)):
        await town.add(customer_id, staff=staff)
    for customer_id in (1, 2):
        await town.pays(customer_id, 9_900, days_ago=3)
    await town.settle()

    stored = (await client.post("/v1/segments", json={"name": "近期买家", "rule": BUYERS})).json()
    assert (stored["revision"], stored["sentence_zh"]) == (1, "近 30 天付款过")
    estimate = (await client.post("/v1/segments/estimate", json={"rule": BUYERS})).json()
    assert (estimate["count"], estimate["of"]) == (2, 3)
    preview = (await client.post("/v1/segments/preview", json={"rule": BUYERS})).json()
    assert sorted(preview["customer_ids"]) == [1, 2]

    frozen = await client.post("/v1/audiences", json={"segment_id": stored["id"]})
    assert frozen.status_code == 201, frozen.text
    audience = frozen.json()
    assert (audience["count"], audience["revision"], audience["segment_id"]) == (2, 1, stored["id"])
    await town.pays(3, 9_900)
    await town.settle()
    assert await members(town, audience["id"]) == [1, 2]
    assert (await client.get(f"/v1/audiences/{audience['id']}")).json()["count"] == 2
    assert (await client.post("/v1/segments/estimate", json={"rule": BUYERS})).json()["count"] == 3

    town.house.provide(FakeSignIn(SELLER), as_=SignIn)
    own = (await client.post("/v1/audiences", json={"rule": BUYERS})).json()
    assert (own["count"], await members(town, own["id"])) == (2, [2, 3])


async def test_a_rule_is_said_with_the_names_of_its_tags(client: httpx.AsyncClient, town: Town) -> None:
    async with town.house.unit() as uow:
        tag = (await customers.ensure_tags(uow, ["爱喝茶"]))["爱喝茶"]
    rule = {"type": "all", "of": [{"type": "tags", "op": "any", "tags": [tag]}]}
    said = (await client.post("/v1/segments/estimate", json={"rule": rule})).json()
    assert "“爱喝茶”" in said["sentence_zh"]
    assert "“爱喝茶”" in said["sentence_en"]
    stored = (await client.post("/v1/segments", json={"name": "茶客", "rule": rule})).json()
    listed = (await client.get("/v1/segments")).json()["items"]
    assert {stored["sentence_zh"], listed[0]["sentence_zh"]} == {said["sentence_zh"]}


async def test_a_changed_rule_is_a_new_revision_and_old_news_is_refused(client: httpx.AsyncClient, town: Town) -> None:
    one = (await client.post("/v1/segments", json={"name": "买家", "rule": BUYERS})).json()
    place = f"/v1/segments/{one['id']}"
    wider = {**BUYERS, "window": {"last_days": 90}}
    two = await client.put(place, json={"name": "买家", "rule": wider, "revision": 1})
    assert two.json()["revision"] == 2
    renamed = await client.put(place, json={"name": "三月买家", "rule": wider, "revision": 2})
    assert renamed.json()["revision"] == 2
    late = await client.put(place, json={"name": "买家", "rule": BUYERS, "revision": 1})
    assert (late.status_code, late.json()["code"]) == (409, "segments.changed")
    kept = (await client.get(f"{place}/revisions")).json()
    assert [(item["revision"], item["rule"]["window"]["last_days"]) for item in kept] == [(2, 90), (1, 30)]

    await client.patch(place, json={"is_archived": True})
    assert (await client.get("/v1/segments")).json()["items"] == []
    assert len((await client.get("/v1/segments", params={"is_archived": True})).json()["items"]) == 1


async def test_segments_come_in_pages_newest_first(client: httpx.AsyncClient, town: Town) -> None:
    made = [
        (await client.post("/v1/segments", json={"name": f"S{n}", "rule": {"type": "everyone"}})).json()["id"]
        for n in range(3)
    ]
    first = (await client.get("/v1/segments", params={"limit": 2})).json()
    rest = (await client.get("/v1/segments", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [item["id"] for item in first["items"] + rest["items"]] == made[::-1]
    assert rest["next_cursor"] is None
    assert (await client.get("/v1/segments", params={"cursor": "x"})).status_code == 422


async def test_one_customer_is_explained_part_by_part(client: httpx.AsyncClient, town: Town) -> None:
    await town.add(1, city="上海")
    await town.settle()
    city = {"type": "attribute", "field": "city", "op": "in", "values": ["上海"]}
    rule = {"type": "all", "of": [city, {"type": "not", "of": BUYERS}, BUYERS]}

    answer = (await client.post("/v1/segments/explain", json={"rule": rule, "customer_id": 1})).json()
    assert answer["is_met"] is False
    assert [(part["path"], part["is_met"]) for part in answer["parts"]] == [
        ("$.of[0]", True),
        ("$.of[1]", True),
        ("$.of[2]", False),
    ]
    assert answer["parts"][0]["zh"] == "城市是 上海"
    unknown = await client.post("/v1/segments/explain", json={"rule": rule, "customer_id": 9})
    assert unknown.status_code == 404


async def test_mistakes_and_missing_rights_are_told(client: httpx.AsyncClient, town: Town) -> None:
    bad = await client.post(
        "/v1/segments/estimate", json={"rule": {"type": "nobody"}}, headers={"accept-language": "en"}
    )
    assert (bad.status_code, bad.json()["code"]) == (422, "segments.bad_rule")
    assert bad.json()["message"].startswith("The rule has a mistake at $: type must be one of")
    assert (await client.get("/v1/segments/77")).json()["code"] == "segments.not_found"
    assert (await client.get("/v1/audiences/77")).json()["code"] == "segments.audience_not_found"
    assert (await client.post("/v1/audiences", json={})).status_code == 422
    town.house.provide(FakeSignIn(Viewer(user_id=1, staff_id=1, scope=Scope.ALL)), as_=SignIn)
    assert (await client.get("/v1/segments")).status_code == 403
