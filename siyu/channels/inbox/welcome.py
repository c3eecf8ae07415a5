"""Greets new customers: the relation begins, a welcome is chosen, passes the send door and uses the welcome code.

A code lives 20 seconds and is good for one message. The send door remembers the intent before WeCom is called; a
repeated call cannot greet twice because the code is used up, and an answer that cannot be told is `unknown`.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from siyu import corps, customers
from siyu.channels import sending
from siyu.channels.inbox import queries
from siyu.channels.inbox.applying import note_failure, park_exhausted, read_claim
from siyu.channels.inbox.contracts import Claim, WelcomeAsk, WelcomeChooser
from siyu.channels.inbox.rules import URGENT_RETRY, is_exhausted, is_welcome_over
from siyu.channels.sending.contracts import Message, Origin, Outcome, Purpose, SendRequest, State, Ticket
from siyu.channels.sending.contracts.content import to_wecom
from siyu.channels.wecom import Received, required
from siyu.channels.wecom.contacts import start_relation
from siyu.runtime.database import UnitOfWork
from siyu.runtime.faults import fault_site
from siyu.runtime.house import House
from siyu.vendors import wecom

log = logging.getLogger(__name__)

TOPIC = "welcome"
#: Said when a welcome names the customer and WeCom did not tell the name in time.
NAMELESS = "朋友"
#: Together less than the lease of the urgent lane.
_NAME_SECONDS, _SEND_SECONDS = 1.5, 4.0
NOT_SENT = "welcome_not_sent"
UNANSWERED = "welcome_unanswered"

_CODE_DEAD, _CODE_USED, _CODE_BUSY = 41050, 41051, 41096
_DELIVERED = Outcome(State.DELIVERED)
_CHOOSERS: list[WelcomeChooser] = []
#: Codes whose welcome has named the customer: the name is asked for first, which spares a transaction. Only a hint.
_NAMING: set[tuple[int, str | None]] = set()
_MOST_REMEMBERED = 10_000

Values = Mapping[str, Mapping[str, str | None]]


def register_welcome(chooser: WelcomeChooser) -> None:
    """Let a higher domain choose welcomes; the first chooser with something to say is heard. Again is nothing."""
    if all(type(known) is not type(chooser) for known in _CHOOSERS):
        _CHOOSERS.append(chooser)


@dataclass(frozen=True, slots=True)
class _Greeting:
    claim: Claim
    received: Received
    follow: customers.Follow
    message: Message

    @property
    def code(self) -> str:
        return required(self.received, "WelcomeCode")


@dataclass(frozen=True, slots=True)
class _Intent:
    """What the send door let through and remembers; `client` is None when the corp was switched off meanwhile."""

    greeting: _Greeting
    ticket: Ticket
    client: wecom.WeComClient | None


@dataclass(frozen=True, slots=True)
class _Again:
    """The call may be repeated; `reason` is kept with the callback, `outcome` counts when there is no time left."""

    reason: str
    outcome: Outcome


async def greet(house: House, claim: Claim) -> None:
    """Apply a callback with a welcome code; failures put it back or set it aside."""
    try:
        await _greet(house, claim)
    except Exception as error:  # one customer's trouble must not cost another the welcome
        async with house.unit() as uow:
            if claim.id in await queries.hold(uow.connection, [claim]):
                await note_failure(uow, claim, error)


async def _greet(house: House, claim: Claim) -> None:
    received = read_claim(house.vault, claim)
    values = await _ask_name(house, received) if _code_of(received) in _NAMING else None
    begun = await _begin(house, claim, received, values)
    if isinstance(begun, _Greeting):
        _remember_naming(begun.received)
        begun = await _open_named(house, begun, await _ask_name(house, received))
    if begun is None:
        return
    fault_site("welcome.after_intent")
    verdict = await _send(house, begun)
    fault_site("welcome.after_call")
    await _end(house, begun, verdict)


async def _begin(house: House, claim: Claim, received: Received, values: Values | None) -> _Intent | _Greeting | None:
    """Begin the relation, choose the words and write the intent, all in one transaction.

    None when nothing is to be said; a greeting when the words need a name and nobody has asked for it yet.
    """
    async with house.unit() as uow:
        if claim.id not in await queries.hold(uow.connection, [claim]) or await park_exhausted(uow, claim):
            return None
        follow = await start_relation(uow, received)
        message = await _choose(uow, follow, received) if follow.is_live else None
        if message is None:
            await queries.finish(uow.connection, {claim.id: "no_welcome"}, now=uow.now())
            return None
        greeting = _Greeting(claim, received, follow, message)
        if values is None and "customer." in message.text:
            return greeting
        return await _open(house, uow, greeting, values or {})


def _code_of(received: Received) -> tuple[int, str | None]:
    return (received.corp_id, received.event.text("State"))


def _remember_naming(received: Received) -> None:
    if len(_NAMING) >= _MOST_REMEMBERED:
        _NAMING.clear()
    _NAMING.add(_code_of(received))


async def _choose(uow: UnitOfWork, follow: customers.Follow, received: Received) -> Message | None:
    ask = WelcomeAsk(
        corp_id=follow.corp_id,
        staff_id=follow.staff_id,
        customer_id=follow.customer_id,
        follow_id=follow.id,
        spell=follow.spell,
        state=received.event.text("State"),
        occurred_at=received.happened_at,
    )
    for chooser in _CHOOSERS:
        message = await chooser.choose(uow, ask)
        if message is not None:
            return message
    return None


async def _ask_name(house: House, received: Received) -> Values:
    """The customer's name from WeCom, since a callback does not carry it; the whole profile is read by its own job."""
    name: str | None = None
    try:
        client = await house.get(corps.WeComClients).of(received.corp_id)
        async with asyncio.timeout(_NAME_SECONDS):
            name = (await client.contacts.get_customer(required(received, "ExternalUserID"))).external_contact.name
    except (TimeoutError, wecom.WeComFailure, corps.CorpInactive, corps.CorpNotFound) as error:
        log.warning("a welcome goes out without the customer's name: %s", type(error).__name__)
    return {"customer": {"name": name or NAMELESS}}


