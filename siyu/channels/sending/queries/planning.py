"""All gates for many people in one statement: who gets it, who does not and why."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, RowMapping, Select, Subquery, bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from siyu.runtime.spine import named, write_selected

# Bulk planning and single capped sends take turns, so that two cannot both find a cap unused.
_CAPS_LOCK = 0x5359_4341

# The best relation of each person: one whose staff member may speak, then the most recent contact.
_REACH = """
SELECT DISTINCT ON (f.customer_id)
       f.customer_id, f.staff_id, f.corp_id, f.external_userid, f.staff_id = ANY(cast(:able AS bigint[])) AS is_able
FROM follows f JOIN people USING (customer_id)
ORDER BY f.customer_id, (f.staff_id = ANY(cast(:able AS bigint[]))) DESC,
         coalesce(f.last_interaction_at, f.started_at) DESC NULLS LAST, f.started_at, f.staff_id
"""

_RECENT = """
SELECT m.customer_id,
       count(*) FILTER (WHERE m.purpose = 'marketing' AND m.due_at >= :day_from AND m.due_at < :day_to) AS day_n,
       count(*) FILTER (WHERE m.purpose = 'marketing' AND m.due_at >= :week_from AND m.due_at < :week_to) AS week_n,
       count(*) FILTER (WHERE m.purpose = 'marketing' AND m.due_at >= :month_from AND m.due_at < :month_to) AS month_n,
       count(*) FILTER (WHERE m.origin IN ('campaign', 'journey', 'manual')
                          AND m.due_at >= :quota_from AND m.due_at < :quota_to) AS quota_n
FROM messages m
WHERE m.customer_id > :after AND m.customer_id <= :upto
  AND m.state IN ('planned', 'held', 'dispatching', 'submitted', 'delivered', 'unknown')
  AND m.due_at >= least(cast(:week_from AS timestamptz), cast(:month_from AS timestamptz))
  AND (m.origin, m.origin_id, m.visit) <> (:origin, cast(:origin_id AS bigint), cast(:visit AS int))
GROUP BY m.customer_id
"""


def _place(salt: str) -> str:
    # The same arithmetic as rules.shares.place_of.
    return f"cast(cast('x0' || substr(md5({salt} || ':' || p.customer_id), 1, 7) AS bit(32)) AS int) % 1000"


_PLACED = f"""
SELECT p.customer_id, r.staff_id, r.corp_id, r.external_userid, r.is_able,
       CASE WHEN :org_holdout > 0 THEN {_place(":org_salt")} < :org_holdout ELSE false END AS in_org_holdout,
       CASE WHEN :own_holdout > 0 THEN {_place(":own_salt")} < :own_holdout ELSE false END AS in_own_holdout,
       CASE WHEN cast(:is_split AS bool)
            THEN width_bucket({_place(":arm_salt")}, cast(:bounds AS int[])) ELSE 0 END AS arm
FROM people p LEFT JOIN reach r USING (customer_id)
"""

_JUDGED = """
SELECT p.customer_id, p.staff_id, p.corp_id, p.external_userid, p.arm,
       CASE WHEN cast(:unwanted AS text) IS NOT NULL THEN 'wanted:' || :unwanted
            WHEN p.staff_id IS NULL THEN 'reachable:no_friend'
            WHEN NOT p.is_able THEN 'reachable:staff_unable'
            WHEN b.customer_id IS NOT NULL THEN b.stop
            WHEN p.in_org_holdout THEN 'holdout:global_holdout'
            WHEN p.in_own_holdout THEN 'holdout:holdout'
            WHEN p.arm >= :arms THEN 'arm:no_arm'
            WHEN v.gate IS NOT NULL THEN v.gate || ':' || v.reason
            WHEN n.day_n >= :day_cap THEN 'cap:day_cap'
            WHEN n.week_n >= :week_cap THEN 'cap:week_cap'
            WHEN n.month_n >= :month_cap THEN 'cap:month_cap'
            WHEN n.quota_n >= :quota THEN 'quota:quota_reached'
       END AS stop
