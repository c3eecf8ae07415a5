"""A house with a corp, its people, and browsers that sign in through the real door."""

from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from pydantic import SecretStr

from siyu.corps import Corp, CorpSetup, WeComClients, save_corp
from siyu.runtime.house import House
from siyu.runtime.http import SignIn, create_app
from siyu.staff import StaffSignIn, User, create_user
from siyu.staff.routes import router

PASSWORD = "correct horse battery"
ORIGIN = {"origin": "http://siyu.test"}
Browser = Callable[..., httpx.AsyncClient]
SignedIn = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def corp(house: House) -> Corp:
    house.provide(WeComClients.over(house))
    setup = CorpSetup(
        name="示例商贸", wecom_corp_id="wwdemo", api_base="http://127.0.0.1:1", secret=SecretStr("app-secret")
    )
    return await save_corp(house, setup)


@pytest.fixture
async def browser(house: House) -> AsyncIterator[Browser]:
    """Makes browsers, each with a cookie jar of its own; `host` is the address they come from."""
    app = create_app([router])
    app.state.house = house
    house.provide(StaffSignIn(house), as_=SignIn)
    opened: list[httpx.AsyncClient] = []

    def make(host: str = "203.0.113.5", *, base_url: str = "http://siyu.test", **headers: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app, client=(host, 50_000))
        client = httpx.AsyncClient(transport=transport, base_url=base_url, headers={**ORIGIN, **headers})
        opened.append(client)
        return client

    yield make
    for client in opened:
        await client.aclose()


@pytest.fixture
def signed_in(house: House, browser: Browser) -> SignedIn:
    """Opens an account with roles and signs a browser in with it."""

    async def sign(login: str, *roles: str, staff_id: int | None = None) -> httpx.AsyncClient:
        await an_account(house, login, *roles, staff_id=staff_id)
        client = browser()
        answer = await sign_in(client, login)
        assert answer.status_code == 200, answer.text
        return client

    return sign


async def an_account(house: House, login: str, *roles: str, staff_id: int | None = None) -> User:
    async with house.unit() as uow:
        return await create_user(uow, login, PASSWORD, roles, staff_id)


async def sign_in(
    client: httpx.AsyncClient, login: str, password: str = PASSWORD, *, code: str | None = None
) -> httpx.Response:
    body = {"login": login, "password": password} | ({"code": code} if code else {})
    return await client.post("/v1/sign-in", json=body)
