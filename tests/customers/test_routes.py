"""Customers over HTTP: what each role sees, pages that do not shift, the page about one person."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import Request
from sqlalchemy import text, update

from siyu import customers
from siyu.customers import IdentityKind, Known, routes
from siyu.customers.service.profiles import update_profiles
from siyu.customers.tables import follows
from siyu.runtime.house import House
from siyu.runtime.http import SignIn, create_app
from siyu.runtime.viewer import Scope, Viewer
from tests.customers.people import EVERYONE, a_viewer, befriend, leave

Ask = Callable[[Viewer], httpx.AsyncClient]
CANARY = "金丝雀"


@dataclass
class Signed:
    """Everybody is this viewer."""

    viewer: Viewer

    async def viewer_of(self, request: Request) -> Viewer | None:
        return self.viewer


@pytest.fixture
async def ask(house: House) -> AsyncIterator[Ask]:
    app = create_app([routes.router])
    app.state.house = house
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:

        def as_viewer(viewer: Viewer) -> httpx.AsyncClient:
            house.provide(Signed(viewer), as_=SignIn)
            return client

        yield as_viewer


async def a_named(house: House, external: str, staff: int, name: str, *, minutes: float = 0) -> int:
    follow = await befriend(house.database, external, staff, minutes=minutes)
    async with house.unit() as uow:
        await update_profiles(uow, {follow.customer_id: {"name": name}}, source="wecom_sync")
    return follow.customer_id


async def search(client: httpx.AsyncClient, **filters: Any) -> list[int]:
    answer = await client.get("/v1/customers", params=filters)
    assert answer.status_code == 200, answer.text
    assert answer.json()["total"] == len(answer.json()["items"])
    return [item["id"] for item in answer.json()["items"]]


@pytest.mark.feature("CD-01")
async def test_a_customer_is_found_by_name_pinyin_initials_remark_and_phone(house: House, ask: Ask) -> None:
    wang = await a_named(house, "wmWang", 11, "王小明")
    await a_named(house, "wmLi", 11, "李雷")
    async with house.unit() as uow:
        phone = Known(IdentityKind.PHONE, "13812345678")
        await customers.link_identity(uow, wang, phone, source="open_api", vault=house.vault)
        member = Known(IdentityKind.MEMBER_NO, "VIP0007")
        await customers.link_identity(uow, wang, member, source="import")
    client = ask(EVERYONE)
    for words in ("王小明", "小明", "wangxiaoming", "WXM", "xiaom", "5678", "138 1234 5678", "VIP0007"):
        assert await search(client, text=words) == [wang], words
    assert await search(client, text="%") == []
    answer = await client.post("/v1/customers/search", json={"text": "13812345678"})
    assert [item["phone_masked"] for item in answer.json()["items"]] == ["138****5678"]
    assert "13812345678" not in answer.text


async def test_filters_narrow_the_list(house: House, ask: Ask) -> None:
    wang = await a_named(house, "wmWang", 11, "王")
    li = await a_named(house, "wmLi", 22, "李")
    await leave(house.database, "wmLi", 22, minutes=5)
    async with house.unit() as uow:
        tags = await customers.ensure_tags(uow, ["老客", "爱茶"])
        await customers.add_tags(uow, EVERYONE, [wang], list(tags.values()), by="staff", source="console")
        await customers.add_tags(uow, EVERYONE, [li], [tags["爱茶"]], by="staff", source="console")
    client = ask(EVERYONE)
    assert await search(client, tags_any=[tags["老客"], tags["爱茶"]]) == [li, wang]
    assert await search(client, tags_all=[tags["老客"], tags["爱茶"]]) == [wang]
    assert await search(client, staff_ids=[22]) == [li]
    assert await search(client, state="followed") == [wang]
    assert await search(client, state="lost") == [li]
    assert await search(client, state="never") == []
    assert await search(client, source="add_way:0") == [li, wang]
    assert await search(client, created_from="2026-09-02T00:00:00Z") == []
    assert (await client.get("/v1/customers", params={"created_from": "2026-09-02T00:00:00"})).status_code == 422


async def test_pages_do_not_shift_when_customers_arrive(house: House, ask: Ask) -> None:
    old = [await a_named(house, f"wm{number}", 11, f"客{number}") for number in range(5)]
    client = ask(EVERYONE)
    first = (await client.get("/v1/customers", params={"limit": 2})).json()
    await a_named(house, "wmNew", 11, "新客")
    second = (await client.get("/v1/customers", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    last = (await client.get("/v1/customers", params={"limit": 2, "cursor": second["next_cursor"]})).json()
    shown = [item["id"] for page in (first, second, last) for item in page["items"]]
    assert shown == sorted(old, reverse=True)
    assert last["next_cursor"] is None
    assert (first["total"], second["total"]) == (5, 6)


async def test_a_long_list_says_that_there_are_more_than_it_counted(house: House, ask: Ask) -> None:
    async with house.unit() as uow:
        await uow.execute(
            text("""
                INSERT INTO customers (kind, name, name_search, created_at, updated_at)
                SELECT 'wecom', '王', '王 wang w', now(), now() FROM generate_series(1, 10001)
            """)
        )
    for words in ("", "王"):
        page = (await ask(EVERYONE).post("/v1/customers/search", json={"text": words})).json()
        assert (page["total"], page["is_total_capped"], len(page["items"])) == (10_000, True, 50)
    target = {"filter": {"text": "王"}, "tag_ids": [1]}
    assert (await ask(EVERYONE).post("/v1/customers/tags/preview", json=target)).json() == {"customers": 10_001}
    one = (await ask(EVERYONE).post("/v1/customers/search", json={"text": "李"})).json()
    assert (one["total"], one["is_total_capped"]) == (0, False)


@pytest.mark.parametrize("cursor", ["x", "!!", "LTE", "MS4y", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "é"])
async def test_a_made_up_cursor_is_refused(house: House, ask: Ask, cursor: str) -> None:
    answer = await ask(EVERYONE).get("/v1/customers", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (422, "customers.bad_cursor")


@pytest.mark.parametrize(
    ("viewer", "sees"),
    [
        (a_viewer(11), False),
        (a_viewer(11, 12, scope=Scope.TEAM), False),
        (a_viewer(scope=Scope.OWN), False),
        (a_viewer(22), True),
        (a_viewer(11, 22, scope=Scope.TEAM), True),
        (EVERYONE, True),
    ],
)
async def test_nobody_meets_a_customer_outside_their_scope(house: House, ask: Ask, viewer: Viewer, sees: bool) -> None:
    canary = await a_named(house, "wmCanary", 22, CANARY)
    client = ask(viewer)
    async with house.unit() as uow:
        [tag] = (await customers.ensure_tags(uow, ["标签"])).values()
    bulk = {"tag_ids": [tag], "filter": {}}
    answers = [
        await client.get("/v1/customers"),
        await client.get("/v1/customers", params={"text": CANARY}),
        await client.get("/v1/customers", params={"staff_ids": [22]}),
        await client.post("/v1/customers/search", json={"text": "jinsique"}),
        await client.get(f"/v1/customers/{canary}"),
        await client.get(f"/v1/customers/{canary}/timeline"),
        await client.get(f"/v1/customers/{canary}/merges"),
        await client.get("/v1/customers/conflicts"),
    ]
    preview = await client.post("/v1/customers/tags/preview", json=bulk)
    change = await client.post("/v1/customers/tags/add", json={"tag_ids": [tag], "customer_ids": [canary]})
    flag = await client.put(f"/v1/customers/{canary}/flags", json={"flag": "test", "is_on": True})
    if sees:
        assert [answer.status_code for answer in answers] == [200] * len(answers)
        assert (preview.json(), change.json()["added"], flag.status_code) == ({"customers": 1}, 1, 200)
    else:
        assert all(CANARY not in answer.text for answer in answers)
        assert {answer.json().get("total") for answer in answers[:4]} == {0}
        assert [answer.status_code for answer in answers[4:7]] == [404] * 3
        assert (preview.json(), change.json()["added"], flag.status_code) == ({"customers": 0}, 0, 404)


async def test_a_role_without_the_right_is_refused(house: House, ask: Ask) -> None:
    client = ask(a_viewer(11, rights=("staff.read",)))
    for path in ("/v1/customers", "/v1/customers/1", "/v1/tags", "/v1/tag-groups", "/v1/customers/conflicts"):
        assert (await client.get(path)).status_code == 403


async def test_a_colleagues_note_on_a_shared_customer_stays_theirs(house: House, ask: Ask) -> None:
    shared = await a_named(house, "wmWang", 11, "王")
    await befriend(house.database, "wmWang", 22)
    async with house.unit() as uow:
        await uow.execute(
            update(follows)
            .where(follows.c.staff_id == 22)
            .values(remark=CANARY, description=CANARY, remark_search=CANARY)
        )
    client = ask(a_viewer(11))
    page = await client.get(f"/v1/customers/{shared}")
    assert len(page.json()["relations"]) == 2
    assert CANARY not in page.text
    assert await search(client, text=CANARY) == []
    assert CANARY in (await ask(EVERYONE).get(f"/v1/customers/{shared}")).text


@pytest.mark.feature("CD-04")
@pytest.mark.feature("CD-09")
async def test_the_page_of_a_customer_has_three_blocks_sources_and_relations(house: House, ask: Ask) -> None:
    wang = await a_named(house, "wmWang", 11, "王小明")
    await befriend(house.database, "wmWang", 22, minutes=60 * 24, add_way=3)
    async with house.unit() as uow:
        await update_profiles(
            uow, {wang: {"birth_on": "1996-09-02", "city": "杭州", "attributes": {"skin": "干性"}}}, source="import"
        )
        await customers.note_source(uow, wang, "import:9")
    page = (await ask(EVERYONE).get(f"/v1/customers/{wang}")).json()
    assert page["static"]["name"] == "王小明"
    assert (page["static"]["age_years"], page["static"]["attributes"]) == (29, {"skin": "干性"})
    assert page["behaviour"]["by_name"]["follow_started"] == 2
    assert page["behaviour"]["interactions_total"] == 2
    assert page["emotion"] == {"latest_label": None, "latest_score": None, "latest_at": None, "by_label": {}}
    assert (page["first_source"], page["last_source"]) == ("add_way:0", "add_way:3")
    assert [relation["staff_id"] for relation in page["relations"]] == [22, 11]
    assert (await ask(a_viewer(11, rights=("customers.read",))).get(f"/v1/customers/{wang}")).json()["emotion"] is None


@pytest.mark.feature("CD-10")
async def test_a_customer_deleted_by_their_member_stays_in_the_books_as_lost(house: House, ask: Ask) -> None:
    wang = await a_named(house, "wmWang", 11, "王")
    await leave(house.database, "wmWang", 11, minutes=5, by="staff")
    page = (await ask(a_viewer(11)).get(f"/v1/customers/{wang}")).json()
    assert page["state"] == "lost"
    assert [(r["is_live"], r["ended_by"]) for r in page["relations"]] == [(False, "staff")]


@pytest.mark.feature("CD-11")
async def test_the_timeline_filters_by_kind_staff_and_date_and_pages_stably(house: House, ask: Ask) -> None:
    wang = await a_named(house, "wmWang", 11, "王")
    for number in range(3):
        await leave(house.database, "wmWang", 11, minutes=10 * number + 5)
        await befriend(house.database, "wmWang", 11, minutes=10 * number + 10)
    client = ask(EVERYONE)
    path = f"/v1/customers/{wang}/timeline"

    async def names(**want: Any) -> list[str]:
        return [item["name"] for item in (await client.get(path, params=want)).json()["items"]]

    assert await names(kind="follow_ended") == ["follow_ended"] * 3
    assert set(await names(kind="arrival")) == {"follow_started", "follow_ended"}
    assert await names(staff_id=99) == []
    assert await names(kind="arrival", since="2026-09-01T01:30:00Z") == ["follow_started"]
    seen, cursor = [], None
    while True:
        params = {"limit": 2, "kind": "arrival"} | ({"cursor": cursor} if cursor else {})
        page = (await client.get(path, params=params)).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if not seen[2:]:
            await befriend(house.database, "wmWang", 22, minutes=500)
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 7
    item = (await client.get(path, params={"kind": "follow_started"})).json()["items"][-1]
    assert (item["zh"], item["en"], item["is_interaction"]) == ("添加好友", "relation started", True)


async def test_the_timeline_tells_its_total_and_shows_only_the_customers_own_acts_when_asked(
    house: House, ask: Ask
) -> None:
    wang = await a_named(house, "wmWang", 11, "王")
    await leave(house.database, "wmWang", 11, minutes=5)
    await befriend(house.database, "wmWang", 11, minutes=10)
    client = ask(EVERYONE)
    path = f"/v1/customers/{wang}/timeline"
    behaviour = (await client.get(f"/v1/customers/{wang}")).json()["behaviour"]
    everything = (await client.get(path, params={"limit": 1})).json()
    acts = (await client.get(path, params={"only_acts": "true"})).json()
    assert everything["total"] == behaviour["events_total"] > len(everything["items"])
    assert acts["total"] == len(acts["items"]) == behaviour["interactions_total"] < everything["total"]
    assert all(item["is_interaction"] for item in acts["items"])


async def test_personal_properties_of_events_need_the_right_to_see_them(house: House, ask: Ask) -> None:
    wang = await a_named(house, "wmWang", 11, "王")
    path = f"/v1/customers/{wang}/timeline"
    plain = (await ask(a_viewer(11, rights=("customers.read",))).get(path, params={"kind": "identity_linked"})).json()
    assert "value" not in plain["items"][0]["properties"]
    open_ = (await ask(EVERYONE).get(path, params={"kind": "identity_linked"})).json()
    assert "value" in open_["items"][0]["properties"]


@pytest.mark.feature("CD-02")
async def test_a_merge_is_made_listed_and_undone_and_old_ids_lead_on(house: House, ask: Ask) -> None:
    wang = await a_named(house, "wmWang", 11, "王")
    double = await a_named(house, "wmDouble", 22, "王二")
    client = ask(EVERYONE)
    made = await client.post(f"/v1/customers/{wang}/merges", json={"loser_id": double, "reason": "同一人"})
    assert made.status_code == 201, made.text
    page = (await client.get(f"/v1/customers/{double}")).json()
    assert (page["id"], page["merged_ids"], len(page["relations"])) == (wang, [double], 2)
    timeline = (await client.get(f"/v1/customers/{wang}/timeline")).json()["items"]
    assert sum(item["name"] == "follow_started" for item in timeline) == 2
    undone = await client.post(f"/v1/customers/merges/{made.json()['id']}/undo", json={"reason": "弄错"})
    assert undone.status_code == 200
    assert (await client.get(f"/v1/customers/{double}")).json()["id"] == double
    assert (await client.get(f"/v1/customers/{wang}/merges")).json() == []


@pytest.mark.feature("SG-01")
async def test_tag_groups_are_made_renamed_and_deleted_with_their_tags(house: House, ask: Ask) -> None:
    wang = await a_named(house, "wmWang", 11, "王")
    client = ask(EVERYONE)
    body = {"name": "会员", "is_exclusive": True, "tags": ["金卡", "银卡"]}
    group = (await client.post("/v1/tag-groups", json=body)).json()
    gold, silver = (tag["id"] for tag in group["tags"])
    assert (await client.post("/v1/tag-groups", json=body)).json()["code"] == "customers.tag_name_taken"
    for tag in (gold, silver):
        changed = await client.post("/v1/customers/tags/add", json={"tag_ids": [tag], "customer_ids": [wang]})
        assert changed.json()["added"] == 1
    assert [tag["id"] for tag in (await client.get(f"/v1/customers/{wang}")).json()["tags"]] == [silver]
    renamed = await client.patch(f"/v1/tags/{silver}", json={"name": "银卡会员"})
    assert renamed.json()["name"] == "银卡会员"
    assert (await client.patch(f"/v1/tags/{silver}", json={"name": "金卡"})).status_code == 409
    counts = {tag["name"]: tag["customers"] for tag in (await client.get("/v1/tags")).json()}
    assert counts == {"金卡": 0, "银卡会员": 1}
    assert (await client.delete(f"/v1/tag-groups/{group['id']}")).status_code == 204
    assert (await client.get(f"/v1/customers/{wang}")).json()["tags"] == []
    events = (await client.get(f"/v1/customers/{wang}/timeline", params={"kind": "tag_removed"})).json()["items"]
    assert [item["properties"].get("reason") for item in events] == ["deleted", "exclusive"]


async def test_no_unknown_field_is_taken(house: House, ask: Ask) -> None:
    wang = await a_named(house, "wmWang", 11, "王")
    client = ask(EVERYONE)
    answer = await client.put(
        f"/v1/customers/{wang}/flags", json={"flag": "test", "is_on": True, "merged_into": 1, "is_erased": True}
    )
    assert answer.status_code == 422
    both = {"tag_ids": [1], "customer_ids": [wang], "filter": {}}
    assert (await client.post("/v1/customers/tags/add", json=both)).status_code == 422
