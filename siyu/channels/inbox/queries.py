"""SQL of the inbox: storing in bulk, taking rows under a lease, finishing, parking, listing."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, func, select, text, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from siyu.channels.inbox.contracts import Arrival, Claim, InboxItem, InboxLane, InboxState
from siyu.channels.inbox.tables import callback_inbox as inbox

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

# The first due rows nobody holds. A row with a failed try is taken alone, so that what kills its taker is found out.
# Within the normal lane an earlier waiting event of the same subject goes first.
_TAKE = """
WITH due AS (
    SELECT id FROM callback_inbox AS mine
    WHERE lane = :lane AND state = 'waiting' AND due_at <= :now AND tries {tries}
      {order}
    ORDER BY due_at, id
    LIMIT :limit
    FOR UPDATE SKIP LOCKED
)
UPDATE callback_inbox AS taken
SET tries = taken.tries + 1, lease = taken.lease + 1, due_at = :until
FROM due WHERE taken.id = due.id
RETURNING taken.id, taken.corp_id, taken.body_sealed, taken.event, taken.change_type, taken.received_at,
          taken.tries, taken.lease
"""
_IN_ORDER = """
      AND NOT EXISTS (
        SELECT 1 FROM callback_inbox AS earlier
        WHERE earlier.corp_id = mine.corp_id AND earlier.subject = mine.subject AND earlier.state = 'waiting'
          AND (earlier.happened_at, earlier.id) < (mine.happened_at, mine.id))
"""
_TAKES = {
    (lane, fresh): text(
        _TAKE.format(tries="= 0" if fresh else "> 0", order=_IN_ORDER if lane is InboxLane.NORMAL else "")
    )
    for lane in InboxLane
    for fresh in (True, False)
}


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
    connection: AsyncConnection, lane: InboxLane, *, now: datetime, lease: timedelta, limit: int
) -> list[Claim]:
    """Take due rows of a lane for one try each; fresh ones together, otherwise one that failed before."""
    for fresh in (True, False):
        wanted = {"lane": str(lane), "now": now, "until": now + lease, "limit": limit if fresh else 1}
        rows = (await connection.execute(_TAKES[lane, fresh], wanted)).all()
        if rows:
            return sorted((Claim(**row._mapping) for row in rows), key=lambda claim: claim.id)
    return []


async def hold(connection: AsyncConnection, claim: Claim) -> bool:
    """Lock a taken row until the transaction ends; False when the lease has passed to another."""
    statement = (
        select(inbox.c.id)
        .where(inbox.c.id == claim.id, inbox.c.lease == claim.lease, inbox.c.state == InboxState.WAITING)
        .with_for_update()
    )
    return (await connection.execute(statement)).one_or_none() is not None


async def finish(connection: AsyncConnection, claim: Claim, *, outcome: str, now: datetime) -> None:
    """The callback was applied; `outcome` says in a word what came of it."""
    await connection.execute(
        update(inbox)
        .where(inbox.c.id == claim.id)
        .values(state=InboxState.APPLIED, outcome=outcome, reason=None, finished_at=now)
    )


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
