"""Granting and withdrawing consent, stopping channels, and asking whether we may speak."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from siyu.customers import CustomerNotFound
from siyu.kit.paging import Page, Paging
from siyu.privacy import rules
from siyu.privacy.contracts import (
    ANY,
    ConsentEntry,
    ConsentGranted,
    ConsentState,
    ConsentWithdrawn,
    Suppression,
    WithdrawalBasis,
)
from siyu.privacy.queries import ledger as queries
from siyu.runtime.audit import write_audit
from siyu.runtime.database import UnitOfWork
from siyu.runtime.errors import BadInput
from siyu.runtime.spine import Source
from siyu.runtime.viewer import Viewer

_NEWEST = 2**63 - 1
_LONGEST_ID = 19


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWord:
    """One word of a customer about a purpose; an empty topic or channel means all of them.

    `proof_hash` is the SHA-256 of what proves it (form, recording, message), `campaign` the one it answered.
    """

    customer_id: int
    purpose: str
    topic: str = ANY
    channel: str = ANY
    notice_version: int | None = None
    proof_hash: str | None = None
    basis: WithdrawalBasis | None = None
    campaign: int | None = None
    occurred_at: datetime | None = None
    source: str = Source.CONSOLE
    user_id: int | None = None
    staff_id: int | None = None


async def grant_consent(uow: UnitOfWork, word: ConsentWord) -> bool:
    """Note that a customer agreed; whether that was news (same notice version again is none)."""
    entry_id = await _note(uow, word, is_granted=True)
    if entry_id is None:
        return False
    uow.say(
        ConsentGranted(
            **_envelope(word, entry_id),
            purpose=word.purpose,
            topic=word.topic or None,
            channel=word.channel or None,
            notice_version=word.notice_version,
            proof_hash=word.proof_hash,
        )
    )
    return True


async def withdraw_consent(uow: UnitOfWork, word: ConsentWord) -> bool:
    """Note that a customer took consent back, or said no; counts at once. Whether that was news."""
    entry_id = await _note(uow, word, is_granted=False)
    if entry_id is None:
        return False
    uow.say(
        ConsentWithdrawn(
            **_envelope(word, entry_id),
            purpose=word.purpose,
            topic=word.topic or None,
            channel=word.channel or None,
            campaign=word.campaign,
            basis=word.basis,
        )
    )
    return True


async def list_consents(uow: UnitOfWork, customer_id: int) -> tuple[list[ConsentState], list[Suppression]]:
    """Where the ledger stands for a customer, and the stops on their channels."""
    states = [_state_of(row) for row in await queries.list_states(uow, customer_id)]
    stops = [_suppression_of(row) for row in await queries.list_suppressions(uow, customer_id)]
    return states, stops


async def list_history(uow: UnitOfWork, customer_id: int, paging: Paging) -> Page[ConsentEntry]:
    """A customer's ledger, newest first. Raises `BadInput` for a cursor that no page gave out."""
    before = _NEWEST if paging.cursor is None else _number(paging.cursor)
    rows = list(await queries.list_entries(uow, customer_id, before=before, limit=paging.limit + 1))
    shown = [_entry_of(row) for row in rows[: paging.limit]]
    return Page(shown, str(shown[-1].id) if len(rows) > paging.limit else None)


def _number(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < _LONGEST_ID):
        raise BadInput(reason="The cursor is not one of ours.", reason_zh="分页游标无效。")
    return int(cursor)


async def may_contact(
    uow: UnitOfWork, customer_id: int, *, purpose: str, channel: str, topic: str = ANY, at: datetime | None = None
) -> bool:
    """Whether one customer may be contacted; the same rule as `blocked_customers`, for a single send."""
    states, stops = await list_consents(uow, customer_id)
    if rules.is_suppressed(stops, channel, at or uow.now()):
        return False
    decision = rules.decide(states, purpose=purpose, topic=topic, channel=channel)
    return rules.is_allowed(decision, purpose=purpose, channel=channel)


async def suppress(
    uow: UnitOfWork, viewer: Viewer, customer_id: int, *, channel: str, reason: str, until: datetime | None = None
) -> None:
    """Stop a channel (empty: all) for a customer, whatever was consented to; audited."""
    values = {
        "customer_id": customer_id,
        "channel": channel,
        "reason": reason,
        "until": until,
        "created_at": uow.now(),
    }
    await queries.save_suppression(uow, values)
    await write_audit(
        uow, viewer, "privacy.suppressed", on=("customer", customer_id), reason=reason, details={"channel": channel}
    )