FROM placed p
LEFT JOIN blocked b ON b.customer_id = p.customer_id
LEFT JOIN recent n ON n.customer_id = p.customer_id
LEFT JOIN unnest(cast(:bad_staff AS bigint[]), cast(:bad_arms AS int[]), cast(:bad_gates AS text[]),
                 cast(:bad_reasons AS text[])) AS v(staff_id, arm, gate, reason)
       ON v.staff_id = p.staff_id AND v.arm = p.arm
"""

_INSERTED = """
INSERT INTO messages (customer_id, origin_id, origin, visit, channel, purpose, topic, state, gate, reason, corp_id,
                      staff_id, external_userid, content_id, variant, planned_at, due_at, changed_at)
SELECT customer_id, :origin_id, :origin, :visit, :channel, :purpose, :topic,
       CASE WHEN stop IS NOT NULL THEN 'skipped'
            WHEN cast(:held_until AS timestamptz) IS NOT NULL THEN 'held' ELSE :ready END,
       CASE WHEN stop IS NOT NULL THEN split_part(stop, ':', 1) WHEN :held_until IS NOT NULL THEN 'quiet' END,
       CASE WHEN stop IS NOT NULL THEN split_part(stop, ':', 2) WHEN :held_until IS NOT NULL THEN :held_reason END,
       corp_id, staff_id, external_userid,
       (cast(:contents AS bigint[]))[arm + 1], (cast(:variants AS text[]))[arm + 1],
       :now, coalesce(:held_until, :now), :now
FROM judged
ON CONFLICT ON CONSTRAINT uq_messages_send_key DO NOTHING
RETURNING id, customer_id, state, gate, reason, corp_id, staff_id, content_id, variant, due_at
"""

_QUEUED = """
INSERT INTO send_queues (origin, origin_id, corp_id, staff_id, content_id, purpose, topic, not_after)
SELECT DISTINCT cast(:origin AS text), cast(:origin_id AS bigint), corp_id, staff_id, content_id,
       cast(:purpose AS text), cast(:topic AS text), cast(:not_after AS timestamptz)
FROM inserted WHERE state IN ('planned', 'held')
ON CONFLICT ON CONSTRAINT uq_send_queues_work DO NOTHING
"""

_FACTS = """
SELECT 'message_planned' AS name,
       :key_head || customer_id || :key_tail || 'planned' AS dedup_key, customer_id, staff_id, corp_id,
       cast(:now AS timestamptz) AS occurred_at, 'worker' AS source,
       shared.properties AS properties
FROM inserted, LATERAL (SELECT jsonb_strip_nulls(jsonb_build_object(
       'send', id, 'material', content_id, 'variant', variant, 'planned_at', cast(:now AS timestamptz)))
       || cast(:base AS jsonb) AS properties) shared
UNION ALL
SELECT 'message_' || state, :key_head || customer_id || :key_tail || state, customer_id, staff_id, corp_id,
       :now, 'worker',
       jsonb_strip_nulls(jsonb_build_object('send', id, 'material', content_id, 'variant', variant, 'planned_at',
           cast(:now AS timestamptz), 'reason', reason,
           'gate', CASE WHEN state = 'skipped' THEN gate END,
           'until_at', CASE WHEN state = 'held' THEN due_at END)) || cast(:base AS jsonb)
