"""The query door: named questions, typed rows, and never an answer from a half-built warehouse."""

import asyncio
import math
from collections.abc import Mapping
from time import monotonic
from typing import Any, Self, TypeVar, overload

from siyu.runtime.spine import Mark
from siyu.warehouse.client import Table, WarehouseClient
from siyu.warehouse.contracts import Freshness, NamedQuery, State
from siyu.warehouse.errors import TableMissing, WarehouseBehind, WarehouseRebuilding
from siyu.warehouse.freshness import find_freshness

Row = TypeVar("Row")

_FIRST_PAUSE = 0.02
_LONGEST_PAUSE = 0.25


class Warehouse:
    """Where figures, segments and timelines ask; safe to share between tasks."""

    def __init__(self, url: str, *, threads: int = 8) -> None:
        self.client = WarehouseClient(url, threads=threads)
        self._seen: Freshness | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.close()

    @overload
    async def ask(
        self, query: NamedQuery, parameters: Mapping[str, Any] | None = None, *, timeout: float = 30
    ) -> list[dict[str, Any]]: ...

    @overload
    async def ask(
        self,
        query: NamedQuery,
        parameters: Mapping[str, Any] | None = None,
        *,
        into: type[Row],
        timeout: float = 30,
    ) -> list[Row]: ...

    async def ask(
        self,
        query: NamedQuery,
        parameters: Mapping[str, Any] | None = None,
        *,
        into: type[Any] = dict,
        timeout: float = 30,
    ) -> list[Any]:
        """The rows of a query as `into(**columns)`; not-a-number becomes None.

        Raises `WarehouseRebuilding`, `WarehouseUnavailable`, `WarehouseTooSlow` or `QueryRefused`.
        """
        rows, _ = await self.ask_with_stamp(query, parameters, into=into, timeout=timeout)
        return rows

    async def ask_with_stamp(
        self,
        query: NamedQuery,
        parameters: Mapping[str, Any] | None = None,
        *,
        into: type[Row],
        timeout: float = 30,
    ) -> tuple[list[Row], Freshness]:
        """Like `ask`, with how fresh the answer is.

        The stamp is read before and after: if the warehouse was lost and begun anew in between, the
        generations differ and the answer is thrown away.
        """
        for _ in range(2):
            before = self._seen or await self.freshness()
            table = await self._query(query, parameters, timeout)
            after = await self.freshness()
            if after.state is State.READY and after.generation == before.generation:
                return [into(**row) for row in rows_of(table)], after
        raise WarehouseRebuilding(percent="?")

    async def _query(self, query: NamedQuery, parameters: Mapping[str, Any] | None, timeout: float) -> Table:
        try:
            return await self.client.query(query.sql, parameters, timeout=timeout)
        except TableMissing:
            await self.freshness()  # a warehouse that was never filled says so; else the query itself is wrong
            raise

    async def freshness(self) -> Freshness:
        """How far the warehouse has come; raises `WarehouseRebuilding` when it holds nothing yet."""
        found = await find_freshness(self.client)
        self._seen = found
        if found is None:
            raise WarehouseRebuilding(percent=0)
        return found

    async def wait_for(self, mark: Mark, *, timeout: float = 10) -> Freshness:
        """Return when every event up to `mark` is visible; raises `WarehouseBehind` after `timeout` seconds."""
        until, pause = monotonic() + timeout, _FIRST_PAUSE
        while True:
            found = await find_freshness(self.client)
            if found is not None and found.covers(mark):
                return found
            if monotonic() + pause > until:
                raise WarehouseBehind(seconds=timeout)
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE)


def rows_of(table: Table) -> list[dict[str, Any]]:
    """Rows as column → value, with not-a-number (an average over nothing) turned into None."""
    doubtful = [index for index, kind in enumerate(table.types) if "Float" in kind]
    rows = []
    for values in table.rows:
        row = dict(zip(table.names, values, strict=True))
        for index in doubtful:
            value = values[index]
            if isinstance(value, float) and not math.isfinite(value):
                row[table.names[index]] = None
        rows.append(row)
    return rows
