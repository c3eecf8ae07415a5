"""Access tokens: one fetch at a time for all processes, early refresh, and a stop after refusals.

A token is shared by everybody through a ``TokenStore``. Each process also remembers the last
token it saw, so the store is only read when that one is missing, old or dead.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from pydantic import SecretStr

from siyu.kit.clock import Clock
from siyu.vendors.wecom.credentials import Credential
from siyu.vendors.wecom.errors import CredentialRefused

EARLY = timedelta(minutes=5)
MOST_REFUSALS = 3
PROBE_AFTER = timedelta(minutes=30)  # after the last allowed refusal, one try each so often


@dataclass(frozen=True, slots=True)
class StoredToken:
    """What the store keeps for one credential.

    Either a token with the instant it dies and the instant to fetch the next one, or the record
    of refusals, where ``refresh_at`` is the instant before which nothing may be asked again.
    """

    value: SecretStr | None
    expires_at: datetime
    refresh_at: datetime
    refusals: int = 0
    refused_code: int | None = None

    def is_usable(self, now: datetime) -> bool:
        """Whether there is a token that need not be refreshed yet."""
        return self.value is not None and now < self.refresh_at


class TokenStore(Protocol):
    """The shared memory of tokens. Values are secrets: encrypt them at rest, never log them."""

    async def read(self, key: str) -> StoredToken | None:
        """The record of a credential, or None."""
        ...

    def lock(self, key: str) -> AbstractAsyncContextManager[None]:
        """Hold the right to fetch this credential's token, against all processes."""
        ...

    async def write(self, key: str, record: StoredToken) -> None:
        """Replace the record; called under the lock."""
        ...

    async def drop_if(self, key: str, token: SecretStr) -> bool:
        """Forget the record if it still holds this very token (compare and drop)."""
        ...


class MemoryTokens:
    """A token store for a single process."""

    def __init__(self) -> None:
        self._records: dict[str, StoredToken] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def read(self, key: str) -> StoredToken | None:
        return self._records.get(key)

    @asynccontextmanager
    async def lock(self, key: str) -> AsyncIterator[None]:
        async with self._locks[key]:
            yield

    async def write(self, key: str, record: StoredToken) -> None:
        self._records[key] = record

    async def drop_if(self, key: str, token: SecretStr) -> bool:
        held = self._records.get(key)
        if held is None or held.value != token:
            return False
        del self._records[key]
        return True


@dataclass(frozen=True, slots=True)
class FetchedToken:
    """An answer of the token call."""

    value: SecretStr
    lives_for: timedelta


def record_of(fetched: FetchedToken, now: datetime) -> StoredToken:
    """The record of a fresh token: refreshed five minutes early.

    WeCom repeats the old token until it dies, so a short rest of life is used up instead of
    asking again and again.
    """
    expires_at = now + fetched.lives_for
    early = EARLY if fetched.lives_for > 2 * EARLY else timedelta()
    return StoredToken(fetched.value, expires_at, expires_at - early)


def record_of_refusal(before: StoredToken | None, code: int, now: datetime) -> StoredToken:
    """The record after one more refusal; from the third on nothing is asked for half an hour."""
    refusals = 1 + (before.refusals if before else 0)
    again_at = now + PROBE_AFTER if refusals >= MOST_REFUSALS else now
    return StoredToken(None, now, again_at, refusals, code)


class TokenKeeper:
    """Gives out one credential's token; whoever needs a new one first fetches it for all.

    Args:
        fetch: makes the token call once; raises ``CredentialRefused`` if WeCom says no.
    """

    def __init__(
        self,
        *,
        credential: Credential,
        store: TokenStore,
        clock: Clock,
        fetch: Callable[[], Awaitable[FetchedToken]],
    ) -> None:
        self._key = credential.key
        self._store = store
        self._clock = clock
        self._fetch = fetch
        self._seen: StoredToken | None = None
        self._turn = asyncio.Lock()  # spares the shared lock: one waiter per process

    async def current(self) -> SecretStr:
        """A token believed to be alive.

        Raises:
            CredentialRefused: the token call is refused, or was three times.
        """
        return self._usable() or await self._obtain(dead=None)

    async def replace(self, dead: SecretStr) -> SecretStr:
        """Another token than ``dead``, which WeCom has just refused.

        Fetches only if nobody else has replaced it in the meantime.
        """
        return self._usable(dead) or await self._obtain(dead)

    def _usable(self, dead: SecretStr | None = None) -> SecretStr | None:
        seen = self._seen
        if seen is None or not seen.is_usable(self._clock.now()) or seen.value == dead:
            return None
        return seen.value

    async def _obtain(self, dead: SecretStr | None) -> SecretStr:
        async with self._turn:
            if found := self._usable(dead):
                return found
            async with self._store.lock(self._key):
                if dead is not None:
                    await self._store.drop_if(self._key, dead)
                self._seen = await self._store.read(self._key)
                return self._usable(dead) or await self._fetch_new()

    async def _fetch_new(self) -> SecretStr:
        before = self._seen
        now = self._clock.now()
        if before and before.refused_code is not None and now < before.refresh_at:
            raise CredentialRefused(before.refused_code, "", refusals=before.refusals, retry_at=before.refresh_at)
        try:
            fetched = await self._fetch()
        except CredentialRefused as refusal:
            record = record_of_refusal(before, refusal.code, now)
            await self._store.write(self._key, record)
            refusal.refusals = record.refusals
            refusal.retry_at = record.refresh_at if record.refusals >= MOST_REFUSALS else None
            raise
        self._seen = record_of(fetched, self._clock.now())
        await self._store.write(self._key, self._seen)
        return fetched.value
