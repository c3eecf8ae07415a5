"""The loader: events from PostgreSQL to the warehouse in commit order, each exactly once, whatever dies.

A block is fixed in PostgreSQL before it is sent and carries a token, so a second try sends the same rows and adds
nothing that is there. The mark is written behind the rows, in the warehouse itself: a warehouse that was lost, or is
not the one PostgreSQL remembers, has no fitting mark and is built anew.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from math import inf
from time import monotonic
from uuid import uuid4
from zoneinfo import ZoneInfo

from siyu.runtime.database import Database
from siyu.runtime.errors import StoreUnavailable
from siyu.runtime.faults import fault_site
from siyu.runtime.spine import Mark
from siyu.warehouse import queries
from siyu.warehouse.blocks import Block
from siyu.warehouse.catalogue import AREAS
from siyu.warehouse.client import WarehouseClient
from siyu.warehouse.contracts import Freshness, State
from siyu.warehouse.errors import WarehouseUnavailable
from siyu.warehouse.freshness import find_freshness
from siyu.warehouse.healing import heal_if_damaged
from siyu.warehouse.mending import mend_month
from siyu.warehouse.snapshots import find_snapshot_source
from siyu.warehouse.writing import (
    make_empty,
    refresh_aliases,
    refresh_hidden,
    refresh_visitors,
    upcast_rows,
    write_events,
    write_mark,
    write_snapshots,
)

BLOCK_ROWS = 100_000
_SNAPSHOT_ROWS = 5_000
_IDLE_SECONDS = 0.5
_START = Mark(0, 0)

_MERGES = ("customer_merged", "customer_unmerged")
#: What can change the picture of a customer; looking at a page does not.
_PICTURE_AREAS = ("identity", "arrival", "classes", "membership", "work")
PICTURE_EVENTS = tuple(item.name for area in _PICTURE_AREAS for item in AREAS[area] if item.name != "code_scanned")

_log = logging.getLogger(__name__)


class BlockChanged(RuntimeError):
    """PostgreSQL no longer holds the rows a block was planned with; the warehouse must be built anew."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the loading stands: the warehouse's own word, agreed with PostgreSQL."""

    stamp: Freshness
    last: Block | None
    target_xid: int
    was_ready: bool

    @property
    def pending(self) -> Block | None:
        """The block that was planned and whose end the warehouse has not confirmed."""
        return self.last if self.last is not None and self.last.number == self.stamp.block + 1 else None