async def _open_named(house: House, greeting: _Greeting, values: Values) -> _Intent | None:
    """Write the intent after the name was asked for."""
    async with house.unit() as uow:
        if greeting.claim.id not in await queries.hold(uow.connection, [greeting.claim]):
            return None
        return await _open(house, uow, greeting, values)


async def _open(house: House, uow: UnitOfWork, greeting: _Greeting, values: Values) -> _Intent | None:
    """Pass the send door; None when the door says no or the message is settled already."""
    follow = greeting.follow
    request = SendRequest(
        origin=Origin.WELCOME,
        origin_id=follow.id,
        customer_id=follow.customer_id,
        message=greeting.message,
        corp_id=follow.corp_id,
        staff_id=follow.staff_id,
        visit=follow.spell,
        purpose=Purpose.SERVICE,
        topic=TOPIC,
        values=values,
    )
    answer = await sending.open_send(uow, request)
    if isinstance(answer, Ticket) and answer.state is State.DISPATCHING:
        return _Intent(greeting, answer, await _client_of(house, uow, follow.corp_id))
    outcome = f"welcome_{answer.state}" if isinstance(answer, Ticket) else f"welcome_stopped: {answer.reason}"
    await queries.finish(uow.connection, {greeting.claim.id: outcome}, now=uow.now())
    return None


async def _client_of(house: House, uow: UnitOfWork, corp_id: int) -> wecom.WeComClient | None:
    try:
        return await house.get(corps.WeComClients).within(uow, corp_id)
    except (corps.CorpInactive, corps.CorpNotFound):
        return None


async def _send(house: House, intent: _Intent) -> Outcome | _Again:
    greeting, ticket = intent.greeting, intent.ticket
    may_be_ours = not ticket.is_new and greeting.claim.reason != NOT_SENT
    if is_welcome_over(house.clock.now() - greeting.received.received_at):
        return _lost(may_be_ours)
    if intent.client is None:
        return Outcome(State.FAILED, "corp_inactive")
    content = to_wecom(greeting.message, ticket.text)
    try:
        async with asyncio.timeout(_SEND_SECONDS):
            await intent.client.welcome.send(greeting.code, content)
    except wecom.WeComError as error:
        return _refused(error, may_be_ours or error.is_after_lost)
    except wecom.InvalidRequest:
        return Outcome(State.FAILED, "content_refused")
    except wecom.NotSent as error:
        is_lost = may_be_ours or error.is_after_lost
        return _Again(UNANSWERED if is_lost else NOT_SENT, _lost(is_lost))
    except (TimeoutError, wecom.WeComFailure):
        return _Again(UNANSWERED, _lost(True))
    return _DELIVERED


def _lost(may_be_ours: bool) -> Outcome:
    return Outcome(State.UNKNOWN, "answer_lost") if may_be_ours else Outcome(State.FAILED, "welcome_code_expired")


def _refused(error: wecom.WeComError, may_be_ours: bool) -> Outcome | _Again:
    if error.code in {_CODE_DEAD, _CODE_USED} and may_be_ours:
        return Outcome(State.UNKNOWN, "answer_lost")
    if error.code == _CODE_DEAD:
        return Outcome(State.FAILED, "welcome_code_expired")
    if error.code == _CODE_USED:
        return Outcome(State.FAILED, "already_greeted")
    failed = Outcome(State.FAILED, f"wecom_{error.code}")
    reason = UNANSWERED if may_be_ours else NOT_SENT
    return _Again(reason, failed) if error.code == _CODE_BUSY or error.is_retryable else failed


async def _end(house: House, intent: _Intent, verdict: Outcome | _Again) -> None:
    claim = intent.greeting.claim
    async with house.unit() as uow:
        if isinstance(verdict, _Again) and not is_exhausted(claim.tries):
            due_at = uow.now() + URGENT_RETRY
            await queries.put_back(uow.connection, claim, reason=verdict.reason, due_at=due_at)
            return
        outcome = verdict.outcome if isinstance(verdict, _Again) else verdict
        word = f"welcome_{outcome.state}" + (f": {outcome.reason}" if outcome.reason else "")
        is_held = await queries.finish_held(uow.connection, claim, word, now=uow.now())
        # When somebody else has the row by now, only a certain success is still worth telling.
        if is_held or verdict == _DELIVERED:
            await sending.settle(uow, intent.ticket, outcome)
