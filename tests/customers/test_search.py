"""Finding customers: by pieces of what is written about them, exactly as reading every row would find them."""

import random

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from siyu.customers import CustomerFilter
from siyu.customers.queries import lists
from siyu.customers.queries.lists import Search
from siyu.customers.rules.names import like_pattern, pieces_of, search_text, wanted_pieces
from siyu.kit.text import normalise
from siyu.runtime.database import Database, UnitOfWork
from siyu.runtime.viewer import Scope, Viewer
from tests.customers.people import CORP, EVERYONE, a_viewer, at

_ANY = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)


@given(_ANY, st.integers(0, 30), st.integers(1, 30))
def test_whatever_stands_in_a_text_is_among_its_pieces(name: str, start: int, size: int) -> None:
    stored = search_text(name)
    wanted = stored[start : start + size]
    if normalise(wanted) == wanted:
        assert set(wanted_pieces(wanted)) <= pieces_of(stored)
        assert bool(wanted_pieces(wanted)) == bool(wanted)


def test_two_letters_are_looked_for_as_one_piece_and_one_letter_alone() -> None:
    assert wanted_pieces("小明") == ["小明"]
    assert wanted_pieces("WXM") == ["wx", "xm"]
    assert wanted_pieces("王") == ["王"]
    assert wanted_pieces(" \u200b ") == []
    assert pieces_of("王小") == {"王", "小", "王小"}


async def _ask(database: Database, names: list[str], remarks: list[str]) -> None:
    """Customers of member 1 with these names; every second is noted by member 2 instead, whose note is in use."""
    async with database.unit() as uow:
        for number, (name, remark) in enumerate(zip(names, remarks, strict=True)):
            await uow.execute(_INSERT, {"name": name, "found": search_text(name), "at": at(number), "tail": "1234"})
            await uow.execute(
                _FOLLOW,
                {"corp": CORP, "staff": 1 + number % 2, "user": f"wm{number}", "at": at(number), "remark": remark,
                 "found": search_text(remark)},
            )  # fmt: skip


_INSERT = text("""
INSERT INTO customers (kind, name, name_search, phone_tail, created_at, updated_at)
VALUES ('wecom', :name, :found, :tail, :at, :at)
""")
_FOLLOW = text("""
INSERT INTO follows (customer_id, corp_id, staff_id, external_userid, spell, is_live, started_at, moved_at, source,
                     remark, remark_search)
VALUES ((SELECT max(id) FROM customers), :corp, :staff, :user, 1, true, :at, :at, 'import', :remark, :found)
""")
# How it was done before there was an index: every row is read.
_BY_READING = text("""
SELECT c.id FROM customers c
WHERE (c.name_search LIKE :pattern OR EXISTS (
          SELECT 1 FROM follows f WHERE f.customer_id = c.id AND f.remark_search LIKE :pattern
             AND (:everyone OR f.staff_id = ANY(cast(:staff AS bigint[]))))
       OR (length(:plain) = 4 AND c.phone_tail = :plain))
  AND (:everyone OR EXISTS (SELECT 1 FROM follows f WHERE f.customer_id = c.id AND f.is_current
                              AND f.staff_id = ANY(cast(:staff AS bigint[]))))
ORDER BY c.id
""")


async def _by_reading(uow: UnitOfWork, viewer: Viewer, words: str) -> list[int]:
    values = {"pattern": like_pattern(words), "plain": words.strip(), "everyone": viewer.sees_everyone}
    rows = await uow.execute(_BY_READING, {**values, "staff": sorted(viewer.staff_ids)})
    return list(rows.scalars())


_NAMES = [
    "王小明",
    "王明",
    "小王",
    "李雷",
    "韩梅梅",
    "ＡＢＣ王",
    "100%_off",
    "a\\b'c",
    "",
    "😀小😀",
    "wang",
    "1234",
    "明小王",
]
_REMARKS = ["老客户王", "", "小明的妈妈", "100%", "韩", "王小", "_", "", "无名", "😀", "lilei", "明王", "小"]
_WORDS = ["王", "小明", "王小明", "xm", "xiaoming", "小 王", "%", "_", "\\", "'", "00%", "😀", "😀小", "1234", "li",
          "hm", "ｗａｎｇ", "明的", "没有", "王王", "ang w", " ", "\u200b", "c王", "a\\"]  # fmt: skip