class Loader:
    """Loads block after block; any number of processes may hold one, a lock lets one of them work."""

    def __init__(
        self, database: Database, client: WarehouseClient, zone: ZoneInfo, *, block_rows: int = BLOCK_ROWS
    ) -> None:
        self._database = database
        self._client = client
        self._zone = zone
        self._block_rows = block_rows
        self._said_at = -inf

    async def turn(self) -> int:
        """Load one block; how many rows it had, 0 when there is nothing to do or another process is at it."""
        async with self.alone() as is_alone:
            if not is_alone:
                return 0
            try:
                return await self._turn()
            except WarehouseUnavailable:
                if not await heal_if_damaged(self._client.url, self._zone):
                    raise
                return await self._turn()

    async def catch_up(self) -> int:
        """Load until nothing is left; how many rows that was."""
        total, self._said_at = 0, -inf
        while rows := await self.turn():
            total += rows
        return total

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[bool]:
        """Hold the right to write to the warehouse; False when another process has it."""
        async with queries.sole_loader(self._database.engine) as is_alone:
            yield is_alone

    async def begin_anew(self, reason: str) -> Place:
        """Start a new generation: an empty warehouse whose answers are refused until it has caught up."""
        generation = uuid4()
        _log.warning("the warehouse is built anew: %s", reason)
        async with self._database.unit() as uow:
            await queries.save_generation(uow.connection, generation, reason, uow.now())
        fault_site("loader.new_generation")
        await make_empty(self._client, self._zone)
        fault_site("loader.emptied")
        now = self._database.clock.now()
        await self._say(Freshness(State.REBUILDING, generation, 0, _START, 0, now, now))
        place = await self._find_place()
        if place is None:
            raise StoreUnavailable
        return place

    async def place(self) -> Place:
        """Where the loading stands; begins anew when warehouse and PostgreSQL do not fit together."""
        found = await self._find_place()
        return found if found is not None else await self.begin_anew("it is empty or not the one that was loaded")

    async def settle(self) -> Place:
        """Finish what a killed process began, mends before the planned block; the caller holds the lock."""
        place = await self.place()
        if place.pending is None and place.stamp.state is State.READY:
            return place
        async with self._database.unit() as uow:
            months = await queries.list_mends(uow.connection)
        before = replace(place.stamp, state=State.READY if place.was_ready else State.REBUILDING)
        for month in months:
            await mend_month(self._database, self._client, before, month)
            place = await self.place()
        if place.pending is not None:
            await self._load(place, place.pending)
            place = await self.place()
        return place

    async def _find_place(self) -> Place | None:
        stamp = await find_freshness(self._client)
        async with self._database.unit() as uow:
            generation = await queries.find_generation(uow.connection)
            if stamp is None or generation is None or generation["generation"] != stamp.generation:
                return None
            last = await queries.find_last_block(uow.connection, stamp.generation)
        planned = last.number if last is not None else 0
        if stamp.block not in (planned, planned - 1):
            return None
        return Place(
            stamp=stamp, last=last, target_xid=generation["target_xid"], was_ready=generation["ready_at"] is not None
        )

    async def _turn(self) -> int:
        place = await self.settle()
        async with self._database.unit() as uow:
            block, horizon = await queries.plan_block(
                uow.connection,
                place.stamp.generation,
                place.stamp.block + 1,
                place.stamp.mark,
                limit=self._block_rows,
                now=uow.now(),
            )
        fault_site("loader.planned")
        if block is None:
            await self._rest(place, horizon)
            return 0
        await self._load(place, block)
        if place.stamp.state is State.REBUILDING and block.horizon_xid >= place.target_xid:
            # Under steady load there is always something left: ready is when all that was there is here.
            await self._become_ready((await self.place()).stamp)
        return block.row_count

    async def _load(self, place: Place, block: Block) -> None:
        async with self._database.unit() as uow:
            rows = await queries.copy_block(uow.connection, block)
        if rows.count(b"\n") != block.row_count:
            await self.begin_anew("events of a planned block are gone")
            raise BlockChanged(f"block {block.number} was planned with {block.row_count} rows")
        fault_site("loader.copied")
        await write_events(self._client, upcast_rows(rows), block.token)
        fault_site("loader.inserted")
        await self._follow_people(block)
        fault_site("loader.people")
        await self._say(
            replace(
                place.stamp,
                block=block.number,
                mark=block.mark,
                horizon_xid=block.horizon_xid,
                newest_received_at=block.newest_received_at,
            )
        )
        fault_site("loader.marked")

    async def _follow_people(self, block: Block) -> None:
        source = find_snapshot_source()
        async with self._database.unit() as uow:
            has_merges = await queries.has_any(uow.connection, block, _MERGES)
            has_flags = has_merges or await queries.has_any(uow.connection, block, ("customer_flagged",))
            has_links = await queries.has_any(uow.connection, block, ("identity_linked",))
            changed = await queries.list_changed_customers(uow.connection, block, PICTURE_EVENTS) if source else []
        if has_merges:
            await refresh_aliases(self._client)
        if has_flags:
            await refresh_hidden(self._client)
        if has_links:
            await refresh_visitors(self._client)
        for start in range(0, len(changed), _SNAPSHOT_ROWS):
            await self._picture(changed[start : start + _SNAPSHOT_ROWS], block.number, f"{block.token}:{start}")

    async def _picture(self, customers: list[int], version: int, token: str) -> None:
        source = find_snapshot_source()
        if source is None:
            return
        async with self._database.unit() as uow:
            snapshots = list(await source.list_snapshots(uow.connection, customers))
        await write_snapshots(self._client, customers, snapshots, version=version, token=token)

    async def _rest(self, place: Place, horizon_xid: int) -> None:
        """Nothing to load: a warehouse being built is ready now; else say now and then that we are up to date."""
        stamp = replace(place.stamp, horizon_xid=max(horizon_xid, place.stamp.horizon_xid))
        if stamp.state is State.REBUILDING:
            if horizon_xid >= place.target_xid:
                await self._become_ready(stamp)
        elif horizon_xid > place.stamp.horizon_xid and monotonic() - self._said_at >= _IDLE_SECONDS:
            await self._say(stamp)

    async def _become_ready(self, stamp: Freshness) -> None:
        await self._picture_everybody(stamp.block, f"{stamp.generation}:everybody")
        async with self._database.unit() as uow:
            await queries.note_ready(uow.connection, stamp.generation, uow.now())
        fault_site("loader.ready")
        await self._say(replace(stamp, state=State.READY))

    async def _picture_everybody(self, version: int, token: str) -> None:
        source = find_snapshot_source()
        after = 0
        while source is not None:
            async with self._database.unit() as uow:
                customers = list(await source.list_customer_ids(uow.connection, after, _SNAPSHOT_ROWS))
            if not customers:
                return
            await self._picture(customers, version, f"{token}:{after}")
            after = customers[-1]

    async def _say(self, stamp: Freshness) -> None:
        async with self._database.unit() as uow:
            sequence = await queries.next_mark_number(uow.connection)
        told = replace(stamp, written_at=self._database.clock.now())
        await write_mark(self._client, told, sequence=sequence)
        self._said_at = monotonic()
