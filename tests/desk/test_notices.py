"""Notices: told once, to the right person, in both languages."""

from typing import Any

import httpx
from sqlalchemy import text

from siyu.corps import Corp
from siyu.desk.jobs import turn_notices
from siyu.runtime.house import House
from tests.customers.people import befriend
from tests.desk.conftest import SignedIn, a_member


async def _told(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get("/v1/notices")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def _submitted(house: House, corp: Corp, author: httpx.AsyncClient) -> int:
    follow = await befriend(house.database, "wm-one", await a_member(house, corp, "amy"))
    spec = {
        "name": "秋季",
        "whom": {"customer_ids": [follow.customer_id]},
        "variants": [{"name": "a", "message": {"text": "您好"}}],
    }
    made = (await author.post("/v1/campaigns", json=spec)).json()
    assert (await author.post(f"/v1/campaigns/{made['id']}/submit")).status_code == 200
    return int(made["id"])


async def test_the_author_is_told_of_the_decision_once(house: House, corp: Corp, signed_in: SignedIn) -> None:
    author, boss = await signed_in("op", "operator"), await signed_in("boss", "admin")
    campaign = await _submitted(house, corp, author)
    assert (await boss.post(f"/v1/campaigns/{campaign}/reject", json={"reason": "文案太长"})).status_code == 200
    for _ in range(3):
        await turn_notices.turn(house)
    told = await _told(author)
    assert [(one["code"], one["zh"], one["link"]) for one in told["items"]] == [
        ("campaign_rejected", "群发「秋季」被退回：文案太长", f"/campaigns/{campaign}")
    ]
    assert told["unread_n"] == 1
    assert (await _told(boss))["items"] == []


async def test_notices_are_read_one_by_one_or_all(house: House, signed_in: SignedIn) -> None:
    client, other = await signed_in("op", "operator"), await signed_in("op2", "operator")
    me = (await client.get("/v1/me")).json()["user_id"]
    async with house.unit() as uow:
        await uow.execute(
            text("""
                INSERT INTO imports (kind, state, file_name, file_key, size_bytes, created_by, created_at, ended_at,
                                     rows_n, accepted_n, rejected_n)
                SELECT 'orders', 'done', n || '.csv', cast(n AS text), 1, :me, :now, :now, 3, 2, 1
                FROM generate_series(1, 3) n
            """),
            {"me": me, "now": house.clock.now()},
        )
    await turn_notices.turn(house)
    told = await _told(client)
    assert told["items"][0]["en"].endswith("imported: 2 rows taken, 1 not")
    ids = [one["id"] for one in told["items"]]
    assert (await other.post("/v1/notices/read", json={"ids": ids})).json() == {"read_n": 0, "unread_n": 0}
    assert (await client.post("/v1/notices/read", json={"ids": ids[:1]})).json() == {"read_n": 1, "unread_n": 2}
    assert len((await client.get("/v1/notices?only_unread=true")).json()["items"]) == 2
    assert (await client.post("/v1/notices/read", json={})).json() == {"read_n": 2, "unread_n": 0}


async def test_notices_come_in_pages(house: House, signed_in: SignedIn) -> None:
    client = await signed_in("op", "operator")
    me = (await client.get("/v1/me")).json()["user_id"]
    async with house.unit() as uow:
        await uow.execute(
            text("""
                INSERT INTO notices (user_id, code, key, link, told_at)
                SELECT :me, 'export_failed', 'k' || n, '/', :now FROM generate_series(1, 5) n
            """),
            {"me": me, "now": house.clock.now()},
        )
    seen: list[int] = []
    cursor = ""
    while True:
        page = (await client.get(f"/v1/notices?limit=2{cursor}")).json()
        seen += [one["id"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 5
