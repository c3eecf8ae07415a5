"""SQL of the inbox: storing in bulk, taking rows under a lease, finishing, parking, listing."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, TextClause, and_, func, select, text, true, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from siyu.channels.inbox.contracts import Arrival, Claim, InboxItem, InboxLane, InboxState
from siyu.channels.inbox.tables import callback_inbox as inbox
from siyu.channels.inbox.tables import callback_visits as visits

URGENT_CHANNEL = "siyu_inbox_urgent"
NORMAL_CHANNEL = "siyu_inbox"

# Rows go in sorted by their key, so that two processes storing the same callbacks cannot lock each other out.
_STORE = text("""
WITH fresh AS (
    INSERT INTO callback_inbox (corp_id, body_hash, body_sealed, lane, event, change_type, subject,
                                happened_at, received_at, due_at)
    SELECT corp_id, body_hash, body_sealed, lane, event, change_type, subject, happened_at, received_at, received_at
    FROM unnest(cast(:corps AS bigint[]), cast(:hashes AS text[]), cast(:bodies AS text[]), cast(:lanes AS text[]),
                cast(:events AS text[]), cast(:changes AS text[]), cast(:subjects AS text[]),
                cast(:happened AS timestamptz[]), cast(:received AS timestamptz[]))
         AS batch(corp_id, body_hash, body_sealed, lane, event, change_type, subject, happened_at, received_at)
    ORDER BY corp_id, body_hash
    ON CONFLICT DO NOTHING
    RETURNING lane
), bells AS (
    SELECT pg_notify(CASE lane WHEN 'urgent' THEN 'siyu_inbox_urgent' ELSE 'siyu_inbox' END, '')
    FROM fresh GROUP BY lane
)
SELECT (SELECT count(*) FROM fresh) AS stored, (SELECT count(*) FROM bells) AS rung
""")

# Due rows nobody holds. Rows that failed twice are asked for apart from fresh ones, so that they can be tried alone.
# In the normal lane an earlier waiting event of the same subject goes first; in the urgent lane the newest row does,
# because after a standstill the older codes are dead already.
_TAKE = """
WITH due AS (
    SELECT id FROM callback_inbox AS mine
    WHERE lane = :lane AND state = 'waiting' AND due_at <= :now AND tries {tries}
      {order}
    ORDER BY due_at {direction}, id {direction}
    LIMIT :limit
    FOR UPDATE SKIP LOCKED
)
UPDATE callback_inbox AS taken
SET tries = taken.tries + 1, lease = taken.lease + 1, due_at = :until
FROM due WHERE taken.id = due.id
RETURNING taken.id, taken.corp_id, taken.body_sealed, taken.body_hash, taken.event, taken.change_type,
          taken.received_at, taken.tries, taken.lease, taken.reason
"""
_IN_ORDER = """
      AND NOT EXISTS (
        SELECT 1 FROM callback_inbox AS earlier
        WHERE earlier.corp_id = mine.corp_id AND earlier.subject = mine.subject AND earlier.state = 'waiting'
          AND (earlier.happened_at, earlier.id) < (mine.happened_at, mine.id))
