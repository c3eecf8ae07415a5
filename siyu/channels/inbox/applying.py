"""Applies callbacks: taken under a lease, tried, and finished in the same transaction as their effect."""

import logging
import traceback
from collections import defaultdict
from collections.abc import Sequence

from siyu.channels.inbox import queries
from siyu.channels.inbox.contracts import Claim, InboxLane
from siyu.channels.inbox.door import BODY_PLACE
from siyu.channels.inbox.rules import LEASE, MOST_TRIES, is_exhausted, retry_delay
from siyu.channels.wecom import CallbackIncomplete, JointReaction, Received, find_joint_reaction, find_reaction
from siyu.runtime.database import UnitOfWork
from siyu.runtime.errors import SituationError
from siyu.runtime.faults import fault_site
from siyu.runtime.house import House
from siyu.runtime.secrets import Vault
from siyu.vendors.wecom import parse_event

log = logging.getLogger(__name__)

UNUSED = "unused"
DIED = "the process died while applying it"


async def take(house: House, lane: InboxLane, *, is_fresh: bool, limit: int) -> list[Claim]:
    """Take due callbacks; the try is counted and committed before anything else, so that a deadly one is found out."""
    async with house.unit() as uow:
        now = uow.now()
        until = now + LEASE[lane]
        return await queries.take_due(uow.connection, lane, is_fresh=is_fresh, now=now, until=until, limit=limit)


def read_claim(vault: Vault, claim: Claim) -> Received:
    """The callback inside a taken row."""
    event = parse_event(vault.open(claim.body_sealed, place=BODY_PLACE).encode())
    return Received(
        corp_id=claim.corp_id,
        event=event,
        happened_at=event.create_time or claim.received_at,
        received_at=claim.received_at,
        key=claim.body_hash,
    )


async def apply_batch(house: House, claims: Sequence[Claim]) -> None:
    """Apply taken callbacks in one transaction; each failure is its own and undoes only its own effect."""
    async with house.unit() as uow:
        held = await queries.hold(uow.connection, claims)
        standing = [claim for claim in claims if claim.id in held and not await park_exhausted(uow, claim)]
        outcomes = await _try_together(uow, house.vault, standing)
        for claim in standing:
            if claim.id in outcomes:
                continue
            outcome = await _try(uow, house.vault, claim)
            if outcome is not None:
                outcomes[claim.id] = outcome
        await queries.finish(uow.connection, outcomes, now=uow.now())
        fault_site("inbox.before_apply_commit")


async def _try_together(uow: UnitOfWork, vault: Vault, claims: Sequence[Claim]) -> dict[int, str]:
    """Outcomes of those that could be applied many at once; a group in which one fails is left to be tried singly."""
    groups: dict[JointReaction, list[Claim]] = defaultdict(list)
    for claim in claims:
        react = find_joint_reaction(claim.event, claim.change_type)
        if react is not None:
            groups[react].append(claim)
    outcomes: dict[int, str] = {}
    for react, group in groups.items():
        if len(group) > 1:
            outcomes |= await _try_group(uow, vault, react, group)
    return outcomes


async def _try_group(uow: UnitOfWork, vault: Vault, react: JointReaction, group: Sequence[Claim]) -> dict[int, str]:
    try:
        async with uow.connection.begin_nested():
            received = [read_claim(vault, claim) for claim in group]
            fault_site("inbox.apply")
            words = await react(uow, received)
            await uow.flush()
    except Exception as error:  # which one it was is found out by trying each alone
        uow.forget()
        log.info("%s callbacks could not be applied at once: %s", len(group), describe(error))
        return {}
    return {claim.id: word for claim, word in zip(group, words, strict=True)}


async def _try(uow: UnitOfWork, vault: Vault, claim: Claim) -> str | None:
    try:
        async with uow.connection.begin_nested():
            received = read_claim(vault, claim)
            reaction = find_reaction(received.event.event, received.event.change_type)
            fault_site("inbox.apply")
            outcome = UNUSED if reaction is None else await reaction(uow, received)
            await uow.flush()
    except Exception as error:  # whatever one callback does must not stop the others
        uow.forget()
        await note_failure(uow, claim, error)
        return None
    return outcome or "applied"


async def park_exhausted(uow: UnitOfWork, claim: Claim) -> bool:
    """Set a callback aside that was taken too often without an end; whether it was."""
    if claim.tries <= MOST_TRIES:
        return False
    await queries.park(uow.connection, claim, reason=claim.reason or DIED)
    return True


async def note_failure(uow: UnitOfWork, claim: Claim, error: Exception) -> None:
    """Put a callback back for another try, or set it aside for a person when it had enough."""
    reason = describe(error)
    log.error("callback %s failed on try %s: %s", claim.id, claim.tries, reason)
    if is_exhausted(claim.tries):
        await queries.park(uow.connection, claim, reason=reason)
    else:
        await queries.put_back(uow.connection, claim, reason=reason, due_at=uow.now() + retry_delay(claim.tries))


def describe(error: Exception) -> str:
    """What went wrong and where, without any values: error texts of databases show personal data."""
    if isinstance(error, CallbackIncomplete):
        return str(error)
    word = error.code if isinstance(error, SituationError) else type(error).__name__
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/siyu/" in frame.filename]
    place = f" in {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    return f"{word}{place}"
