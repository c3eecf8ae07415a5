"""One message at a time: opened, dispatched by the caller, settled."""

from typing import Any
from zoneinfo import ZoneInfo

from siyu.channels.sending.contracts import (
    Gate,
    Held,
    Outcome,
    PlanRequest,
    Purpose,
    SendRequest,
    SendRules,
    Skipped,
    State,
    Ticket,
    Variant,
)
from siyu.channels.sending.errors import SendNotOpen
from siyu.channels.sending.queries import planning, settling
from siyu.channels.sending.queries.contents import keep_content
from siyu.channels.sending.queries.neighbours import one_customer
from siyu.channels.sending.rules.rendering import find_template_problem
from siyu.channels.sending.service import people
from siyu.channels.sending.service.judging import (
    BadText,
    bad_text_parameters,
    gate_parameters,
    judge_text,
    speaker_values,
)
from siyu.channels.sending.service.rulebook import get_rules_and_fence
from siyu.runtime.database import UnitOfWork

_DEFAULT_ZONE = ZoneInfo("Asia/Shanghai")


async def open_send(
    uow: UnitOfWork, request: SendRequest, *, zone: ZoneInfo = _DEFAULT_ZONE
) -> Ticket | Skipped | Held:
    """Ask to speak to one customer now, through all gates; the intent and its events commit with `uow`.

    A `Ticket` with `is_new` gives the right to dispatch once: commit, call the provider, then `settle`.
    `Held` writes nothing: ask again at its time. The same request again answers with what came of the first.
    """
    rules, fence = await get_rules_and_fence(uow)
    if fence is not None:
        return Skipped(Gate.WANTED, f"fence_{fence}")
    text, parameters = await _judge(uow, request, rules.for_purpose(request.purpose), zone)
    if parameters["held_until"] is not None:
        known = await settling.find_send(uow.connection, _key_of(request))
        return (
            _answer(known, text, is_new=False) if known else Held(parameters["held_reason"], parameters["held_until"])
        )
    if request.purpose is Purpose.MARKETING:
        await planning.take_caps_turn(uow.connection)
    parameters["contents"] = [await keep_content(uow.connection, request.message, uow.now())]
    opened = await planning.plan_one(uow.connection, _sources(request), parameters)
    if opened is not None:
        return _answer(opened, text, is_new=True)
    known = await settling.find_send(uow.connection, _key_of(request))
    assert known is not None
    return _answer(known, text, is_new=False)


def _key_of(request: SendRequest) -> dict[str, Any]:
    return {
        "customer_id": request.customer_id,
        "origin_id": request.origin_id,
        "origin": str(request.origin),
        "visit": request.visit,
        "channel": request.channel,
    }


def _sources(request: SendRequest) -> tuple[Any, Any, Any]:
    one = one_customer(request.customer_id)
    return one, people.live_follows(), people.blocked(request.purpose, request.channel, request.topic)


async def _judge(uow: UnitOfWork, request: SendRequest, rules: SendRules, zone: ZoneInfo) -> tuple[str, dict[str, Any]]:
    speakers = await people.list_speakers(uow, {request.staff_id})
    as_plan = PlanRequest(
        origin=request.origin,
        origin_id=request.origin_id,
        members=one_customer(request.customer_id),
        variants=(Variant(name="only", message=request.message),),
        visit=request.visit,
        channel=request.channel,
        purpose=request.purpose,
        topic=request.topic,
    )
    parameters = gate_parameters(as_plan, rules, now=uow.now(), zone=zone, speakers=speakers)
    problem = find_template_problem(request.message.text, is_mass=False)
    values = {**request.values, **(speaker_values(speakers[0]) if speakers else {})}
    verdict = ("render", problem) if problem else judge_text(request.message, values, rules.banned_words)
    bad = [BadText(request.staff_id, 0, *verdict)] if isinstance(verdict, tuple) else []
    parameters |= bad_text_parameters(bad) | {"ready": str(State.DISPATCHING)}
    parameters |= {"after": request.customer_id - 1, "upto": request.customer_id}
    return "" if bad else str(verdict), parameters


def _answer(row: Any, text: str, *, is_new: bool) -> Ticket | Skipped:
    if row["state"] == State.SKIPPED:
        return Skipped(Gate(row["gate"]), row["reason"])
    return Ticket(row["id"], State(row["state"]), text, is_new)


async def settle(uow: UnitOfWork, ticket: Ticket | int, outcome: Outcome) -> bool:
    """Write what became of a message; True when it moved, False when it was known already.

    Raises `SendNotOpen` when the message stands in a state from which the outcome cannot follow.
    """
    send_id = ticket if isinstance(ticket, int) else ticket.send_id
    moved = await settling.settle_one(
        uow.connection, send_id, outcome.state, reason=outcome.reason, ref=outcome.provider_ref, now=uow.now()
    )
    if not moved:
        state = await settling.get_state(uow.connection, send_id)
        if state is not outcome.state:
            raise SendNotOpen(state=str(state), wanted=str(outcome.state))
    return moved
