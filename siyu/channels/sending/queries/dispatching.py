"""Leases on queues, batches as intents, and what became of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from siyu.runtime.spine import named

# Leases follow the database's clock, so that workers whose clocks differ agree on them.
_CLAIM = text("""
UPDATE send_queues
SET leased_until = clock_timestamp() + make_interval(secs => :lease), fence = fence + 1, failures = failures + 1
WHERE id = (
    SELECT id FROM send_queues
    WHERE next_at <= :now AND (leased_until IS NULL OR leased_until < clock_timestamp())
    ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
  AND NOT EXISTS (SELECT 1 FROM send_fences WHERE is_down)
RETURNING *
""")

_HOLD = text("""
SELECT is_stopped FROM send_queues
WHERE id = :id AND fence = :fence AND leased_until > clock_timestamp() FOR UPDATE
""")

_RENEW = text("""
UPDATE send_queues SET leased_until = clock_timestamp() + make_interval(secs => :lease)
WHERE id = :id AND fence = :fence AND leased_until > clock_timestamp()
""")

_RELEASE = text("""
UPDATE send_queues
SET next_at = :next_at, leased_until = NULL, problem = :problem,
    ask_since = CASE WHEN :learnt THEN NULL ELSE ask_since END,
    failures = CASE WHEN :is_failure THEN failures ELSE 0 END
WHERE id = :id AND fence = :fence
""")

_OPEN_BATCH = text("SELECT * FROM message_batches WHERE queue_id = :id AND state = 'intended' ORDER BY id LIMIT 1")

_TAKEN = """
SELECT id, customer_id, staff_id, external_userid FROM messages
WHERE origin_id = :origin_id AND origin = :origin AND staff_id = :staff_id AND corp_id = :corp_id
  AND content_id = :content_id AND state = 'planned'
ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED
"""

_RECHECKED = """
SELECT t.id, t.external_userid,
       CASE WHEN f.customer_id IS NULL THEN 'reachable:no_friend' ELSE b.stop END AS stop
FROM taken t
LEFT JOIN (SELECT DISTINCT customer_id, staff_id, external_userid FROM follows) f
       ON f.customer_id = t.customer_id AND f.staff_id = t.staff_id AND f.external_userid = t.external_userid
LEFT JOIN blocked b ON b.customer_id = t.customer_id
ORDER BY t.id
"""

_INTEND = text("""
INSERT INTO message_batches (queue_id, origin, origin_id, corp_id, staff_id, content_id, state, size, fence, body_text,
                             fingerprint, intended_at)
SELECT id, origin, origin_id, corp_id, staff_id, content_id, 'intended', :size, :fence, :body_text, :fingerprint, :now
FROM send_queues WHERE id = :queue_id
RETURNING *
""")

_ATTACH = text("""
UPDATE messages SET state = 'dispatching', batch_id = :batch_id, changed_at = :now
WHERE id = ANY(:ids) AND state = 'planned'
""")

_CLOSE_INTENT = text("""
UPDATE message_batches
SET state = :state, msgid = :msgid, reason = :reason,
    submitted_at = CASE WHEN :state = 'submitted' THEN cast(:now AS timestamptz) END,
    poll_at = CASE WHEN :state = 'submitted' THEN cast(:now AS timestamptz) END, ask_at = NULL,
    closed_at = CASE WHEN :state IN ('withdrawn', 'refused', 'closed') THEN cast(:now AS timestamptz) END
WHERE id = :id AND state = ANY(cast(:from_states AS text[]))
""")


_POSTPONE = text("""
UPDATE message_batches SET asks = asks + 1, ask_at = :ask_at WHERE id = :id AND state = 'intended'
""")


async def claim_queue(connection: AsyncConnection, *, now: datetime, lease: float) -> RowMapping | None:
    """Lease the queue that has waited longest; None when there is no work or a fence is down."""
    return (await connection.execute(_CLAIM, {"now": now, "lease": lease})).mappings().one_or_none()


async def hold_lease(connection: AsyncConnection, queue: RowMapping) -> bool | None:
    """Lock the queue if the lease is still ours: whether it is stopped; None when the lease is lost."""
    row = (await connection.execute(_HOLD, {"id": queue["id"], "fence": queue["fence"]})).one_or_none()
    return None if row is None else bool(row.is_stopped)


async def renew_lease(connection: AsyncConnection, queue: RowMapping, *, lease: float) -> bool:
    """Make the lease last from now; False when it was given back, has ended or is somebody else's."""
    values = {"id": queue["id"], "fence": queue["fence"], "lease": lease}
    return (await connection.execute(_RENEW, values)).rowcount == 1


async def release_queue(  # how it goes on needs all of these
    connection: AsyncConnection,
    queue: RowMapping,
    *,
    next_at: datetime | None,
    problem: str | None = None,
    learnt: bool = False,
) -> None:
    """Give the lease back; `next_at` is when to look again (None: nothing left to do)."""
    values = {"id": queue["id"], "fence": queue["fence"], "next_at": next_at, "problem": problem, "learnt": learnt}
    await connection.execute(_RELEASE, values | {"is_failure": problem is not None})


async def find_open_batch(connection: AsyncConnection, queue_id: int) -> RowMapping | None:
    """The intent of a queue whose outcome is not written yet."""
    return (await connection.execute(_OPEN_BATCH, {"id": queue_id})).mappings().one_or_none()


async def take_people(
    connection: AsyncConnection, queue: RowMapping, follows: Select[Any], blocked: Select[Any], *, most: int
) -> list[RowMapping]:
    """Lock the next people of a queue and judge them again: id, external_userid, stop (None: still fine)."""
    taken = named("taken", _TAKEN)
    all_follows, all_blocked = follows.subquery("all_follows"), blocked.subquery("all_blocked")
    customers = select(text("customer_id")).select_from(text("taken"))
    statement = (
        text(_RECHECKED)
        .columns()
        .add_cte(
            taken,
            select(all_follows).where(all_follows.c.customer_id.in_(customers)).cte("follows"),
            select(all_blocked).where(all_blocked.c.customer_id.in_(customers)).cte("blocked"),
        )
    )
    keys = ("origin_id", "origin", "staff_id", "corp_id", "content_id")
    return list((await connection.execute(statement, {key: queue[key] for key in keys} | {"most": most})).mappings())


async def intend_batch(
    connection: AsyncConnection,
    queue: RowMapping,
    ids: list[int],
    *,
    body_text: str,
    fingerprint: str,
    now: datetime,
) -> RowMapping:
    """Write the intent to send to these messages' people; with no ids it is a task learnt back from WeCom."""
    values = {"queue_id": queue["id"], "size": len(ids), "fence": queue["fence"], "now": now}
    result = await connection.execute(_INTEND, values | {"body_text": body_text, "fingerprint": fingerprint})
    batch = result.mappings().one()
    await connection.execute(_ATTACH, {"batch_id": batch["id"], "ids": ids, "now": now})
    return batch


async def close_intent(
    connection: AsyncConnection,
    batch_id: int,
    state: str,
    *,
    now: datetime,
    msgid: str | None = None,
    reason: str | None = None,
) -> bool:
    """Write the outcome of an intent (or of an unknown one); False when somebody else has written one."""
    values = {"id": batch_id, "state": state, "msgid": msgid, "reason": reason, "now": now}
    known = ["intended"] if state == "unknown" else ["intended", "unknown"]
    return (await connection.execute(_CLOSE_INTENT, values | {"from_states": known})).rowcount == 1


async def postpone_ask(connection: AsyncConnection, batch_id: int, ask_at: datetime) -> None:
    """Note that WeCom was asked about an intent without a clear answer, and when to ask again."""
    await connection.execute(_POSTPONE, {"id": batch_id, "ask_at": ask_at})


async def list_people_of(connection: AsyncConnection, batch_id: int) -> list[str]:
    """The external userids of a batch."""
    rows = await connection.execute(text("SELECT external_userid FROM messages WHERE batch_id = :id"), {"id": batch_id})
    return [row.external_userid for row in rows]


async def list_known_msgids(connection: AsyncConnection, corp_id: int, msgids: list[str]) -> set[str]:
    """Those of WeCom's message ids that our batches have."""
    statement = text("SELECT msgid FROM message_batches WHERE corp_id = :corp_id AND msgid = ANY(:msgids)")
    return {row.msgid for row in await connection.execute(statement, {"corp_id": corp_id, "msgids": msgids})}


_WAITING = text("""
SELECT count(*) FILTER (WHERE state = 'planned') AS planned FROM messages
WHERE origin_id = :origin_id AND origin = :origin AND staff_id = :staff_id AND content_id = :content_id
  AND state = 'planned'
""")


async def has_more(connection: AsyncConnection, queue: RowMapping) -> bool:
    """Whether people of this queue still wait for a batch."""
    keys = ("origin_id", "origin", "staff_id", "content_id")
    row = (await connection.execute(_WAITING, {key: queue[key] for key in keys})).one()
    return bool(row.planned)


_FREE_HELD = text("""
WITH due AS (
    SELECT id FROM messages WHERE state = 'held' AND due_at <= :now ORDER BY due_at LIMIT :most FOR UPDATE SKIP LOCKED
), freed AS (
    UPDATE messages m SET state = 'planned', gate = NULL, reason = NULL, changed_at = :now
    FROM due WHERE m.id = due.id RETURNING m.origin_id, m.origin, m.staff_id, m.content_id
), woken AS (
    UPDATE send_queues q SET next_at = :now
    FROM (SELECT DISTINCT origin_id, origin, staff_id, content_id FROM freed) f
    WHERE q.origin_id = f.origin_id AND q.origin = f.origin AND q.staff_id = f.staff_id
      AND q.content_id = f.content_id AND NOT q.is_stopped
)
SELECT count(*) FROM freed
""")


async def free_held(connection: AsyncConnection, *, now: datetime, most: int) -> int:
    """Held messages whose time has come are planned again and their queues woken; how many."""
    return int((await connection.execute(_FREE_HELD, {"now": now, "most": most})).scalar_one())
