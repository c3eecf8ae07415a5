"""Delivers events to receivers: verification, tries, duplicates, shuffling and loss."""

import asyncio
import heapq
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any
from urllib.parse import urlencode

from simulator.callbacks.crypto import encrypt, sign
from simulator.callbacks.envelope import stretch, write_envelope, write_event
from simulator.callbacks.log import DeliveryLog
from simulator.callbacks.switches import Switches
from simulator.callbacks.wire import Connection, Target, WireError
from simulator.clock import Clock
from simulator.journal import Journal
from simulator.wecom.model import Credential
from simulator.wecom.world import CorpWorld, World

VERIFY_SECONDS = 1.0
COMMIT_EVERY = 0.05
DIGITS = "0123456789"


@dataclass(slots=True)
class Delivery:
    """One event on its way to one receiver. ``due`` is real Unix time."""

    delivery_id: int
    corp_id: str
    credential: str
    event: str
    plaintext: str
    due: float
    made_at: float
    copy_of: int = 0
    tries: int = 0


@dataclass(slots=True)
class Channel:
    """The line to one receiver: a queue and the workers that empty it."""

    queue: "asyncio.Queue[Delivery]" = field(default_factory=asyncio.Queue)
    workers: list["asyncio.Task[None]"] = field(default_factory=list)


