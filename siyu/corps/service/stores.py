"""Tokens and quotas that all processes share through PostgreSQL."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from pydantic import SecretStr

from siyu.corps import queries
from siyu.runtime.database import Database
from siyu.runtime.secrets import Vault
from siyu.vendors.wecom import Ceilings, QuotaKey, StoredToken, limits

_PLACE = "wecom_tokens.value"


class SharedTokens:
    """A token store for every process of the installation; values are sealed at rest."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def read(self, key: str) -> StoredToken | None:
        """The record of a credential, or None; a value sealed under another master key counts as none."""
        async with self._database.unit() as uow:
            row = await queries.find_token(uow, key)
        if row is None:
            return None
        try:
            value = self._open(row.value_sealed)
        except ValueError:
            return None
        return StoredToken(value, row.expires_at, row.refresh_at, row.refusals, row.refused_code)

    @asynccontextmanager
    async def lock(self, key: str) -> AsyncIterator[None]:
        """Hold the right to fetch this token. A process that dies gives it up at once.

        The transaction that holds it reads and writes nothing, so it keeps no reader of the spine waiting.
        """
        async with self._database.unit() as uow:
            await queries.lock_token(uow, key)
            yield

    async def write(self, key: str, record: StoredToken) -> None:
        """Replace the record."""
        sealed = self._vault.seal(record.value.get_secret_value(), place=_PLACE) if record.value else None
        values = {
            "key": key,
            "value_sealed": sealed,
            "expires_at": record.expires_at,
            "refresh_at": record.refresh_at,
            "refusals": record.refusals,
            "refused_code": record.refused_code,
        }
        async with self._database.unit() as uow:
            await queries.save_token(uow, values)

    async def drop_if(self, key: str, token: SecretStr) -> bool:
        """Forget the record if it still holds this very token."""
        async with self._database.unit() as uow:
            row = await queries.find_token(uow, key)
            if row is None or row.value_sealed is None or self._open(row.value_sealed) != token:
                return False
            return await queries.delete_token(uow, key, row.value_sealed)

    def _open(self, sealed: str | None) -> SecretStr | None:
        return SecretStr(self._vault.open(sealed, place=_PLACE)) if sealed else None


@dataclass
class _Reserved:
    """Calls that were counted for this process and not made yet."""

    left: int
    since: datetime
    until: datetime


class SharedQuota:
    """Counts the calls of all processes against WeCom's ceilings per (corp, API).

    While much is left, a process takes a few calls at once, so that calls need not wait for each other's row.
    """

    def __init__(self, database: Database, ceilings: Ceilings | None = None) -> None:
        self._database = database
        self._ceilings = ceilings or Ceilings()
        self._reserved: dict[QuotaKey, _Reserved] = {}
        self._turns: defaultdict[QuotaKey, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def take(self, key: QuotaKey, now: datetime) -> datetime | None:
        """Count one call about to be sent; None if it may go, else the end of the wait."""
        async with self._turns[key]:
            mine = self._reserved.get(key)
            if mine is not None and mine.left and mine.since <= now < mine.until:
                mine.left -= 1
                return None
            async with self._database.unit() as uow:
                state = await queries.lock_quota(uow, key)
                calls = limits.reserve(state, now, self._ceilings)
                state, until = limits.take(state, now, self._ceilings, calls)
                await queries.save_quota(uow, key, state)
            left = 0 if until else calls - 1
            self._reserved[key] = _Reserved(left, now, limits.reserved_until(state, now))
        return until

    async def block(self, key: QuotaKey, now: datetime) -> datetime:
        """WeCom answered 45009: block this API for every process, and say until when."""
        self._reserved.pop(key, None)
        async with self._database.unit() as uow:
            state = limits.block(await queries.lock_quota(uow, key), now, self._ceilings)
            await queries.save_quota(uow, key, state)
        return state.blocked_until
