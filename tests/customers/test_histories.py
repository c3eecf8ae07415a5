"""Histories of one relation over the real database: any order, repeats, late news."""

import itertools
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from siyu.runtime.database import Database
from tests.customers.people import befriend, leave

_NUMBERS = itertools.count()
NEWS = st.lists(
    st.tuples(st.integers(0, 500), st.sampled_from(["start", "customer", "staff"])),
    min_size=1,
    max_size=6,
    unique_by=lambda one: one[0],
)


@given(news=NEWS, data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_our_books_agree_with_the_newest_news(
    database: Database, news: list[tuple[int, str]], data: st.DataObject
) -> None:
    external = f"wm{next(_NUMBERS)}"
    for minute, what in data.draw(st.permutations(news + news[:2])):
        if what == "start":
            await befriend(database, external, 11, minutes=minute)
        else:
            await leave(database, external, 11, minutes=minute, by=what)
    rows, events = await _books(database, external)
    assert rows[-1]["is_live"] is (max(news)[1] == "start")
    assert [row["is_live"] for row in rows[:-1]] == [False] * (len(rows) - 1)
    assert [row["spell"] for row in rows] == list(range(1, len(rows) + 1))
    started = [spell for name, spell in events if name == "follow_started"]
    ended = [spell for name, spell in events if name == "follow_ended"]
    assert sorted(started) == [row["spell"] for row in rows if row["started_at"]]
    assert sorted(ended) == [row["spell"] for row in rows if not row["is_live"]]
    for row in rows:
        if row["started_at"] and row["ended_at"]:
            assert row["started_at"] <= row["ended_at"]


async def _books(database: Database, external: str) -> tuple[list[Any], list[tuple[str, int]]]:
    async with database.unit() as uow:
        found = await uow.execute(
            text("SELECT * FROM follows WHERE external_userid = :external ORDER BY spell"), {"external": external}
        )
        rows = list(found.mappings())
        events = await uow.execute(
            text("""
                SELECT name, (properties->>'spell')::int AS spell FROM events
                WHERE customer_id = :id AND name LIKE 'follow%'
            """),
            {"id": rows[0]["customer_id"]},
        )
        return rows, [(row.name, row.spell) for row in events]