FROM inserted WHERE state IN ('skipped', 'held')
"""

_TOLD = """
SELECT (SELECT count(*) FROM people) AS considered, (SELECT count(*) FROM inserted) AS written
"""

_OPENED = "SELECT id, state, gate, reason FROM inserted"

_SHOWN = """
SELECT stop, staff_id, GROUPING(staff_id) = 1 AS is_total, count(*) AS people
FROM judged GROUP BY GROUPING SETS ((stop), (stop, staff_id))
HAVING stop IS NULL OR GROUPING(staff_id) = 1
"""


_LISTED = """
SELECT j.customer_id, j.staff_id, s.name AS customer_name
FROM judged j JOIN seen s ON s.id = j.customer_id
WHERE j.stop IS NOT DISTINCT FROM cast(:wanted_stop AS text) ORDER BY j.customer_id
"""


def _between(rows: Subquery, customer_id: ColumnElement[Any]) -> Select[Any]:
    # A span of ids, so that each chunk reads its own part of an index however large the table has become.
    return select(rows).where(customer_id > bindparam("after"), customer_id <= bindparam("upto"))


def _gates(members: Select[Any], follows: Select[Any], blocked: Select[Any]) -> list[CTE]:
    ids = members.subquery("members")
    people = select(ids.c[0].label("customer_id")).where(ids.c[0] > bindparam("after"), ids.c[0] <= bindparam("upto"))
    all_follows = follows.subquery("all_follows")
    all_blocked = blocked.subquery("all_blocked")
    return [
        people.cte("people"),
        _between(all_follows, all_follows.c.customer_id).cte("follows"),
        _between(all_blocked, all_blocked.c.customer_id).cte("blocked"),
        named("reach", _REACH),
        named("recent", _RECENT),
        named("placed", _PLACED),
        named("judged", _JUDGED),
    ]


async def find_chunk(connection: AsyncConnection, members: Select[Any], *, after: int, most: int) -> int | None:
    """The last customer id of the next chunk of at most `most` people; None when there is nobody left."""
    ids = members.subquery("members")
    chunk = select(ids.c[0].label("id")).where(ids.c[0] > after).order_by(ids.c[0]).limit(most).subquery("chunk")
    last: int | None = (await connection.execute(select(func.max(chunk.c.id)))).scalar_one()
    return last


async def plan_chunk(
    connection: AsyncConnection,
    sources: tuple[Select[Any], Select[Any], Select[Any]],
    parameters: Mapping[str, Any],
) -> RowMapping:
    """Judge the people with ids in (`after`, `upto`] and write their messages, queues and events.

    `sources` are the selects of members, live follows and blocked people. The row tells how many were
    `considered` and how many were `written` (were not there before).
    """
    ctes = [*_gates(*sources), named("inserted", _INSERTED), named("queued", _QUEUED)]
    told = await write_selected(
        connection, ctes, facts=_FACTS, answer=_TOLD, received_at=parameters["now"], parameters=dict(parameters)
    )
    return told[0]


async def plan_one(
    connection: AsyncConnection,
    sources: tuple[Select[Any], Select[Any], Select[Any]],
    parameters: Mapping[str, Any],
) -> RowMapping | None:
    """The same for a single person, of whose message it tells: id, state, gate, reason; None when it was there."""
    ctes = [*_gates(*sources), named("inserted", _INSERTED)]
    told = await write_selected(
        connection, ctes, facts=_FACTS, answer=_OPENED, received_at=parameters["now"], parameters=dict(parameters)
    )
    return told[0] if told else None


async def judge_chunk(
    connection: AsyncConnection,
    sources: tuple[Select[Any], Select[Any], Select[Any]],
    parameters: Mapping[str, Any],
) -> list[RowMapping]:
    """The same judgement without writing anything; rows per stop, and per staff member for those who pass."""
    statement = text(_SHOWN).columns().add_cte(*_gates(*sources))
    return list((await connection.execute(statement, dict(parameters))).mappings())


async def judge_people(
    connection: AsyncConnection,
    sources: tuple[Select[Any], Select[Any], Select[Any]],
    seen: Select[Any],
    parameters: Mapping[str, Any],
) -> list[RowMapping]:
    """Who exactly came to the stop `wanted_stop` (None: passed) among those in `seen`, by customer id."""
    all_seen = seen.subquery("all_seen")
    # First, since the gates' `follows` would hide the table of that name from what decides who is seen.
    visible = _between(all_seen, all_seen.c.id).cte("seen")
    statement = text(_LISTED).columns().add_cte(visible, *_gates(*sources))
    return list((await connection.execute(statement, dict(parameters))).mappings())


async def take_caps_turn(connection: AsyncConnection) -> None:
    """Wait for the right to count and plan capped messages; held until the transaction ends."""
    await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CAPS_LOCK})


_START = text("""
INSERT INTO send_plans (origin, origin_id, visit, channel, started_at)
VALUES (:origin, :origin_id, :visit, :channel, :now)
ON CONFLICT DO NOTHING
""")

_LOCK_PLAN = text("""
SELECT after_customer_id, considered, is_finished FROM send_plans
WHERE origin = :origin AND origin_id = :origin_id AND visit = :visit AND channel = :channel FOR UPDATE
""")

_MOVE = text("""
UPDATE send_plans SET after_customer_id = :upto, considered = considered + :considered
WHERE origin = :origin AND origin_id = :origin_id AND visit = :visit AND channel = :channel
""")

_FINISH = text("""
UPDATE send_plans SET is_finished = true, finished_at = :now
WHERE origin = :origin AND origin_id = :origin_id AND visit = :visit AND channel = :channel
""")

_RELEASE = text("""
UPDATE send_queues SET next_at = :at WHERE origin = :origin AND origin_id = :origin_id AND next_at IS NULL
    AND NOT is_stopped
    AND EXISTS (SELECT 1 FROM messages m WHERE m.origin_id = send_queues.origin_id AND m.staff_id = send_queues.staff_id
                AND m.state = 'planned')
