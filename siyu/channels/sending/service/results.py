"""What became of a send: the waterfall, each staff member's part, each customer's decision."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from sqlalchemy import RowMapping

from siyu.channels.sending.contracts import (
    Decision,
    Gate,
    GateCount,
    Origin,
    ReasonCount,
    Recipient,
    RecipientFilter,
    StaffProgress,
    State,
    Waterfall,
)
from siyu.channels.sending.queries import polling, results
from siyu.channels.sending.queries.neighbours import seen_by
from siyu.channels.sending.rules.reasons import sentence_for
from siyu.kit.paging import Page, Paging
from siyu.runtime.database import UnitOfWork
from siyu.runtime.errors import BadInput, NotFound
from siyu.runtime.viewer import Viewer


def _key(origin: Origin, origin_id: int) -> dict[str, object]:
    return {"origin": str(origin), "origin_id": origin_id}


async def count_outcomes(uow: UnitOfWork, origin: Origin, origin_id: int) -> Waterfall:
    """The exact figures of a send, counted from its messages."""
    return _waterfall(await results.count_by_reason(uow.connection, str(origin), [origin_id]))


async def count_outcomes_of(uow: UnitOfWork, origin: Origin, origin_ids: Sequence[int]) -> dict[int, Waterfall]:
    """The same for several sends at once; those of which nothing is planned are missing."""
    rows = await results.count_by_reason(uow.connection, str(origin), origin_ids)
    grouped: defaultdict[int, list[RowMapping]] = defaultdict(list)
    for row in rows:
        grouped[row["origin_id"]].append(row)
    return {origin_id: _waterfall(found) for origin_id, found in grouped.items()}


def _waterfall(rows: Sequence[RowMapping]) -> Waterfall:
    by_state: Counter[State] = Counter()
    stops: list[GateCount] = []
    reasons: list[ReasonCount] = []
    for row in rows:
        state = State(row["state"])
        by_state[state] += row["people"]
        if state in (State.SKIPPED, State.HELD):
            stops.append(GateCount(state, Gate(row["gate"]), row["reason"], row["people"]))
        elif state in (State.FAILED, State.UNKNOWN):
            reasons.append(ReasonCount(state, row["reason"] or "other", row["people"]))
    order = list(Gate)
    return Waterfall(
        planned=by_state.total(),
        delivered=by_state[State.DELIVERED],
        failed=by_state[State.FAILED],
        skipped=by_state[State.SKIPPED],
        unknown=by_state[State.UNKNOWN],
        ready=by_state[State.PLANNED],
        held=by_state[State.HELD],
        dispatching=by_state[State.DISPATCHING],
        submitted=by_state[State.SUBMITTED],
        stops=tuple(sorted(stops, key=lambda stop: (order.index(stop.gate), stop.reason))),
        reasons=tuple(sorted(reasons, key=lambda one: (one.state, one.reason))),
    )


async def list_staff_progress(uow: UnitOfWork, origin: Origin, origin_id: int) -> list[StaffProgress]:
    """Each staff member's part of a send."""
    rows = await results.count_by_staff(uow.connection, _key(origin, origin_id))
    return [
        StaffProgress(
            staff_id=row["staff_id"],
            waiting=row["waiting"],
            submitted=row["submitted"],
            delivered=row["delivered"],
            failed=row["failed"],
            unknown=row["unknown"],
            tasks=row["tasks"] or 0,
            confirmed_tasks=row["confirmed_tasks"] or 0,
            problem=row["problem"],
        )
        for row in rows
    ]


async def list_recipients(
    uow: UnitOfWork, viewer: Viewer, origin: Origin, origin_id: int, paging: Paging, *, want: RecipientFilter
) -> Page[Recipient]:
    """The people of a send whom the viewer may see, by id of the message, and how many fit `want` in all."""
    if paging.cursor is not None and not (paging.cursor.isascii() and paging.cursor.isdigit()):
        raise BadInput(reason="The cursor is not one of ours.", reason_zh="分页游标无效。")
    rows = await results.list_messages(
        uow.connection,
        _key(origin, origin_id),
        seen=seen_by(viewer),
        want=want,
        after=int((paging.cursor or "0")[:18]),
        limit=paging.limit + 1,
    )
    shown = rows[: paging.limit]
    items = [
        Recipient(
            send_id=row["id"],
            customer_id=row["customer_id"],
            staff_id=row["staff_id"],
            state=State(row["state"]),
            gate=row["gate"],
            reason=row["reason"],
            variant=row["variant"],
            changed_at=row["changed_at"],
            customer_name=row["customer_name"] or "",
        )
        for row in shown
    ]
    total = await results.count_messages(uow.connection, _key(origin, origin_id), seen=seen_by(viewer), want=want)
    return Page(items, str(shown[-1]["id"]) if len(rows) > paging.limit else None, total)


async def explain_send(uow: UnitOfWork, viewer: Viewer, origin: Origin, origin_id: int, customer_id: int) -> Decision:
    """Why this customer did (not) get it. Raises `NotFound` when they were not considered or may not be seen."""
    row = await results.find_message(uow.connection, _key(origin, origin_id), customer_id, seen=seen_by(viewer))
    if row is None:
        raise NotFound(what="send")
    zh, en = sentence_for(row["state"], row["reason"])
    return Decision(
        send_id=row["id"],
        customer_id=row["customer_id"],
        state=State(row["state"]),
        gate=row["gate"],
        reason=row["reason"],
        sentence_zh=zh,
        sentence_en=en,
        staff_id=row["staff_id"],
        variant=row["variant"],
        planned_at=row["planned_at"],
        due_at=row["due_at"],
        changed_at=row["changed_at"],
        provider_ref=row["provider_ref"],
    )


async def refresh_results(uow: UnitOfWork, origin: Origin, origin_id: int) -> int:
    """Ask WeCom about every open task of a send at once; how many tasks."""
    return await polling.poll_now(uow.connection, origin=str(origin), origin_id=origin_id, now=uow.now())
