"""Columns of a batch arrive in PostgreSQL exactly as they were, whatever is in them."""

from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from siyu.runtime.database import Database
from siyu.runtime.spine.arrays import plain_array, text_array

SENT = text("SELECT cast(:texts AS text[]) AS texts, cast(:numbers AS bigint[]) AS numbers, "
            "cast(:moments AS timestamptz[]) AS moments")  # fmt: skip

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
NASTY = st.sampled_from(["", "NULL", "null", '"', "\\", "{}", "a,b", "{a,b}", "\n", " ", '\\"', "值", "'; --", ":x"])


async def send(database: Database, texts: list[str | None], numbers: list[int | None]) -> None:
    moments = [datetime(2026, 9, 1, 2, 0, 0, 123000, tzinfo=UTC), None]
    values = {"texts": text_array(texts), "numbers": plain_array(numbers), "moments": plain_array(moments)}
    async with database.unit() as uow:
        row = (await uow.execute(SENT, values)).one()
    assert (row.texts, row.numbers, row.moments) == (texts, numbers, moments)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.none() | NASTY | TEXTS, max_size=8),
    numbers=st.lists(st.none() | st.integers(-(2**63), 2**63 - 1), max_size=8),
)
async def test_any_batch_arrives_as_it_was(
    database: Database, texts: list[str | None], numbers: list[int | None]
) -> None:
    await send(database, texts, numbers)
