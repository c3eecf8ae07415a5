"""Moving messages from state to state, many at once, by compare-and-set, with their events."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncConnection

from siyu.channels.sending.contracts import State
from siyu.channels.sending.rules.states import may_become
from siyu.runtime.spine import Source, named, write_selected

_MOVES = [f"{before}>{after}" for before in State for after in State if may_become(before, after)]

# `outcomes` has the columns id, state, gate, reason, provider_ref, batch_id.
_MOVED = """
UPDATE messages m
SET state = o.state, gate = o.gate, reason = o.reason, changed_at = :now,
    provider_ref = coalesce(o.provider_ref, m.provider_ref),
    batch_id = CASE WHEN o.state = 'planned' THEN NULL ELSE coalesce(o.batch_id, m.batch_id) END
FROM outcomes o
WHERE m.id = o.id AND m.state || '>' || o.state = ANY(cast(:moves AS text[]))
RETURNING m.*
"""

_SHARED = """
jsonb_strip_nulls(jsonb_build_object(
    'send', id, 'origin', origin, 'campaign', CASE WHEN origin = 'campaign' THEN origin_id END,
    'journey', CASE WHEN origin = 'journey' THEN origin_id END, 'channel', channel, 'purpose', purpose,
    'topic', topic, 'material', content_id, 'variant', variant, 'planned_at', planned_at,
    'gate', CASE WHEN state = 'skipped' THEN gate END,
    'reason', CASE WHEN state IN ('skipped', 'failed', 'unknown') THEN coalesce(reason, 'other') END,
    'provider_ref', CASE WHEN state IN ('submitted', 'delivered') THEN provider_ref END))
"""

_KEY = "origin || ':' || origin_id || ':' || customer_id || ':' || visit || ':' || channel || ':'"

_FACTS = f"""
SELECT 'message_' || state AS name, {_KEY} || state AS dedup_key, customer_id, staff_id, corp_id,
       cast(:now AS timestamptz) AS occurred_at, cast(:source AS text) AS source, {_SHARED} AS properties
FROM moved WHERE state NOT IN ('planned', 'held', 'dispatching')
"""

_COUNT = "SELECT state, reason, count(*) AS people FROM moved GROUP BY state, reason"

_LISTED = """
SELECT o.*, cast(NULL AS bigint) AS batch_id
FROM unnest(cast(:ids AS bigint[]), cast(:states AS text[]), cast(:gates AS text[]), cast(:reasons AS text[]),
            cast(:refs AS text[])) AS o(id, state, gate, reason, provider_ref)
"""

_SUBMITTED = """
SELECT id, CASE WHEN external_userid = ANY(cast(:refused AS text[])) THEN 'failed' ELSE 'submitted' END AS state,
       NULL AS gate, CASE WHEN external_userid = ANY(cast(:refused AS text[])) THEN 'not_friend' END AS reason,
       cast(:msgid AS text) AS provider_ref, batch_id
FROM messages WHERE batch_id = :batch_id
"""

_ALL_OF_BATCH = """
SELECT id, cast(:state AS text) AS state, NULL AS gate, cast(:reason AS text) AS reason, NULL AS provider_ref, batch_id
FROM messages WHERE batch_id = :batch_id AND state = ANY(cast(:from_states AS text[]))
"""

_RESULTS = """
SELECT m.id, CASE r.status WHEN 1 THEN 'delivered' ELSE 'failed' END AS state, NULL AS gate,
       CASE r.status WHEN 1 THEN NULL WHEN 2 THEN 'not_friend' WHEN 3 THEN 'quota_reached' ELSE 'rejected' END
           AS reason,
       NULL AS provider_ref, m.batch_id
FROM messages m JOIN unnest(cast(:people AS text[]), cast(:statuses AS int[])) AS r(person, status)
  ON r.person = m.external_userid
WHERE m.batch_id = :batch_id AND r.status <> 0
"""

_ADOPTED = """
SELECT m.id, 'submitted' AS state, NULL AS gate, NULL AS reason, cast(:msgid AS text) AS provider_ref,
       cast(:batch_id AS bigint) AS batch_id
FROM messages m
WHERE m.origin_id = :origin_id AND m.origin = :origin AND m.staff_id = :staff_id AND m.content_id = :content_id
  AND m.state IN ('planned', 'held') AND m.external_userid = ANY(cast(:people AS text[]))
"""

_STOPPED = """
SELECT id, 'skipped' AS state, 'wanted' AS gate, cast(:reason AS text) AS reason, NULL AS provider_ref,
       cast(NULL AS bigint) AS batch_id
