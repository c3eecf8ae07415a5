"""News and answers about many customers at once mean the same as one after the other."""

import random
from typing import Any

import pytest
from sqlalchemy import text

from siyu import customers
from siyu.customers import FollowFacts
from siyu.customers.service import refresh
from siyu.runtime.database import Database
from siyu.runtime.house import House
from tests.customers.conftest import Outside
from tests.customers.people import CORP, at

_SPELLS = """
SELECT substr(external_userid, 2) AS who, staff_id, spell, is_live, is_half, started_at, ended_at, ended_by, state,
       moved_at, is_current, remark
FROM follows WHERE external_userid LIKE :prefix ORDER BY who, staff_id, spell
"""
_PEOPLE = """
SELECT DISTINCT substr(follows.external_userid, 2) AS who, first_source, first_source_at, last_source, last_source_at
FROM customers JOIN follows ON follows.customer_id = customers.id
WHERE external_userid LIKE :prefix ORDER BY who
"""
_SAID = """
SELECT DISTINCT substr(follows.external_userid, 2) AS who, events.name, events.staff_id, events.occurred_at,
       events.properties - 'value' AS properties, events.source
FROM events JOIN follows ON follows.customer_id = events.customer_id
WHERE external_userid LIKE :prefix AND events.name IN ('follow_started', 'follow_ended', 'customer_created')
ORDER BY who, name, staff_id, occurred_at NULLS FIRST
"""


async def known(database: Database, prefix: str) -> list[list[dict[str, Any]]]:
    found = []
    async with database.unit() as uow:
        for statement in (_SPELLS, _PEOPLE, _SAID):
            rows = (await uow.execute(text(statement), {"prefix": f"{prefix}%"})).mappings()
            found.append([dict(row) for row in rows])
    for row in found[2]:
        if row["name"] == "customer_created":
            row["occurred_at"] = None
    return found


def news(chance: random.Random, prefix: str) -> list[FollowFacts]:
    """Additions of few people by few members, out of order, some twice, some halves."""
    return [
        FollowFacts(
            CORP,
            chance.choice((11, 12)),
            f"{prefix}m{chance.randrange(6)}",
            at(chance.randrange(8)),
            state=chance.choice((None, "s1")),
            is_half=chance.random() < 0.2,
        )
        for _ in range(40)
    ]


@pytest.mark.parametrize("seed", range(8))
async def test_additions_in_batches_equal_additions_one_by_one(database: Database, seed: int) -> None:
    for facts in news(random.Random(seed), "a"):
        async with database.unit() as uow:
            await customers.start_follow(uow, facts, source="wecom_callback")
    told, chance = news(random.Random(seed), "b"), random.Random(seed + 100)
    while told:
        size = chance.randrange(1, 12)
        async with database.unit() as uow:
            follows = await customers.start_follows(uow, told[:size], source="wecom_callback")
        assert [follow.external_userid for follow in follows] == [facts.external_userid for facts in told[:size]]
        told = told[size:]
    singly, together = await known(database, "a"), await known(database, "b")
    for mine, theirs in zip(singly, together, strict=True):
        assert mine == theirs
    assert len((await known(database, "b"))[0]) >= 6


async def test_answers_about_many_are_applied_together(house: House, outside: Outside) -> None:
    tags = outside.company.add_tags("肤质", ["干性"])
    friends = outside.company.befriend_many(12, ["amy", "bob"], tags=[tags["干性"]])
    outside.company.edit_customer("amy", friends[0], remark="王姐")
    outside.pass_time()
    failed = await refresh.refresh_contacts(house, outside.corp.id, [*friends, "wmNobody"])
    assert failed == {}
    async with house.unit() as uow:
        rows = (
            await uow.execute(
                text("""
                    SELECT external_userid, remark, name <> '' AS is_named, synced_at IS NOT NULL AS is_read,
                           (SELECT count(*) FROM customer_tags WHERE customer_id = customers.id AND is_on) AS tags
                    FROM follows JOIN customers ON customers.id = customer_id ORDER BY external_userid
                """)
            )
        ).all()
    assert sorted(row.external_userid for row in rows) == sorted(friends)
    assert {row.remark for row in rows if row.external_userid == friends[0]} == {"王姐"}
    assert {(row.is_named, row.is_read, row.tags) for row in rows} == {(True, True, 1)}


async def test_one_answer_that_cannot_be_applied_does_not_hold_up_the_others(
    house: House, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    friends = sorted(outside.company.befriend_many(5, ["amy"]))
    outside.pass_time()
    real = refresh.apply_contacts

    async def stumble(uow: Any, corp_id: int, contacts: Any, **more: Any) -> list[int]:
        if any(one.external_contact.external_userid == friends[2] for one in contacts):
            raise RuntimeError("this one is odd")
        return await real(uow, corp_id, contacts, **more)

    monkeypatch.setattr(refresh, "apply_contacts", stumble)
    await customers.refresh_contacts.run(house, corp_id=outside.corp.id, external_userids=friends)
    async with house.unit() as uow:
        got = (await uow.execute(text("SELECT external_userid FROM follows"))).scalars()
        assert sorted(got) == [friend for friend in friends if friend != friends[2]]
        orders = (await uow.execute(text("SELECT args FROM procrastinate_jobs WHERE status = 'todo'"))).scalars()
        assert {"corp_id": outside.corp.id, "external_userids": [friends[2]]} in list(orders)
    with pytest.raises(RuntimeError):
        await customers.refresh_contacts.run(house, corp_id=outside.corp.id, external_userids=[friends[2]])