async def unsuppress(uow: UnitOfWork, viewer: Viewer, customer_id: int, *, channel: str) -> bool:
    """Lift a stop; whether there was one; audited."""
    if not await queries.delete_suppression(uow, customer_id, channel):
        return False
    details = {"channel": channel}
    await write_audit(uow, viewer, "privacy.unsuppressed", on=("customer", customer_id), details=details)
    return True


async def check_visible(uow: UnitOfWork, viewer: Viewer, customer_id: int) -> None:
    """Refuse with `CustomerNotFound` a customer this viewer may not see."""
    if not await queries.is_visible(uow, viewer, customer_id):
        raise CustomerNotFound(what="customer")


async def merge_ledgers(uow: UnitOfWork, *, loser: int, survivor: int) -> None:
    """Two records were one person: what was said to one was said to both, in the order it was said."""
    await queries.copy_suppressions(uow, loser=loser, survivor=survivor)
    for row in await queries.list_all_entries(uow, loser):
        word = ConsentWord(
            customer_id=survivor,
            purpose=row.purpose,
            topic=row.topic,
            channel=row.channel,
            notice_version=row.notice_version,
            proof_hash=row.proof_hash,
            basis=WithdrawalBasis(row.basis) if row.basis else None,
            campaign=row.campaign_id,
            occurred_at=row.occurred_at,
            source=row.source,
            user_id=row.user_id,
        )
        await _note(uow, word, is_granted=row.is_granted, copied_from=row.id)


async def _note(uow: UnitOfWork, word: ConsentWord, *, is_granted: bool, copied_from: int | None = None) -> int | None:
    """Write a word into the ledger; None when it says what stands there already or is older than that."""
    at = min(word.occurred_at or uow.now(), uow.now())
    await queries.lock_consents(uow, word.customer_id)
    states = [_state_of(row) for row in await queries.list_states(uow, word.customer_id)]
    said = [state for state in states if state.purpose == word.purpose]
    before = next((one for one in said if (one.topic, one.channel) == (word.topic, word.channel)), None)
    if before and rules.is_repeated(before, said, is_granted=is_granted, notice=word.notice_version, at=at):
        return None
    values: dict[str, Any] = {
        "customer_id": word.customer_id,
        "purpose": word.purpose,
        "topic": word.topic,
        "channel": word.channel,
        "is_granted": is_granted,
        "notice_version": word.notice_version,
    }
    entry_id = await queries.save_entry(
        uow,
        {
            **values,
            "proof_hash": word.proof_hash,
            "basis": word.basis,
            "campaign_id": word.campaign,
            "source": word.source,
            "user_id": word.user_id,
            "copied_from": copied_from,
            "occurred_at": at,
            "recorded_at": uow.now(),
        },
    )
    await queries.save_state(uow, {**values, "changed_at": at, "entry_id": entry_id})
    return entry_id


def _envelope(word: ConsentWord, entry_id: int) -> dict[str, Any]:
    return {
        "dedup_key": f"consent:{word.customer_id}:{entry_id}",
        "customer_id": word.customer_id,
        "staff_id": word.staff_id,
        "occurred_at": word.occurred_at,
        "source": word.source,
    }


def _state_of(row: Row[Any]) -> ConsentState:
    return ConsentState(
        purpose=row.purpose,
        topic=row.topic,
        channel=row.channel,
        is_granted=row.is_granted,
        changed_at=row.changed_at,
        entry_id=row.entry_id,
        notice_version=row.notice_version,
    )


def _suppression_of(row: Row[Any]) -> Suppression:
    return Suppression(row.channel, row.reason, row.created_at, row.until)


def _entry_of(row: Row[Any]) -> ConsentEntry:
    return ConsentEntry(
        id=row.id,
        purpose=row.purpose,
        topic=row.topic or None,
        channel=row.channel or None,
        is_granted=row.is_granted,
        notice_version=row.notice_version,
        basis=row.basis,
        source=row.source,
        user_id=row.user_id,
        occurred_at=row.occurred_at,
        recorded_at=row.recorded_at,
    )
