"""The running house: what jobs, lanes and requests find around them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx

from siyu.kit.clock import Clock
from siyu.runtime.database import Database, UnitOfWork
from siyu.runtime.secrets import Vault
from siyu.runtime.settings import Settings

T = TypeVar("T")


@dataclass
class House:
    """Settings, clock, database, vault, the one outgoing HTTP client, and what domains provide to each other."""

    settings: Settings
    clock: Clock
    database: Database
    vault: Vault
    http: httpx.AsyncClient
    _provided: dict[type[Any], Any] = field(default_factory=dict)

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[UnitOfWork]:
        """One transaction; see `Database.unit`."""
        async with self.database.unit() as uow:
            yield uow

    def provide(self, thing: object, *, as_: type[Any] | None = None) -> None:
        """Put a long-lived thing (a warehouse door, a pool of clients) where `get` finds it by its type."""
        self._provided[as_ or type(thing)] = thing

    def get(self, kind: type[T]) -> T:
        """The thing of this type; `LookupError` when nobody provided it."""
        try:
            found: T = self._provided[kind]
        except KeyError:
            raise LookupError(f"nobody provided a {kind.__name__}") from None
        return found


@asynccontextmanager
async def open_house(settings: Settings, clock: Clock, *, database_url: str) -> AsyncIterator[House]:
    """Open the database pool and the outgoing client; close both at the end."""
    async with (
        Database(database_url, clock=clock, pool_size=settings.pool_size) as database,
        httpx.AsyncClient(timeout=10, follow_redirects=False) as http,
    ):
        yield House(settings, clock, database, Vault(settings.read_master_key()), http)
