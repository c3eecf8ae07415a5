"""Who remembers the quotas: a protocol for a store that all processes share, and one in memory."""

from datetime import datetime
from typing import NamedTuple, Protocol

from siyu.vendors.wecom import limits
from siyu.vendors.wecom.limits import Ceilings, QuotaState


class QuotaKey(NamedTuple):
    """One counter: the corp and the API path, e.g. ``externalcontact/get``."""

    corp_id: str
    api: str


class QuotaStore(Protocol):
    """Counts calls and remembers blocks for all processes of the installation.

    An implementation over a database loads the row's ``QuotaState`` under a row lock, applies
    ``limits.take`` or ``limits.block`` and saves the result.
    """

    async def take(self, key: QuotaKey, now: datetime) -> datetime | None:
        """Count one call about to be sent; None if it may go, else the end of the wait."""
        ...

    async def block(self, key: QuotaKey, now: datetime) -> datetime:
        """WeCom answered 45009: block this API, and say until when."""
        ...


class MemoryQuota:
    """Quotas of a single process."""

    def __init__(self, ceilings: Ceilings | None = None) -> None:
        self._ceilings = ceilings or Ceilings()
        self._states: dict[QuotaKey, QuotaState] = {}

    async def take(self, key: QuotaKey, now: datetime) -> datetime | None:
        state, until = limits.take(self.state_of(key), now, self._ceilings)
        self._states[key] = state
        return until

    async def block(self, key: QuotaKey, now: datetime) -> datetime:
        state = limits.block(self.state_of(key), now, self._ceilings)
        self._states[key] = state
        return state.blocked_until

    def state_of(self, key: QuotaKey) -> QuotaState:
        """What is known about a key; a fresh state if nothing is."""
        return self._states.get(key, QuotaState())
