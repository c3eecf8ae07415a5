"""Tags on customers: who may, what is said, exclusive groups, many at once."""

import time

import pytest
from sqlalchemy import select, text

from siyu import customers
from siyu.customers.queries import tags as queries
from siyu.customers.tables import customers as people
from siyu.runtime.database import Database
from siyu.runtime.viewer import system_viewer
from siyu.warehouse import catalogue
from tests.customers.people import EVERYONE, a_viewer, befriend, properties_of


async def tag(database: Database, *names: str) -> list[int]:
    async with database.unit() as uow:
        return list((await customers.ensure_tags(uow, names)).values())


async def test_a_tag_is_made_once_by_its_name(database: Database) -> None:
    assert await tag(database, "老客", "新客", " 老客 ") == await tag(database, "老客", "新客")


async def test_tagging_twice_is_said_once(database: Database) -> None:
    wang = (await befriend(database, "wmWang", 11)).customer_id
    [old] = await tag(database, "老客")
    for expected in (1, 0):
        async with database.unit() as uow:
            change = await customers.add_tags(uow, EVERYONE, [wang], [old], by="staff", source="console")
        assert (change.customers, change.added) == (1, expected)
    async with database.unit() as uow:
        assert await properties_of(uow, "tag_added") == [{"tag": old, "by": "staff"}]


async def test_every_real_change_is_said(database: Database) -> None:
    wang = (await befriend(database, "wmWang", 11)).customer_id
    [old] = await tag(database, "老客")
    for _ in range(2):
        async with database.unit() as uow:
            await customers.add_tags(uow, EVERYONE, [wang], [old], by="rule", source="worker")
            await customers.remove_tags(uow, EVERYONE, [wang], [old], by="rule", source="worker")
    async with database.unit() as uow:
        for name in ("tag_added", "tag_removed"):
            said = await properties_of(uow, name)
            assert len(said) == 2
            assert catalogue.find_problem(name, said[0], has_customer=True, has_staff=False) is None


async def test_nobody_tags_a_customer_they_do_not_see(database: Database) -> None:
    mine = (await befriend(database, "wmWang", 11)).customer_id
    theirs = (await befriend(database, "wmLi", 22)).customer_id
    [old] = await tag(database, "老客")
    async with database.unit() as uow:
        change = await customers.add_tags(uow, a_viewer(11), [mine, theirs], [old], by="staff", source="console")
        assert (change.customers, change.added) == (1, 1)
        assert await queries.list_holders(uow, [old], 10) == [mine]


async def test_an_exclusive_group_holds_one_tag(database: Database) -> None:
    wang = (await befriend(database, "wmWang", 11)).customer_id
    gold, silver = await tag(database, "金卡", "银卡")
    async with database.unit() as uow:
        await uow.execute(text("UPDATE tag_groups SET is_exclusive = true"))
        await customers.add_tags(uow, EVERYONE, [wang], [gold], by="staff", source="console")
        change = await customers.add_tags(uow, EVERYONE, [wang], [silver], by="staff", source="console")
        assert (change.added, change.removed) == (1, 1)
        assert [row["id"] for row in await queries.list_tags_of(uow, [wang])] == [silver]
    async with database.unit() as uow:
        assert await properties_of(uow, "tag_removed") == [{"tag": gold, "by": "staff", "reason": "exclusive"}]


async def test_an_unknown_tag_is_refused(database: Database) -> None:
    async with database.unit() as uow:
        with pytest.raises(customers.TagNotFound):
            await customers.add_tags(uow, EVERYONE, [1], [999], by="staff", source="console")


async def test_twenty_thousand_customers_are_tagged_in_seconds(database: Database) -> None:
    [old] = await tag(database, "老客")
    known = [customers.Known(customers.IdentityKind.MEMBER_NO, f"M{number}") for number in range(20_000)]
    began = time.monotonic()
    async with database.unit() as uow:
        ids = await customers.identify_many(uow, known, source="import")
    async with database.unit() as uow:
        change = await customers.add_tags(uow, system_viewer(), ids, [old], by="import", source="import")
    assert change.added == 20_000
    assert time.monotonic() - began < 30


async def test_visible_customers_are_those_of_visible_members(database: Database) -> None:
    mine = (await befriend(database, "wmWang", 11)).customer_id
    await befriend(database, "wmLi", 22)
    async with database.unit() as uow:
        rows = await uow.execute(select(people.c.id).where(customers.visible_to(a_viewer(11))))
        assert list(rows.scalars()) == [mine]
        rows = await uow.execute(select(people.c.id).where(customers.visible_to(a_viewer())))
        assert list(rows.scalars()) == []
