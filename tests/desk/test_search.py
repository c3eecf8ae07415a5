"""The search box: finds by whatever is remembered, says by what, and only what one may see."""

import time
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from siyu import customers
from siyu.corps import Corp
from siyu.runtime.house import House
from tests.customers.people import befriend
from tests.desk.conftest import SignedIn, a_member


@pytest.fixture
async def people(house: House, corp: Corp) -> dict[str, int]:
    """王小明 belongs to amy, 李雷 to bob; one order, one segment, one tag."""
    amy, bob = await a_member(house, corp, "amy"), await a_member(house, corp, "bob")
    one = (await befriend(house.database, "wm-one", amy)).customer_id
    two = (await befriend(house.database, "wm-two", bob)).customer_id
    mark = customers.phone_mark(house.vault, "13812345678")
    now = house.clock.now()
    statements = (
        "UPDATE customers SET name = '王小明', name_search = '王小明 wangxiaoming wxm', phone_masked = '138****5678', "
        "phone_tail = '5678', phone_mark = :mark WHERE id = :one",
        "UPDATE customers SET name = '李雷', name_search = '李雷 lilei ll' WHERE id = :two",
        "INSERT INTO identities (kind, value, customer_id, origin_customer_id, source, linked_at) "
        "VALUES ('member_no', 'VIP001', :one, :one, 'import', :now)",
        "UPDATE follows SET remark_search = '老客户大王' WHERE customer_id = :one",
        "INSERT INTO shops (key, name, sales_channel, secret_sealed, created_at) "
        "VALUES ('s', '官网', 'web', 'x', :now)",
        "INSERT INTO orders (shop_id, number, customer_id, origin_customer_id, state, sales_channel, happened_at, "
        "created_at, updated_at) SELECT id, 'A-1001', :one, :one, 'paid', 'web', :now, :now, :now FROM shops",
        "INSERT INTO segments (name, rule, created_at, changed_at) VALUES ('高价值老客', '{}', :now, :now)",
        "INSERT INTO tag_groups (name, created_at, changed_at) VALUES ('来源', :now, :now)",
        "INSERT INTO tags (group_id, name, created_at, changed_at) SELECT id, '门店老客', :now, :now FROM tag_groups",
    )
    async with house.unit() as uow:
        for statement in statements:
            known = {"mark": mark, "one": one, "two": two, "now": now}
            made = text(statement)
            await uow.execute(made, {name: known[name] for name in made._bindparams})
    return {"one": one, "two": two, "amy": amy, "bob": bob}


async def _find(client: httpx.AsyncClient, words: str) -> list[dict[str, Any]]:
    answer = await client.post("/v1/search", json={"words": words})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


@pytest.mark.parametrize(
    ("words", "matched", "zh"),
    [
        ("小明", "name", "按名称匹配"),
        ("wangxiao", "pinyin", "按拼音匹配"),
        ("WXM", "pinyin", "按拼音匹配"),
        ("5678", "phone_tail", "按手机尾号匹配"),
        ("13812345678", "phone", "按手机号匹配"),
        ("VIP001", "member_number", "按会员号匹配"),
        ("大王", "remark", "按备注匹配"),
    ],
)
async def test_a_customer_is_found_by_what_is_remembered(
    people: dict[str, int], signed_in: SignedIn, words: str, matched: str, zh: str
) -> None:
    found = await _find(await signed_in("op", "operator"), words)
    assert [(one["kind"], one["id"], one["matched"], one["matched_zh"]) for one in found] == [
        ("customer", people["one"], matched, zh)
    ]
    assert found[0]["link"] == f"/customers/{people['one']}"
    assert found[0]["detail"] == "138****5678"


async def test_things_are_found_beside_people(people: dict[str, int], signed_in: SignedIn) -> None:
    client = await signed_in("op", "operator")
    assert [one["kind"] for one in await _find(client, "老客")] == ["customer", "segment", "tag"]
    assert [(one["kind"], one["title"]) for one in await _find(client, "A-1001")] == [("order", "A-1001")]
    assert [one["kind"] for one in await _find(client, "amy")] == ["staff"]


async def test_nobody_finds_beyond_their_scope(people: dict[str, int], signed_in: SignedIn) -> None:
    guide = await signed_in("bob", "sales", staff_id=people["bob"])
    for words in ("小明", "wxm", "5678", "13812345678", "VIP001", "大王", "A-1001", "amy"):
        assert await _find(guide, words) == [], words
    assert [one["id"] for one in await _find(guide, "lilei")] == [people["two"]]


async def test_a_wildcard_is_only_a_sign(people: dict[str, int], signed_in: SignedIn) -> None:
    client = await signed_in("op", "operator")
    for words in ("%", "_", "\\", "   "):
        assert await _find(client, words) == [], words


async def test_at_most_eight_of_a_kind_and_fast(house: House, people: dict[str, int], signed_in: SignedIn) -> None:
    async with house.unit() as uow:
        await uow.execute(
            text("""
                INSERT INTO customers (kind, name, name_search, created_at, updated_at)
                SELECT 'wecom', '赵' || n, '赵' || n || ' zhao' || n, now(), now() FROM generate_series(1, 20000) n
            """)
        )
    client = await signed_in("op", "operator")
    began = time.monotonic()
    assert len(await _find(client, "zhao")) == 8
    assert len(await _find(client, "zhao19999")) == 1
    assert time.monotonic() - began < 3
