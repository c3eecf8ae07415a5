"""The callback door: cheap checks first, then one short transaction, then the answer.

A repeated delivery is stored once, because the decrypted body is the key; a replay after the tolerated time is
refused, because the signed timestamp is old. So nothing is applied twice, whoever repeats it.
"""

import logging
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from siyu.channels.inbox.collector import Collector
from siyu.channels.inbox.contracts import Arrival
from siyu.channels.inbox.errors import CallbackNotAccepted
from siyu.channels.inbox.receivers import Receiver, Receivers
from siyu.channels.inbox.rules import lane_of, subject_of
from siyu.channels.inbox.visits import ACCEPTED, Visits
from siyu.kit.clock import Clock
from siyu.runtime.house import House
from siyu.runtime.secrets import Vault
from siyu.vendors.wecom import (
    CallbackEvent,
    CallbackRefused,
    Envelope,
    RefusalReason,
    check_freshness,
    parse_envelope,
    parse_event,
)

log = logging.getLogger(__name__)

BODY_PLACE = "callback_inbox.body"
_REPORT_EVERY_SECONDS = 60.0
_LONGEST_PARAMETER = 128


@dataclass(frozen=True, slots=True)
class Signed:
    """The query parameters that sign a delivery."""

    signature: str
    timestamp: str
    nonce: str

    @property
    def is_plausible(self) -> bool:
        """Whether the sizes are those of real parameters."""
        sizes = (len(self.timestamp), len(self.nonce))
        return len(self.signature) == 40 and all(0 < size <= _LONGEST_PARAMETER for size in sizes)


@dataclass
class CallbackDoor:
    """Verifies and stores callbacks; one per web process."""

    receivers: Receivers
    collector: Collector
    vault: Vault
    clock: Clock
    tolerance: timedelta
    visits: Visits
    refusals: Counter[str] = field(default_factory=Counter)
    _reported_at: float = 0.0

    async def prove_address(self, path_secret: str, signed: Signed, echostr: str) -> bytes:
        """What to answer WeCom's question whether this address is ours, byte for byte; `CallbackNotAccepted`."""
        receiver = await self.receivers.of(path_secret)
        try:
            self._check(signed)
            return receiver.crypto.open_echo(
                signature=signed.signature, timestamp=signed.timestamp, nonce=signed.nonce, echostr=echostr
            )
        except CallbackRefused as refused:
            raise self._refuse(receiver, refused.reason) from None

    async def accept(self, path_secret: str, signed: Signed, body: bytes) -> None:
        """Verify, decrypt and store one delivery; returns after it is durable.

        `CallbackNotAccepted` for anything not genuine, `InboxBusy` or `StoreUnavailable` when it cannot be stored now.
        """
        receiver = await self.receivers.of(path_secret)
        try:
            arrival = self._read(receiver, signed, body)
        except CallbackRefused as refused:
            raise self._refuse(receiver, refused.reason) from None
        await self.collector.keep(arrival)
        self.visits.note(receiver.corp_id, ACCEPTED)

    def _check(self, signed: Signed) -> None:
        if not signed.is_plausible:
            raise CallbackRefused(RefusalReason.SIGNATURE)
        check_freshness(signed.timestamp, now=self.clock.now(), within=self.tolerance)

    def _read(self, receiver: Receiver, signed: Signed, body: bytes) -> Arrival:
        self._check(signed)
        envelope = parse_envelope(body)
        plain = receiver.crypto.open(
            signature=signed.signature, timestamp=signed.timestamp, nonce=signed.nonce, encrypt=envelope.encrypt
        )
        event = parse_event(plain)
        if receiver.corp_id is None or not _is_addressed(receiver, envelope, event):
            raise CallbackRefused(RefusalReason.RECEIVER)
        now = self.clock.now()
        return Arrival(
            corp_id=receiver.corp_id,
            body_hash=event.fingerprint,
            body_sealed=self.vault.seal(_as_text(plain), place=BODY_PLACE),
            lane=lane_of(event),
            event=event.event or event.msg_type,
            change_type=event.change_type,
            subject=subject_of(event),
            happened_at=event.create_time or now,
            received_at=now,
        )

    def _refuse(self, receiver: Receiver, reason: RefusalReason) -> CallbackNotAccepted:
        self.visits.note(receiver.corp_id, reason)
        self.refusals[reason] += 1
        now = time.monotonic()
        if now - self._reported_at > _REPORT_EVERY_SECONDS:
            self._reported_at = now
            log.warning("callbacks refused so far, by reason: %s", dict(self.refusals))
        return CallbackNotAccepted()


def _is_addressed(receiver: Receiver, envelope: Envelope, event: CallbackEvent) -> bool:
    """Whether the unsigned envelope and the signed body both name this receiver, as WeCom writes them."""
    agent = envelope.agent_id or "0"
    return envelope.to_user == receiver.receive_id == event.corp_id and agent.isascii() and agent.isdigit()


def _as_text(plain: bytes) -> str:
    try:
        return plain.decode()
    except UnicodeDecodeError:
        raise CallbackRefused(RefusalReason.MALFORMED) from None


def door_of(house: House) -> CallbackDoor:
    """The door of this process, made when first used."""
    try:
        return house.get(CallbackDoor)
    except LookupError:
        door = CallbackDoor(
            receivers=Receivers(house.database, house.vault),
            collector=Collector(house.database),
            vault=house.vault,
            clock=house.clock,
            tolerance=timedelta(seconds=house.settings.callback_tolerance_seconds),
            visits=Visits(house.database, house.clock),
        )
        house.provide(door)
        return door
