"""Planning a send to many: judge everybody through all gates, write what came of it, chunk by chunk."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping

from siyu.channels.sending.contracts import (
    Candidate,
    Gate,
    GateCount,
    Origin,
    PlanRequest,
    PlanSummary,
    Purpose,
    StaffShare,
    State,
)
from siyu.channels.sending.queries import planning
from siyu.channels.sending.queries.contents import keep_content
from siyu.channels.sending.queries.neighbours import people_seen_by
from siyu.channels.sending.service import people
from siyu.channels.sending.service.judging import gate_parameters
from siyu.channels.sending.service.rulebook import get_send_rules
from siyu.kit.paging import Page, Paging
from siyu.runtime.database import UnitOfWork
from siyu.runtime.errors import BadInput
from siyu.runtime.faults import fault_site
from siyu.runtime.house import House
from siyu.runtime.viewer import Viewer

CHUNK = 5000
Progress = Callable[[int], Awaitable[None]]


async def plan(house: House, request: PlanRequest, *, progress: Progress | None = None) -> PlanSummary:
    """Judge and write everybody in `request.members`; afterwards those who pass may be dispatched.

    Each chunk is a transaction with its messages, events and the place reached, so planning goes on where it
    was cut, and planning twice is planning once. `progress` is told how many were considered so far.
    Raises `VariantsOverfull`.
    """
    parameters = await _prepare(house, request)
    async with house.unit() as uow:
        contents = [await keep_content(uow.connection, one.message, uow.now()) for one in request.variants]
        await planning.start_plan(uow.connection, parameters, uow.now())
    parameters["contents"] = contents
    sources = _sources(request)
    while True:
        considered = await _plan_next(house, request, sources, parameters)
        if considered is None:
            break
        fault_site("send.plan_chunk")
        if progress is not None:
            await progress(considered)
    async with house.unit() as uow:
        return summarise(await planning.count_planned(uow.connection, parameters))


async def _plan_next(
    house: House, request: PlanRequest, sources: tuple[Any, Any, Any], parameters: Mapping[str, Any]
) -> int | None:
    """Plan one chunk; how many were considered so far, None when everybody was."""
    async with house.unit() as uow:
        place = await planning.lock_plan(uow.connection, parameters)
        if place["is_finished"]:
            return None
        if request.purpose is Purpose.MARKETING:
            await planning.take_caps_turn(uow.connection)
        after = place["after_customer_id"]
        upto = await planning.find_chunk(uow.connection, request.members, after=after, most=CHUNK)
        step = {**parameters, "after": after, "upto": upto, "now": uow.now()}
        if upto is None:
            await planning.finish_plan(uow.connection, step, at=uow.now())
            await planning.wake_dispatch(uow.connection)
            return None
        told = await planning.plan_chunk(uow.connection, sources, step)
        await planning.move_plan(uow.connection, parameters, upto=upto, considered=told["considered"])
        return int(place["considered"]) + int(told["considered"])


async def preview(house: House, request: PlanRequest) -> PlanSummary:
    """Who would get it, who would not and why, as of now; nothing is written. Raises `VariantsOverfull`."""
    parameters = await _prepare(house, request)
    parameters["contents"] = [0 for _ in request.variants]
    held_until, held_reason = parameters["held_until"], parameters["held_reason"]
    sources = _sources(request)
    stops: Counter[str | None] = Counter()
    by_staff: Counter[int] = Counter()
    after = 0
    while True:
        async with house.unit() as uow:
            upto = await planning.find_chunk(uow.connection, request.members, after=after, most=CHUNK)
            if upto is None:
                break
            rows = await planning.judge_chunk(uow.connection, sources, {**parameters, "after": after, "upto": upto})
        after = upto
        _add_up(rows, stops, by_staff)
    considered = stops.total()
    passing = stops.pop(None, 0)
    counts = [_stop(State.SKIPPED, *stop.split(":"), people=n) for stop, n in sorted(stops.items()) if stop]
    if held_until is not None and passing:
        counts.append(_stop(State.HELD, "quiet", held_reason, people=passing))
    ready = 0 if held_until is not None else passing
    return PlanSummary(considered, ready, tuple(counts), _shares(by_staff))


async def preview_people(
    house: House, viewer: Viewer, request: PlanRequest, paging: Paging, *, stop: tuple[Gate, str] | None
) -> Page[Candidate]:
    """Whom a preview counted at one stop (None: those who pass), within the viewer's sight, and how many in all.

    Raises `BadInput` for a cursor that is not ours, `VariantsOverfull`.
    """
    if paging.cursor is not None and not (paging.cursor.isascii() and paging.cursor.isdigit()):
        raise BadInput(reason="The cursor is not one of ours.", reason_zh="分页游标无效。")
    parameters = await _prepare(house, request)
    # While everybody waits, those who pass stand at the quiet hours, and nobody is sent to now.
    waits = (Gate.QUIET, parameters["held_reason"]) if parameters["held_until"] else None
    if waits is not None and stop is None:
        return Page([], None, 0)
    parameters["wanted_stop"] = None if stop is None or stop == waits else f"{stop[0]}:{stop[1]}"
    first = int((paging.cursor or "0")[:18])
    shown: list[Candidate] = []
    total = 0
    after: int | None = 0
    while after is not None:
        after, rows = await _judge_next(house, viewer, request, parameters, after=after)
        total += len(rows)
        wanted = [row for row in rows if row["customer_id"] > first][: paging.limit + 1 - len(shown)]
        shown += [Candidate(row["customer_id"], row["customer_name"] or "", row["staff_id"]) for row in wanted]
    more = len(shown) > paging.limit
    shown = shown[: paging.limit]
    return Page(shown, str(shown[-1].customer_id) if more else None, total)


async def _judge_next(
    house: House, viewer: Viewer, request: PlanRequest, parameters: Mapping[str, Any], *, after: int
) -> tuple[int | None, list[RowMapping]]:
    async with house.unit() as uow:
        upto = await planning.find_chunk(uow.connection, request.members, after=after, most=CHUNK)
        if upto is None:
            return None, []
        step = {**parameters, "after": after, "upto": upto}
        seen = people_seen_by(viewer)
        return upto, await planning.judge_people(uow.connection, _sources(request), seen, step)


def _add_up(rows: Sequence[RowMapping], stops: Counter[str | None], by_staff: Counter[int]) -> None:
    for row in rows:
        if row["is_total"]:
            stops[row["stop"]] += row["people"]
        else:
            by_staff[row["staff_id"]] += row["people"]


async def _prepare(house: House, request: PlanRequest) -> dict[str, Any]:
    async with house.unit() as uow:
        rules = (await get_send_rules(uow)).for_purpose(request.purpose)
        speakers = await people.list_speakers(uow, request.staff_ids)
        return gate_parameters(request, rules, now=uow.now(), zone=house.settings.zone, speakers=speakers)


def _sources(request: PlanRequest) -> tuple[Any, Any, Any]:
    return request.members, people.live_follows(), people.blocked(request.purpose, request.channel, request.topic)


def _stop(state: State, gate: str, reason: str, *, people: int) -> GateCount:
    return GateCount(state, Gate(gate), reason, people)


def _shares(by_staff: Counter[int]) -> tuple[StaffShare, ...]:
    return tuple(StaffShare(staff_id, people) for staff_id, people in by_staff.most_common())


def summarise(rows: Sequence[RowMapping]) -> PlanSummary:
    """The figures of a plan from its stored messages."""
    stops: Counter[tuple[State, str, str]] = Counter()
    by_staff: Counter[int] = Counter()
    ready = 0
    for row in rows:
        state = State(row["state"])
        if state in (State.SKIPPED, State.HELD):
            stops[(state, row["gate"], row["reason"])] += row["people"]
        else:
            ready += row["people"]
        if state is not State.SKIPPED:
            by_staff[row["staff_id"]] += row["people"]
    counts = tuple(_stop(*key, people=people) for key, people in sorted(stops.items()))
    return PlanSummary(ready + sum(stops.values()), ready, counts, _shares(by_staff))


async def is_planned(uow: UnitOfWork, origin: Origin, origin_id: int) -> bool:
    """Whether everybody of a send has been judged."""
    return await planning.is_finished_plan(uow.connection, str(origin), origin_id)