"""


def _take(lane: InboxLane, *, is_fresh: bool) -> TextClause:
    is_urgent = lane is InboxLane.URGENT
    return text(
        _TAKE.format(
            tries="<= 1" if is_fresh else "> 1",
            order="" if is_urgent else _IN_ORDER,
            direction="DESC" if is_urgent else "ASC",
        )
    )


_TAKES = {(lane, is_fresh): _take(lane, is_fresh=is_fresh) for lane in InboxLane for is_fresh in (True, False)}


async def store_arrivals(connection: AsyncConnection, arrivals: Sequence[Arrival]) -> int:
    """Store a batch and wake the lanes at commit; how many were new (the same body twice is stored once)."""
    columns = {
        "corps": [one.corp_id for one in arrivals],
        "hashes": [one.body_hash for one in arrivals],
        "bodies": [one.body_sealed for one in arrivals],
        "lanes": [str(one.lane) for one in arrivals],
        "events": [one.event for one in arrivals],
        "changes": [one.change_type for one in arrivals],
        "subjects": [one.subject for one in arrivals],
        "happened": [one.happened_at for one in arrivals],
        "received": [one.received_at for one in arrivals],
    }
    return int((await connection.execute(_STORE, columns)).one().stored)


async def take_due(
    connection: AsyncConnection, lane: InboxLane, *, is_fresh: bool, now: datetime, until: datetime, limit: int
) -> list[Claim]:
    """Take due rows of a lane for one try each, which is counted now; they come back at `until` if nobody ends them."""
    wanted = {"lane": str(lane), "now": now, "until": until, "limit": limit}
    rows = (await connection.execute(_TAKES[lane, is_fresh], wanted)).all()
    return sorted((Claim(**row._mapping) for row in rows), key=lambda claim: claim.id)


async def hold(connection: AsyncConnection, claims: Sequence[Claim]) -> set[int]:
    """Lock taken rows until the transaction ends; the ids of those whose lease has not passed to another."""
    leases = {claim.id: claim.lease for claim in claims}
    statement = (
        select(inbox.c.id, inbox.c.lease)
        .where(inbox.c.id.in_(leases), inbox.c.state == InboxState.WAITING)
        .order_by(inbox.c.id)
        .with_for_update()
    )
    return {row.id for row in await connection.execute(statement) if leases[row.id] == row.lease}


_FINISH = text("""
UPDATE callback_inbox SET state = 'applied', outcome = done.outcome, reason = NULL, finished_at = :now
FROM unnest(cast(:ids AS bigint[]), cast(:outcomes AS text[])) AS done(id, outcome)
WHERE callback_inbox.id = done.id
""")


async def finish(connection: AsyncConnection, outcomes: Mapping[int, str], *, now: datetime) -> None:
    """Callbacks were applied; for each id a word for what came of it."""
    values = {"ids": list(outcomes), "outcomes": list(outcomes.values()), "now": now}
    await connection.execute(_FINISH, values)


async def finish_held(connection: AsyncConnection, claim: Claim, outcome: str, *, now: datetime) -> bool:
    """One callback was applied; False, and nothing written, when its lease has passed to another."""
    done = await connection.execute(
        update(inbox)
        .where(inbox.c.id == claim.id, inbox.c.lease == claim.lease, inbox.c.state == InboxState.WAITING)
        .values(state=InboxState.APPLIED, outcome=outcome, reason=None, finished_at=now)
    )
    return done.rowcount == 1


async def put_back(connection: AsyncConnection, claim: Claim, *, reason: str, due_at: datetime) -> None:
    """A try failed; the row waits until `due_at`."""
    await connection.execute(
        update(inbox)
        .where(inbox.c.id == claim.id, inbox.c.lease == claim.lease, inbox.c.state == InboxState.WAITING)
        .values(reason=reason, due_at=due_at)
    )


async def park(connection: AsyncConnection, claim: Claim, *, reason: str) -> None:
    """Set a callback aside for a person."""
    await connection.execute(
        update(inbox)
        .where(inbox.c.id == claim.id, inbox.c.lease == claim.lease, inbox.c.state == InboxState.WAITING)
        .values(state=InboxState.PARKED, reason=reason)
    )


async def unpark(connection: AsyncConnection, ids: Sequence[int] | None, *, now: datetime) -> list[int]:
    """Let parked callbacks (all of them when `ids` is None) be tried afresh; which ones."""
    chosen = and_(inbox.c.state == InboxState.PARKED, true() if ids is None else inbox.c.id.in_(ids))
    statement = update(inbox).where(chosen).values(state=InboxState.WAITING, tries=0, due_at=now).returning(inbox.c.id)
    return sorted((await connection.execute(statement)).scalars())


def select_items(state: InboxState | None) -> Select[tuple[object, ...]]:
    """What people see of callbacks, newest first."""
    columns = [inbox.c[name] for name in InboxItem.__dataclass_fields__]
    statement: Select[tuple[object, ...]] = select(*columns).order_by(inbox.c.id.desc())
    return statement if state is None else statement.where(inbox.c.state == state)


async def list_items(
    connection: AsyncConnection, *, state: InboxState | None, before: int | None, limit: int
) -> list[InboxItem]:
    """At most `limit` callbacks with ids below `before`, newest first."""
    statement = select_items(state).limit(limit)
    if before is not None:
        statement = statement.where(inbox.c.id < before)
    return [InboxItem(**row._mapping) for row in await connection.execute(statement)]


async def count_states(connection: AsyncConnection) -> dict[tuple[str, str], int]:
    """How many callbacks stand where, by (lane, state), without those applied."""
    statement = (
        select(inbox.c.lane, inbox.c.state, func.count())
        .where(inbox.c.state != InboxState.APPLIED)
        .group_by(inbox.c.lane, inbox.c.state)
    )
    return {(lane, state): count for lane, state, count in await connection.execute(statement)}


async def state_of(connection: AsyncConnection, inbox_id: int) -> str | None:
    """The state of one callback."""
    return (await connection.execute(select(inbox.c.state).where(inbox.c.id == inbox_id))).scalar_one_or_none()


_PRUNE = text("""
DELETE FROM callback_inbox WHERE id IN (
    SELECT id FROM callback_inbox WHERE state = 'applied' AND finished_at < :before ORDER BY finished_at LIMIT :limit)
""")


async def prune(connection: AsyncConnection, *, before: datetime, limit: int) -> int:
    """Forget applied callbacks from before an instant; how many went."""
    return (await connection.execute(_PRUNE, {"before": before, "limit": limit})).rowcount


async def ring(connection: AsyncConnection) -> None:
    """Wake both lanes at commit."""
    statement = text("SELECT pg_notify(channel, '') FROM unnest(cast(:channels AS text[])) AS channel")
    await connection.execute(statement, {"channels": [URGENT_CHANNEL, NORMAL_CHANNEL]})


async def note_visits(connection: AsyncConnection, corp_id: int, outcome: str, *, count: int, now: datetime) -> None:
    """Add to how often a corp's callbacks met this outcome, and when they last did."""
    new = upsert(visits).values(corp_id=corp_id, outcome=outcome, seen=count, last_at=now)
    again = {"seen": visits.c.seen + count, "last_at": func.greatest(visits.c.last_at, now)}
    await connection.execute(new.on_conflict_do_update(index_elements=["corp_id", "outcome"], set_=again))


async def last_visits(connection: AsyncConnection, corp_id: int) -> dict[str, datetime]:
    """When each outcome was last met."""
    rows = await connection.execute(select(visits.c.outcome, visits.c.last_at).where(visits.c.corp_id == corp_id))
    return {row.outcome: row.last_at for row in rows}
