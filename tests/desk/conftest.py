"""The whole API in this process, with browsers that sign in through the real door."""

from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from siyu import staff
from siyu.apps import plugs
from siyu.corps import Corp, CorpSetup, save_corp
from siyu.runtime.house import House
from siyu.runtime.http import create_app

PASSWORD = "correct horse battery"
SignedIn = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def corp(house: House) -> Corp:
    plugs.register()
    plugs.provide(house)
    setup = CorpSetup(
        name="示例商贸", wecom_corp_id="wwdemo", api_base="http://127.0.0.1:1", secret=SecretStr("app-secret")
    )
    return await save_corp(house, setup)


@pytest.fixture
def app(house: House, corp: Corp) -> FastAPI:
    made = create_app(plugs.routers())
    made.state.house = house
    return made


@pytest.fixture
async def stranger(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which nobody has signed in."""
    async with _browser(app) as client:
        yield client


@pytest.fixture
async def signed_in(house: House, app: FastAPI) -> AsyncIterator[SignedIn]:
    """Opens an account with roles and signs a browser in with it."""
    opened: list[httpx.AsyncClient] = []

    async def sign(login: str, *roles: str, staff_id: int | None = None) -> httpx.AsyncClient:
        async with house.unit() as uow:
            await staff.create_user(uow, login, PASSWORD, roles, staff_id)
        client = _browser(app)
        opened.append(client)
        answer = await client.post("/v1/sign-in", json={"login": login, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return client

    yield sign
    for client in opened:
        await client.aclose()


def _browser(app: FastAPI) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, client=("203.0.113.5", 50_000))
    return httpx.AsyncClient(transport=transport, base_url="http://siyu.test", headers={"origin": "http://siyu.test"})


async def a_member(house: House, corp: Corp, userid: str) -> int:
    """Our id of a member."""
    async with house.unit() as uow:
        return (await staff.ensure_member(uow, corp_id=corp.id, userid=userid)).id