FROM messages WHERE origin_id = :origin_id AND origin = :origin AND state IN ('planned', 'held')
"""


async def _move(
    connection: AsyncConnection,
    outcomes: str,
    parameters: Mapping[str, Any],
    *,
    now: datetime,
    source: str = Source.WORKER,
) -> list[RowMapping]:
    given = {**parameters, "now": now, "moves": _MOVES, "source": str(source)}
    ctes = [named("outcomes", outcomes), named("moved", _MOVED)]
    return await write_selected(connection, ctes, facts=_FACTS, answer=_COUNT, received_at=now, parameters=given)


def _people(rows: list[RowMapping]) -> int:
    return sum(int(row["people"]) for row in rows)


async def settle_one(
    connection: AsyncConnection, send_id: int, state: State, *, reason: str | None, ref: str | None, now: datetime
) -> bool:
    """Move one message; False when it was there already or may not go there."""
    values = {"ids": [send_id], "states": [str(state)], "gates": [None], "reasons": [reason], "refs": [ref]}
    return _people(await _move(connection, _LISTED, values, now=now)) == 1


async def skip_messages(
    connection: AsyncConnection, ids: list[int], *, gates: list[str], reasons: list[str], now: datetime
) -> int:
    """Move messages to skipped, each with its gate and reason; how many moved."""
    states, refs = [str(State.SKIPPED)] * len(ids), [None] * len(ids)
    values = {"ids": ids, "states": states, "gates": gates, "reasons": reasons, "refs": refs}
    return _people(await _move(connection, _LISTED, values, now=now))


async def submit_batch(
    connection: AsyncConnection, batch_id: int, *, msgid: str, refused: list[str], now: datetime
) -> int:
    """A batch has its task: submitted, except the people WeCom refused at once."""
    values = {"batch_id": batch_id, "msgid": msgid, "refused": refused}
    return _people(await _move(connection, _SUBMITTED, values, now=now))


async def move_batch(
    connection: AsyncConnection,
    batch_id: int,
    state: State,
    *,
    from_states: list[State],
    reason: str | None = None,
    now: datetime,
) -> int:
    """Move a batch's messages that are in one of `from_states`; how many moved."""
    before = [str(one) for one in from_states]
    values = {"batch_id": batch_id, "state": str(state), "reason": reason, "from_states": before}
    return _people(await _move(connection, _ALL_OF_BATCH, values, now=now))


async def settle_results(
    connection: AsyncConnection, batch_id: int, *, people: list[str], statuses: list[int], now: datetime
) -> int:
    """Write what WeCom says became of each person of a batch; how many are new."""
    values = {"batch_id": batch_id, "people": people, "statuses": statuses}
    return _people(await _move(connection, _RESULTS, values, now=now, source=Source.WECOM_POLL))


async def adopt_people(
    connection: AsyncConnection,
    queue: RowMapping,
    *,
    batch_id: int,
    msgid: str,
    people: list[str],
    now: datetime,
) -> int:
    """People of a queue who turn out to stand in a task already: submitted; how many."""
    keys = ("origin_id", "origin", "staff_id", "content_id")
    values = {key: queue[key] for key in keys} | {"batch_id": batch_id, "msgid": msgid, "people": people}
    return _people(await _move(connection, _ADOPTED, values, now=now, source=Source.WECOM_POLL))


async def stop_waiting(connection: AsyncConnection, *, origin: str, origin_id: int, reason: str, now: datetime) -> int:
    """Skip everything of an origin that no batch has taken yet; how many."""
    values = {"origin": origin, "origin_id": origin_id, "reason": reason}
    return _people(await _move(connection, _STOPPED, values, now=now))


_CONFIRMED_FACTS = f"""
SELECT 'message_confirmed' AS name, {_KEY} || 'confirmed' AS dedup_key, m.customer_id, m.staff_id, m.corp_id,
       cast(:confirmed_at AS timestamptz) AS occurred_at, 'wecom_poll' AS source,
       (({_SHARED}) - 'reason' - 'provider_ref') || jsonb_build_object('after_seconds',
           greatest(0, cast(extract(epoch FROM cast(:confirmed_at AS timestamptz) - :submitted_at) AS bigint)))
       AS properties
FROM ours m
"""

_OURS = "SELECT * FROM messages WHERE batch_id = :batch_id AND state = 'submitted'"


async def say_confirmed(
    connection: AsyncConnection, batch_id: int, *, submitted_at: datetime, confirmed_at: datetime, now: datetime
) -> None:
    """Write message_confirmed for a batch's messages."""
    values = {"batch_id": batch_id, "submitted_at": submitted_at, "confirmed_at": confirmed_at}
    await write_selected(
        connection,
        [named("ours", _OURS)],
        facts=_CONFIRMED_FACTS,
        answer="SELECT count(*) AS people FROM facts",
        received_at=now,
        parameters=values,
    )


_FIND = text("""
SELECT id, state, gate, reason FROM messages
WHERE customer_id = :customer_id AND origin_id = :origin_id AND origin = :origin AND visit = :visit
  AND channel = :channel
""")


async def find_send(connection: AsyncConnection, key: Mapping[str, Any]) -> RowMapping | None:
    """The message with this send key."""
    return (await connection.execute(_FIND, dict(key))).mappings().one_or_none()


async def get_state(connection: AsyncConnection, send_id: int) -> State:
    """The state of a message."""
    row = await connection.execute(text("SELECT state FROM messages WHERE id = :id"), {"id": send_id})
    return State(row.scalar_one())
