"""Tokens and quotas are shared through PostgreSQL: one fetch for all, one count for all."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from siyu.corps import Corp, WeComClients
from siyu.corps.service.stores import SharedQuota, SharedTokens
from siyu.kit.clock import ManualClock
from siyu.runtime.database import Database
from siyu.runtime.house import House
from siyu.vendors.wecom import (
    Ceilings,
    CredentialRefused,
    QuotaKey,
    StoredToken,
    WeComClient,
    WeComError,
)

KEY = QuotaKey("wwdemo", "externalcontact/get")


class PretendApi:
    """Counts token calls and answers one API; tokens named dead are refused."""

    def __init__(self) -> None:
        self.fetches = 0
        self.dead: set[str] = set()
        self.refuse = False

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/gettoken"):
            self.fetches += 1
            await asyncio.sleep(0.05)
            if self.refuse:
                return httpx.Response(200, json={"errcode": 40001, "errmsg": "invalid credential"})
            token = {"errcode": 0, "access_token": f"token-{self.fetches}", "expires_in": 7200}
            return httpx.Response(200, json=token)
        if request.url.params.get("access_token") in self.dead:
            return httpx.Response(200, json={"errcode": 42001, "errmsg": "access_token expired"})
        return httpx.Response(200, json={"errcode": 0, "follow_user": ["zhang"]})


@pytest.fixture
def api() -> PretendApi:
    return PretendApi()


async def some_processes(house: House, corp: Corp, api: PretendApi, count: int) -> list[WeComClient]:
    """Clients as separate processes would have them: nothing shared but the database."""
    http = httpx.AsyncClient(transport=httpx.MockTransport(api))
    made = [
        WeComClients(database=house.database, vault=house.vault, http=http, clock=house.clock) for _ in range(count)
    ]
    return [await clients.of(corp.id) for clients in made]


async def ask_all(clients: list[WeComClient], each: int = 2) -> None:
    await asyncio.gather(*(client.contacts.list_follow_members() for client in clients for _ in range(each)))


async def test_many_processes_fetch_one_token(house: House, corp: Corp, api: PretendApi) -> None:
    await ask_all(await some_processes(house, corp, api, 4))

    assert api.fetches == 1


async def test_a_token_that_died_is_fetched_once_for_all(house: House, corp: Corp, api: PretendApi) -> None:
    clients = await some_processes(house, corp, api, 4)
    await ask_all(clients)
    api.dead = {"token-1"}

    await ask_all(clients)

    assert api.fetches == 2


async def test_a_token_is_refreshed_before_it_dies(
    house: House, corp: Corp, api: PretendApi, clock: ManualClock
) -> None:
    clients = await some_processes(house, corp, api, 2)
    await ask_all(clients)
    clock.advance(timedelta(seconds=7200 - 299))

    await ask_all(clients)

    assert api.fetches == 2


async def test_refusals_are_counted_for_all_processes(house: House, corp: Corp, api: PretendApi) -> None:
    api.refuse = True
    for client in await some_processes(house, corp, api, 6):
        with pytest.raises((CredentialRefused, WeComError)):
            await client.check_credential()

    assert api.fetches == 3


async def test_a_holder_that_dies_gives_the_lock_up_at_once(house: House, corp: Corp, database: Database) -> None:
    tokens = SharedTokens(database, house.vault)
    inside = asyncio.Event()

    async def hold() -> None:
        async with tokens.lock("k"):
            inside.set()
            await asyncio.sleep(60)

    holder = asyncio.create_task(hold())
    await inside.wait()
    holder.cancel()

    async with asyncio.timeout(5), tokens.lock("k"):
        pass
    with pytest.raises(asyncio.CancelledError):
        await holder


async def test_waiting_for_a_token_keeps_no_reader_of_the_spine_waiting(house: House, database: Database) -> None:
    tokens = SharedTokens(database, house.vault)
    async with database.unit() as uow:
        before = (await uow.execute(text("SELECT pg_current_xact_id()::text::bigint"))).scalar_one()

    async with tokens.lock("k"), database.unit() as uow:
        oldest = (await uow.execute(text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"))).scalar_one()

    assert oldest > before


async def test_token_values_are_sealed_and_dropped_only_when_they_are_the_same(
    house: House, clock: ManualClock
) -> None:
    tokens = SharedTokens(house.database, house.vault)
    later = clock.now() + timedelta(hours=2)
    await tokens.write("k", StoredToken(SecretStr("token-value"), later, later))

    async with house.unit() as uow:
        stored = (await uow.execute(text("SELECT value_sealed FROM wecom_tokens"))).scalar_one()
    assert "token-value" not in stored
    assert not await tokens.drop_if("k", SecretStr("another"))
    assert await tokens.read("k") == StoredToken(SecretStr("token-value"), later, later)
    assert await tokens.drop_if("k", SecretStr("token-value"))
    assert await tokens.read("k") is None


async def test_processes_together_stay_below_the_ceiling(house: House, clock: ManualClock) -> None:
    processes = [SharedQuota(house.database, Ceilings(per_minute=50, per_hour=1000)) for _ in range(4)]

    answers = await asyncio.gather(*(process.take(KEY, clock.now()) for process in processes for _ in range(20)))

    assert answers.count(None) == 50
    assert {answer for answer in answers if answer} == {clock.now() + timedelta(minutes=1)}


async def test_a_block_seen_by_one_process_stops_all(house: House, clock: ManualClock) -> None:
    first, second = SharedQuota(house.database), SharedQuota(house.database)
    until = await first.block(KEY, clock.now())

    assert await second.take(KEY, clock.now()) == until
    assert await second.take(QuotaKey("wwdemo", "other"), clock.now()) is None
    assert await second.take(KEY, until) is None


async def test_while_much_is_left_a_process_takes_some_calls_for_itself(house: House, clock: ManualClock) -> None:
    quota, other = SharedQuota(house.database), SharedQuota(house.database)
    for _ in range(21):
        assert await quota.take(KEY, clock.now()) is None
    assert await other.take(KEY, clock.now()) is None
    async with house.unit() as uow:
        counted = (await uow.execute(text("SELECT minute_calls FROM wecom_quotas"))).scalar_one()
    assert counted == 60
    clock.advance(timedelta(seconds=3))
    assert await quota.take(KEY, clock.now()) is None
    async with house.unit() as uow:
        assert (await uow.execute(text("SELECT minute_calls FROM wecom_quotas"))).scalar_one() == 80


async def test_a_block_takes_back_what_was_reserved(house: House, clock: ManualClock) -> None:
    quota = SharedQuota(house.database)
    assert await quota.take(KEY, clock.now()) is None
    until = await quota.block(KEY, clock.now())
    assert await quota.take(KEY, clock.now()) == until