""")

_COUNT_STOPS = text("""
SELECT state, gate, reason, staff_id, count(*) AS people FROM messages
WHERE origin_id = :origin_id AND origin = :origin AND visit = :visit AND channel = :channel
GROUP BY state, gate, reason, staff_id
""")

_PLAN_KEYS = ("origin", "origin_id", "visit", "channel")


def _plan_key(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {key: parameters[key] for key in _PLAN_KEYS}


async def start_plan(connection: AsyncConnection, parameters: Mapping[str, Any], now: datetime) -> None:
    """Note that planning began; nothing when it did before."""
    await connection.execute(_START, {**_plan_key(parameters), "now": now})


async def lock_plan(connection: AsyncConnection, parameters: Mapping[str, Any]) -> RowMapping:
    """How far planning has come; nobody else plans the same until the transaction ends."""
    return (await connection.execute(_LOCK_PLAN, _plan_key(parameters))).mappings().one()


async def move_plan(connection: AsyncConnection, parameters: Mapping[str, Any], *, upto: int, considered: int) -> None:
    """Everybody up to this customer id has been judged."""
    await connection.execute(_MOVE, {**_plan_key(parameters), "upto": upto, "considered": considered})


async def finish_plan(connection: AsyncConnection, parameters: Mapping[str, Any], *, at: datetime) -> None:
    """Planning is complete: its queues may be dispatched from `at` on."""
    await connection.execute(_FINISH, {**_plan_key(parameters), "now": parameters["now"]})
    await connection.execute(_RELEASE, {"origin": parameters["origin"], "origin_id": parameters["origin_id"], "at": at})


async def count_planned(connection: AsyncConnection, parameters: Mapping[str, Any]) -> list[RowMapping]:
    """The people of a plan by state, gate, reason and staff member."""
    return list((await connection.execute(_COUNT_STOPS, _plan_key(parameters))).mappings())


async def wake_dispatch(connection: AsyncConnection) -> None:
    """Let the dispatch lane look at once."""
    await connection.execute(text("SELECT pg_notify('channels_dispatch', '')"))


async def is_finished_plan(connection: AsyncConnection, origin: str, origin_id: int) -> bool:
    """Whether everybody of an origin's latest visit has been judged."""
    statement = text("""
        SELECT is_finished FROM send_plans WHERE origin = :origin AND origin_id = :origin_id
        ORDER BY visit DESC LIMIT 1
    """)
    found = (await connection.execute(statement, {"origin": origin, "origin_id": origin_id})).scalar_one_or_none()
    return bool(found)
