"""Identities: how values are compared, who is two people, many at once."""

import asyncio
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from siyu import customers
from siyu.customers import IdentityKind, Known
from siyu.customers.errors import BadPhone
from siyu.customers.rules import identities as rules
from siyu.customers.rules.names import like_pattern, search_text
from siyu.customers.rules.views import age_on, relation_state
from siyu.runtime.database import Database
from siyu.runtime.house import House
from siyu.warehouse import catalogue
from tests.customers.people import names_said


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("13812345678", "+8613812345678"),
        ("+86 138-1234-5678", "+8613812345678"),
        ("0086 13812345678", "+8613812345678"),
        ("１３８１２３４５６７８", "+8613812345678"),
        ("+1 202 555 0143", "+12025550143"),
        ("010-12345678", "+861012345678"),
        ("", None),
        ("abc", None),
        ("12", None),
    ],
)
def test_a_phone_number_has_one_form(typed: str, tidy: str | None) -> None:
    assert rules.tidy_phone(typed) == tidy


@pytest.mark.parametrize(
    ("left", "right", "two"),
    [
        ({"unionid": ["a"]}, {"unionid": ["b"]}, True),
        ({"unionid": ["a"]}, {"unionid": ["a"]}, False),
        ({"unionid": ["a"]}, {}, False),
        ({"unionid": ["a"]}, {"member_no": ["1"]}, False),
        ({"unionid": ["a"], "member_no": ["1"]}, {"unionid": ["a"], "member_no": ["2"]}, True),
        ({"member_no": ["1", "2"]}, {"member_no": ["2"]}, False),
        ({"phone": ["1"]}, {"phone": ["2"]}, False),
        ({"external": ["1"]}, {"external": ["2"]}, False),
    ],
)
def test_who_is_two_people(left: dict[str, list[str]], right: dict[str, list[str]], two: bool) -> None:
    assert rules.are_two_people(left, right) is two
    assert rules.are_two_people(right, left) is two


def test_only_strong_keys_merge() -> None:
    strong = {kind for kind in IdentityKind if rules.may_merge_by(kind)}
    assert strong == {IdentityKind.UNIONID, IdentityKind.MEMBER_NO, IdentityKind.PHONE}


def test_event_values_are_hashed_unless_anonymous() -> None:
    assert rules.event_value(IdentityKind.ANONYMOUS, "visitor") == "visitor"
    assert "wmWang" not in rules.event_value(IdentityKind.EXTERNAL, "wmWang")
    shown = {rules.event_kind(kind) for kind in IdentityKind}
    assert shown == {"unionid", "member", "phone", "external", "openid", "shop", "anonymous"}


def test_a_name_is_found_by_itself_its_pinyin_and_its_initials() -> None:
    assert search_text("王小明") == "王小明 wangxiaoming wxm"
    assert search_text("王", "", "王") == "王 wang w"
    assert search_text("") == ""


@given(st.text(max_size=60))
def test_searching_for_a_name_finds_it(name: str) -> None:
    wanted = like_pattern(name)[1:-1].replace("\\%", "%").replace("\\_", "_").replace("\\\\", "\\")
    assert wanted in search_text(name) or not wanted


def test_an_age_is_in_full_years() -> None:
    assert age_on(date(1996, 9, 2), date(2026, 9, 1)) == 29
    assert age_on(date(1996, 9, 1), date(2026, 9, 1)) == 30
    assert age_on(date(2004, 2, 29), date(2025, 2, 28)) == 20
    assert age_on(None, date(2026, 9, 1)) is None
    assert age_on(date(2027, 1, 1), date(2026, 9, 1)) is None


def test_the_state_of_a_customer() -> None:
    assert [relation_state([]), relation_state([True, False]), relation_state([False])] == ["never", "followed", "lost"]


async def test_many_identities_are_found_or_made_in_their_order(house: House) -> None:
    items = [
        Known(IdentityKind.MEMBER_NO, "M1"),
        Known(IdentityKind.PHONE, "13812345678"),
        Known(IdentityKind.MEMBER_NO, " "),
        Known(IdentityKind.PHONE, "nonsense"),
        Known(IdentityKind.MEMBER_NO, "M1"),
        Known(IdentityKind.PHONE, "+86 13812345678"),
        Known(IdentityKind.MEMBER_NO, "M2"),
    ]
    async with house.unit() as uow:
        first = await customers.identify_many(uow, items, source="import", vault=house.vault)
    async with house.unit() as uow:
        again = await customers.identify_many(uow, items, source="import", vault=house.vault)
        assert len(await names_said(uow)) == 6
    assert first == again
    assert first[2] is first[3] is None
    assert first[0] == first[4]
    assert first[1] == first[5]
    assert len({first[0], first[1], first[6]}) == 3


@pytest.mark.parametrize("kind", list(IdentityKind))
async def test_events_of_an_arrival_hide_the_identity(house: House, kind: IdentityKind) -> None:
    value = "13812345678"
    async with house.unit() as uow:
        await customers.identify(uow, kind=kind, value=value, source="open_api", vault=house.vault)
    async with house.unit() as uow:
        rows = (await uow.execute(text("SELECT * FROM events ORDER BY id"))).mappings().all()
    assert [row["name"] for row in rows] == ["customer_created", "identity_linked"]
    for row in rows:
        problem = catalogue.find_problem(row["name"], row["properties"], has_customer=True, has_staff=False)
        assert problem is None, problem
    said, is_visitor = rows[1], kind is IdentityKind.ANONYMOUS
    assert said["properties"]["kind"] == rules.event_kind(kind)
    assert (said["anonymous_id"], said["properties"]["value"] == value) == (value if is_visitor else None, is_visitor)
    if kind is IdentityKind.UNIONID:
        assert said["properties"]["value"] == rules.event_value(kind, value)


async def test_nobody_is_made_for_a_look(database: Database) -> None:
    async with database.unit() as uow:
        kind = IdentityKind.MEMBER_NO
        assert await customers.identify(uow, kind=kind, value="M1", source="x", create=False) is None
        assert (await uow.execute(text("SELECT count(*) FROM customers"))).scalar_one() == 0


async def test_a_phone_without_the_vault_or_without_digits_is_refused(house: House) -> None:
    async with house.unit() as uow:
        kind = IdentityKind.PHONE
        with pytest.raises(ValueError, match="vault"):
            await customers.identify(uow, kind=kind, value="13812345678", source="x")
        with pytest.raises(BadPhone):
            await customers.identify(uow, kind=kind, value="no", source="x", create=False, vault=house.vault)


async def test_two_at_once_make_one_customer(house: House) -> None:
    async with house.unit() as first:
        await customers.identify(first, kind=IdentityKind.UNIONID, value="u1", source="x")
        await first.flush()

        async def second() -> int | None:
            async with house.unit() as uow:
                return await customers.identify(uow, kind=IdentityKind.UNIONID, value="u1", source="x")

        waiting = asyncio.create_task(second())
        await asyncio.sleep(0.2)
        assert not waiting.done()
    found = await waiting
    async with house.unit() as uow:
        assert (await uow.execute(text("SELECT id FROM customers"))).scalars().all() == [found]
