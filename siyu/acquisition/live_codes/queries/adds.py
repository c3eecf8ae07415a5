"""SQL of what codes brought."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from siyu.acquisition.live_codes.tables import live_code_adds as adds


async def add_add(connection: AsyncConnection, values: dict[str, Any]) -> None:
    """A relation began through a code."""
    await connection.execute(insert(adds).values(values))


async def has_adds(connection: AsyncConnection, customer_id: int) -> bool:
    """Whether any code brought this customer before."""
    statement = text("SELECT EXISTS (SELECT 1 FROM live_code_adds WHERE customer_id = :customer_id)")
    return bool((await connection.execute(statement, {"customer_id": customer_id})).scalar_one())


async def end_add(
    connection: AsyncConnection, *, customer_id: int, staff_id: int, spell: int, at: datetime, by: str
) -> None:
    """A relation ended; nothing when no code had begun it."""
    statement = (
        update(adds)
        .where(
            adds.c.customer_id == customer_id,
            adds.c.staff_id == staff_id,
            adds.c.spell == spell,
            adds.c.ended_at.is_(None),
        )
        .values(ended_at=at, ended_by=by)
    )
    await connection.execute(statement)


_NOTE_WELCOME = text("""
UPDATE live_code_adds SET welcome = :state WHERE id = (
    SELECT id FROM live_code_adds WHERE customer_id = :customer_id AND staff_id = :staff_id
    ORDER BY spell DESC, id DESC LIMIT 1)
""")


async def note_welcome(connection: AsyncConnection, *, customer_id: int, staff_id: int, state: str) -> None:
    """How the welcome of a customer's newest relation with a member ended."""
    values = {"customer_id": customer_id, "staff_id": staff_id, "state": state}
    await connection.execute(_NOTE_WELCOME, values)


async def move_adds(connection: AsyncConnection, *, loser: int, survivor: int) -> None:
    """Two records were one person."""
    await connection.execute(update(adds).where(adds.c.customer_id == loser).values(customer_id=survivor))


_BY_DAY_AND_STAFF = text("""
SELECT cast(started_at AT TIME ZONE :zone AS date) AS day, staff_id,
       count(*) AS adds,
       count(*) FILTER (WHERE is_first) AS first_adds,
       count(*) FILTER (WHERE welcome = 'delivered') AS welcomed,
       count(*) FILTER (WHERE welcome IN ('failed', 'unknown', 'skipped')) AS welcome_failed,
       count(*) FILTER (WHERE ended_at < started_at + interval '24 hours') AS lost_within_day,
       count(*) FILTER (WHERE ended_at IS NOT NULL) AS lost,
       count(*) FILTER (WHERE ended_at IS NULL) AS still_friends
FROM live_code_adds
WHERE code_id = :code_id AND started_at >= :since AND started_at < :until
  AND (cast(:staff_ids AS bigint[]) IS NULL OR staff_id = ANY (cast(:staff_ids AS bigint[])))
GROUP BY GROUPING SETS ((1, 2), ())
ORDER BY 1, 2
""")


# The same conditions as in the figures above, one of them switched on by name.
_PEOPLE = text("""
WITH found AS (
SELECT id, customer_id, staff_id, started_at, ended_at, welcome
FROM live_code_adds
WHERE code_id = :code_id AND started_at >= :since AND started_at < :until
  AND (cast(:staff_ids AS bigint[]) IS NULL OR staff_id = ANY (cast(:staff_ids AS bigint[])))
  AND CASE cast(:figure AS text)
        WHEN 'adds' THEN true
        WHEN 'first_adds' THEN is_first
        WHEN 'welcomed' THEN welcome = 'delivered'
        WHEN 'welcome_failed' THEN welcome IN ('failed', 'unknown', 'skipped')
        WHEN 'lost_within_day' THEN ended_at < started_at + interval '24 hours'
        WHEN 'lost' THEN ended_at IS NOT NULL
        WHEN 'still_friends' THEN ended_at IS NULL
      END
)
SELECT found.*, (SELECT count(*) FROM found) AS total
FROM found
WHERE cast(:before AS bigint) IS NULL OR id < :before
ORDER BY id DESC
LIMIT :most
""")


@dataclass(frozen=True, slots=True)
class Span:
    """Relations begun in [since, until), counted by days of a zone; `staff_ids` None: through any member."""

    code_id: int
    since: datetime
    until: datetime
    zone: str
    staff_ids: list[int] | None


async def read_figures(connection: AsyncConnection, span: Span) -> tuple[list[Row[Any]], Row[Any]]:
    """Figures by local day and member, and in all (day and member empty), of one moment."""
    rows = list((await connection.execute(_BY_DAY_AND_STAFF, asdict(span))).all())
    total = next(row for row in rows if row.day is None and row.staff_id is None)
    return [row for row in rows if row is not total], total


async def list_adds(
    connection: AsyncConnection, span: Span, figure: str, *, most: int, before: int | None
) -> list[Row[Any]]:
    """The relations that a figure counts, newest first, each with how many there are in all."""
    values = {**asdict(span), "figure": figure, "most": most, "before": before}
    return list((await connection.execute(_PEOPLE, values)).all())