class CallbackSender:
    """All deliveries of all companies. Undelivered ones survive a restart."""

    def __init__(self, journal: Journal, clock: Clock, world: World) -> None:
        self._journal = journal
        self._clock = clock
        self._world = world
        self._random = Random(f"callbacks/{world.seq}")
        self.log = DeliveryLog(journal)
        self._order = count()
        self._pads = count()
        self._heap: list[tuple[float, int, Delivery]] = []
        self._channels: dict[tuple[str, str], Channel] = {}
        self._switches: dict[str, tuple[dict[str, Any], Switches]] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._wake = asyncio.Event()
        self.open: Counter[str] = Counter()
        for _, body in journal.load("delivery"):
            self._push(Delivery(**body))

    # ---- emitting ------------------------------------------------------------------------

    def emit(self, world: CorpWorld, event: str, fields: Mapping[str, Any], *, after_s: float = 0.0) -> list[Delivery]:
        """Queue one event for every receiver of the company."""
        switches = self._switches_of(world.corp_id)
        made: list[Delivery] = []
        for credential in world.credentials.values():
            wanted = credential.events is None or event in credential.events
            if credential.receiver_url and wanted:
                made.append(self._make(world, credential, event, fields, switches))
        for delivery in made:
            self._dispatch(delivery, switches)
        return made

    def _make(
        self,
        world: CorpWorld,
        credential: Credential,
        event: str,
        fields: Mapping[str, Any],
        switches: Switches,
    ) -> Delivery:
        text = write_event(world.corp_id, self._clock.second(), event, fields, spaced=switches.spaces_in_tags)
        if switches.pad:
            pad = switches.pad if switches.pad > 0 else next(self._pads) % 32 + 1
            text = stretch(text, world.corp_id, pad)
        name = f"{event}/{fields['ChangeType']}" if "ChangeType" in fields else event
        now = time.time()
        return Delivery(self._world.next_seq(), world.corp_id, credential.key, name, text, now, now)

    def _dispatch(self, delivery: Delivery, switches: Switches) -> None:
        self.log.count(delivery.corp_id, "events")
        if self._random.random() < switches.loss:
            self.log.finish(delivery, "lost", reason="lost on demand")
            return
        self._schedule(delivery, switches)
        if self._random.random() < switches.duplicate:
            for _ in range(self._random.randint(1, switches.copies)):
                self._schedule(self._copy(delivery), switches)
                self.log.count(delivery.corp_id, "copies")

    def _copy(self, delivery: Delivery) -> Delivery:
        return Delivery(
            self._world.next_seq(),
            delivery.corp_id,
            delivery.credential,
            delivery.event,
            delivery.plaintext,
            delivery.due,
            delivery.made_at,
            copy_of=delivery.delivery_id,
        )

    def _schedule(self, delivery: Delivery, switches: Switches) -> None:
        delivery.due += switches.delay_s + self._random.random() * switches.reorder_s
        self._journal.put("delivery", str(delivery.delivery_id), delivery)
        self._push(delivery)

    def _push(self, delivery: Delivery, *, again: bool = False) -> None:
        if not again:
            self.open[delivery.corp_id] += 1
        heapq.heappush(self._heap, (delivery.due, next(self._order), delivery))
        self._wake.set()

    # ---- sending -------------------------------------------------------------------------

    def start(self) -> None:
        """Start the pump and the committer; call on the running loop."""
        self._tasks = [asyncio.create_task(self._pump()), asyncio.create_task(self._commit_often())]

    async def stop(self) -> None:
        """Stop sending. What is not delivered yet stays in the journal."""
        workers = [worker for channel in self._channels.values() for worker in channel.workers]
        for task in (*self._tasks, *workers):
            task.cancel()
        await asyncio.gather(*self._tasks, *workers, return_exceptions=True)
        self._tasks, self._channels = [], {}

    async def _pump(self) -> None:
        while True:
            self._wake.clear()
            # Nothing is told before it is in the journal.
            self._journal.commit()
            now = time.time()
            while self._heap and self._heap[0][0] <= now:
                delivery = heapq.heappop(self._heap)[2]
                self._channel_of(delivery).queue.put_nowait(delivery)
            wait = self._heap[0][0] - now if self._heap else None
            try:
                await asyncio.wait_for(self._wake.wait(), timeout=wait)
            except TimeoutError:
                continue

    async def _commit_often(self) -> None:
        while True:
            await asyncio.sleep(COMMIT_EVERY)
            self._journal.commit()

    def _channel_of(self, delivery: Delivery) -> Channel:
        key = (delivery.corp_id, delivery.credential)
        channel = self._channels.setdefault(key, Channel())
        wanted = self._switches_of(delivery.corp_id).concurrency
        while len(channel.workers) < wanted:
            channel.workers.append(asyncio.create_task(self._work(channel)))
        return channel

    async def _work(self, channel: Channel) -> None:
        connection: Connection | None = None
        try:
            while True:
                delivery = await channel.queue.get()
                connection = await self._deliver(delivery, connection)
        finally:
            if connection:
                connection.close()

    async def _deliver(self, delivery: Delivery, connection: Connection | None) -> Connection | None:
        switches = self._switches_of(delivery.corp_id)
        credential = self._world.corps[delivery.corp_id].credentials[delivery.credential]
        delivery.tries += 1
        started = time.perf_counter()
        try:
            if switches.unreachable:
                raise WireError("unreachable")
            target = Target.parse(credential.receiver_url)
            if connection is None or connection.target != target:
                connection = _replace(connection, target)
            path, body = self._seal(delivery, credential, target, switches)
            status, _ = await connection.request("POST", path, body, timeout_s=switches.timeout_s)
            reason = "" if status == 200 else f"status {status}"
        except WireError as error:
            reason = str(error)
        self._settle(delivery, switches, reason, time.perf_counter() - started)
        return connection

    def _seal(
        self, delivery: Delivery, credential: Credential, target: Target, switches: Switches
    ) -> tuple[str, bytes]:
        # Nonce, prefix and signature are fresh at every try; the plaintext is not.
        prefix = self._random.randbytes(16)
        encrypted = encrypt(credential.callback_aes_key, delivery.plaintext, delivery.corp_id, prefix)
        query = self._sign(credential, encrypted, switches)
        has_agent = credential.kind == "app" and not switches.omit_agent_id
        agent_id = credential.agent_id if has_agent else None
        body = write_envelope(delivery.corp_id, agent_id, encrypted, spaced=switches.spaces_in_tags)
        return target.with_query(urlencode(query)), body

    def _sign(self, credential: Credential, encrypted: str, switches: Switches) -> dict[str, str]:
        moment = self._clock.now() if switches.stamp == "clock" else time.time()
        timestamp, nonce = str(int(moment)), "".join(self._random.choices(DIGITS, k=10))
        signature = sign(credential.callback_token, timestamp, nonce, encrypted)
        return {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce}

    def _settle(self, delivery: Delivery, switches: Switches, reason: str, seconds: float) -> None:
        self.log.note_try(delivery.corp_id, reason, seconds)
        if reason and delivery.tries < switches.tries:
            delivery.due = time.time() + switches.retry_after_s
            self._journal.put("delivery", str(delivery.delivery_id), delivery)
            self._push(delivery, again=True)
            return
        self._journal.drop("delivery", str(delivery.delivery_id))
        self.open[delivery.corp_id] -= 1
        self.log.finish(delivery, "failed" if reason else "accepted", reason=reason)

    def _switches_of(self, corp_id: str) -> Switches:
        given = self._world.corps[corp_id].corp.callbacks
        known = self._switches.get(corp_id)
        if known is None or known[0] is not given:
            # Setting the switches puts a new dict in place of the old one.
            known = self._switches[corp_id] = (given, Switches(**given))
        return known[1]

    # ---- verification --------------------------------------------------------------------

    async def verify(self, world: CorpWorld, credential: Credential, url: str) -> str:
        """Ask the receiver to prove that it knows token and key; returns "" or what is wrong."""
        switches = self._switches_of(world.corp_id)
        plain = "".join(self._random.choices(DIGITS, k=19))
        echo = encrypt(credential.callback_aes_key, plain, world.corp_id, self._random.randbytes(16))
        query = {**self._sign(credential, echo, switches), "echostr": echo}
        try:
            if switches.unreachable:
                raise WireError("unreachable")
            target = Target.parse(url)
            connection = Connection(target)
            path = target.with_query(urlencode(query))
            status, body = await connection.request("GET", path, b"", timeout_s=VERIFY_SECONDS)
            connection.close()
        except WireError as error:
            return str(error)
        if status != 200:
            return f"status {status}"
        return "" if body == plain.encode() else "the answer is not the decrypted echostr"


def _replace(connection: Connection | None, target: Target) -> Connection:
    if connection is not None:
        connection.close()
    return Connection(target)
