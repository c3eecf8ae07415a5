"""One WeCom client per corp, kept for the life of the process and renewed when the corp's set-up changes."""

from typing import Any

import httpx
from pydantic import SecretStr
from sqlalchemy import Row

from siyu.corps import queries
from siyu.corps.errors import CorpInactive, CorpNotFound
from siyu.corps.service.stores import SharedQuota, SharedTokens
from siyu.kit.clock import Clock
from siyu.runtime.database import Database, UnitOfWork
from siyu.runtime.house import House
from siyu.runtime.secrets import Vault
from siyu.vendors.wecom import Ceilings, Credential, WeComClient

SECRET_PLACE = "corps.secret"


class WeComClients:
    """Gives out clients; provide one in the house: `house.provide(WeComClients.over(house))`."""

    def __init__(
        self,
        *,
        database: Database,
        vault: Vault,
        http: httpx.AsyncClient,
        clock: Clock,
        ceilings: Ceilings | None = None,
    ) -> None:
        self._database = database
        self._vault = vault
        self._http = http
        self._clock = clock
        self._tokens = SharedTokens(database, vault)
        self._quota = SharedQuota(database, ceilings)
        self._known: dict[int, tuple[tuple[Any, ...], WeComClient]] = {}

    @classmethod
    def over(cls, house: House) -> "WeComClients":
        """Clients that use the house's database, vault, outgoing client and clock."""
        return cls(database=house.database, vault=house.vault, http=house.http, clock=house.clock)

    async def of(self, corp_id: int) -> WeComClient:
        """The client of a corp (our id). Its row is read each time, so that a new secret counts at once.

        Raises `CorpNotFound`, or `CorpInactive` when the corp is off or has no secret.
        """
        async with self._database.unit() as uow:
            return await self.within(uow, corp_id)

    async def within(self, uow: UnitOfWork, corp_id: int) -> WeComClient:
        """The same, read in a transaction at hand, for a call that follows right after its commit."""
        row = await queries.find_corp(uow, corp_id)
        if row is None:
            raise CorpNotFound
        if not row.is_active or row.secret_sealed is None:
            raise CorpInactive
        setup = (row.wecom_corp_id, row.agent_id, row.api_base, row.secret_sealed)
        known = self._known.get(corp_id)
        if known is None or known[0] != setup:
            known = self._known[corp_id] = (setup, self._make(row))
        return known[1]

    def _make(self, row: Row[Any]) -> WeComClient:
        secret = SecretStr(self._vault.open(row.secret_sealed, place=SECRET_PLACE))
        return WeComClient(
            http=self._http,
            base_url=row.api_base,
            credential=Credential(row.wecom_corp_id, secret, agent_id=row.agent_id),
            tokens=self._tokens,
            quota=self._quota,
            clock=self._clock,
        )
