"""Relations over a real database: spells, repeated and late news, what is said of them."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from siyu import customers
from siyu.customers import Follow, FollowFacts
from siyu.runtime.database import Database, UnitOfWork
from siyu.warehouse import catalogue

T0 = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
AMY, CORP = 11, 1
WANG = "wmWang"


def at(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


async def add(database: Database, minutes: float, **more: object) -> Follow:
    facts = FollowFacts(CORP, AMY, WANG, at(minutes), **more)  # type: ignore[arg-type]  # a test's shorthand
    async with database.unit() as uow:
        return await customers.start_follow(uow, facts, source="wecom_callback")


async def end(database: Database, minutes: float, by: str = "customer") -> Follow:
    async with database.unit() as uow:
        return await customers.end_follow(
            uow,
            corp_id=CORP,
            staff_id=AMY,
            external_userid=WANG,
            by=by,
            occurred_at=at(minutes),
            source="wecom_callback",
        )


async def said(uow: UnitOfWork) -> list[tuple[str, dict[str, object]]]:
    rows = await uow.execute(text("SELECT name, properties FROM events WHERE name LIKE 'follow%' ORDER BY id"))
    return [(row.name, row.properties) for row in rows]


async def test_a_first_addition_makes_a_customer_a_spell_and_the_facts(database: Database) -> None:
    follow = await add(database, 0, add_way=1)
    assert (follow.spell, follow.is_new, follow.is_live) == (1, True, True)
    async with database.unit() as uow:
        rows = (await uow.execute(text("SELECT name, properties, customer_id, staff_id FROM events ORDER BY id"))).all()
    assert [row.name for row in rows] == ["customer_created", "identity_linked", "follow_started"]
    assert {row.customer_id for row in rows} == {follow.customer_id}
    assert rows[2].properties == {"spell": 1, "by": "customer", "add_way": 1, "is_half": False}
    for row in rows:
        problem = catalogue.find_problem(row.name, row.properties, has_customer=True, has_staff=bool(row.staff_id))
        assert problem is None


async def test_a_repeated_callback_changes_nothing(database: Database) -> None:
    first = await add(database, 0)
    again = await add(database, 0)
    assert (again.id, again.is_new) == (first.id, False)
    async with database.unit() as uow:
        assert len(await said(uow)) == 1


async def test_adding_again_after_leaving_is_the_second_spell(database: Database) -> None:
    await add(database, 0)
    await end(database, 10)
    follow = await add(database, 20)
    assert (follow.spell, follow.is_new) == (2, True)
    async with database.unit() as uow:
        assert [(name, p["spell"]) for name, p in await said(uow)] == [
            ("follow_started", 1),
            ("follow_ended", 1),
            ("follow_started", 2),
        ]


async def test_an_end_tells_how_long_it_lasted_and_by_whom(database: Database) -> None:
    await add(database, 0)
    await end(database, 10, by="staff")
    async with database.unit() as uow:
        assert (await said(uow))[-1] == ("follow_ended", {"spell": 1, "by": "staff", "lived_seconds": 600})


async def test_an_addition_that_arrives_after_its_end_does_not_revive_the_relation(database: Database) -> None:
    await end(database, 10)
    late = await add(database, 0, add_way=1)
    assert (late.is_live, late.is_new) == (False, False)
    async with database.unit() as uow:
        assert {name for name, _ in await said(uow)} == {"follow_started", "follow_ended"}


async def test_a_late_end_does_not_undo_a_newer_addition(database: Database) -> None:
    await add(database, 0)
    await add(database, 20)
    follow = await end(database, 10)
    assert follow.is_live
    assert follow.spell == 2


async def test_a_half_addition_becomes_whole_in_the_same_spell(database: Database) -> None:
    await add(database, 0, is_half=True)
    whole = await add(database, 30, state="poster")
    assert (whole.spell, whole.is_new, whole.state) == (1, False, "poster")
    async with database.unit() as uow:
        assert [p["is_half"] for _, p in await said(uow)] == [True]


async def test_a_customer_who_left_stays_ours(database: Database) -> None:
    follow = await add(database, 0)
    await end(database, 10, by="staff")
    async with database.unit() as uow:
        found = await customers.identify(
            uow, kind=customers.IdentityKind.EXTERNAL, value=WANG, source="console", create=False
        )
    assert found == follow.customer_id


@pytest.mark.parametrize(("add_way", "by"), [(1, "customer"), (202, "admin"), (None, "customer")])
async def test_who_began_it_is_told_from_the_way(database: Database, add_way: int | None, by: str) -> None:
    await add(database, 0, add_way=add_way)
    async with database.unit() as uow:
        assert (await said(uow))[0][1]["by"] == by


async def test_live_follows_are_those_that_stand(database: Database) -> None:
    await add(database, 0)
    async with database.unit() as uow:
        assert [row.external_userid for row in await uow.execute(customers.live_follows())] == [WANG]
    await end(database, 5)
    async with database.unit() as uow:
        assert (await uow.execute(customers.live_follows())).all() == []