async def test_every_search_finds_what_reading_every_row_finds(database: Database) -> None:
    await _ask(database, _NAMES, _REMARKS)
    found_some = 0
    async with database.unit() as uow:
        for viewer in (EVERYONE, a_viewer(1), a_viewer(2), a_viewer(1, 2, scope=Scope.TEAM), a_viewer(9)):
            for words in _WORDS:
                search = Search(CustomerFilter(text=words))
                expected = await _by_reading(uow, viewer, words)
                page = await lists.list_page(uow, viewer, search, before=None, limit=100)
                assert [row["id"] for row in page.rows] == expected[::-1], (words, viewer.staff_ids)
                assert (page.total, page.is_capped) == (len(expected), False)
                assert await lists.list_ids(uow, viewer, search, limit=100) == expected
                assert await lists.count_all(uow, viewer, search) == len(expected)
                found_some += bool(expected)
    assert found_some > 40


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_random_words_find_what_reading_every_row_finds(database: Database, seed: int) -> None:
    dice = random.Random(seed)
    names, remarks, wanted = ([_drawn(dice, most) for _ in range(120)] for most in (6, 6, 3))
    await _ask(database, names, remarks)
    found_some = 0
    async with database.unit() as uow:
        for words in wanted:
            ids = await lists.list_ids(uow, a_viewer(1), Search(CustomerFilter(text=words)), limit=500)
            assert ids == await _by_reading(uow, a_viewer(1), words), words
            found_some += bool(ids)
    assert found_some > 20


def _drawn(dice: random.Random, most: int) -> str:
    return "".join(dice.choices("王小明a1 %_\\'😀", k=dice.randint(1, most)))


@given(_ANY)
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_cuts_a_text_as_we_do(database_url: str, said: str) -> None:
    with psycopg.connect(database_url) as connection:
        row = connection.execute("SELECT search_pieces(%s)", (said,)).fetchone()
    assert row is not None
    assert set(row[0]) == pieces_of(said)


async def test_the_index_answers_the_search(database: Database) -> None:
    async with database.unit() as uow:
        for column, table, index in (
            ("name_search", "customers", "ix_customers_name_pieces"),
            ("remark_search", "follows", "ix_follows_remark_pieces"),
        ):
            await uow.execute(text("SET LOCAL enable_seqscan = off"))
            plan = await uow.execute(
                text(f"EXPLAIN SELECT id FROM {table} WHERE search_pieces({column}) @> ARRAY['王小']")
            )
            assert index in "\n".join(plan.scalars())


async def test_beyond_ten_thousand_a_list_says_more_and_pages_go_on(database: Database) -> None:
    async with database.unit() as uow:
        await uow.execute(
            text("""
            INSERT INTO customers (kind, name, name_search, created_at, updated_at)
            SELECT 'wecom', 'wang', CASE WHEN n % 2 = 0 THEN 'wang w' ELSE 'lei l' END, now(), now()
            FROM generate_series(1, 20100) AS n
        """)
        )
        ids = list((await uow.execute(text("SELECT id FROM customers WHERE name_search = 'wang w'"))).scalars())
        wanted = Search(CustomerFilter(text="wang"))
        page = await lists.list_page(uow, EVERYONE, wanted, before=None, limit=3)
        assert (page.total, page.is_capped) == (10_000, True)
        assert [row["id"] for row in page.rows] == sorted(ids)[::-1][:3]
        after = await lists.list_page(uow, EVERYONE, wanted, before=page.rows[-1]["id"], limit=3)
        assert [row["id"] for row in after.rows] == sorted(ids)[::-1][3:6]
        assert await lists.count_all(uow, EVERYONE, wanted) == 10_050
        few = await lists.list_page(uow, EVERYONE, Search(CustomerFilter(text="wang", customer_ids=tuple(ids[:7]))),
                                    before=None, limit=3)  # fmt: skip
        assert (few.total, few.is_capped) == (7, False)
