"""Customers with phones and members, and people signed in who may see them or not."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import httpx
import pytest
from pydantic import SecretStr

from siyu import customers, staff
from siyu.corps import CorpSetup, save_corp
from siyu.customers import FollowFacts, IdentityKind, Known
from siyu.privacy.routes import router
from siyu.runtime.house import House
from siyu.runtime.http import SignIn, create_app
from siyu.staff.routes import router as staff_router

PASSWORD = "correct horse battery"
ORIGIN = {"origin": "http://siyu.test"}
PHONES = {"li": "13812345678", "zhao": "13987654321"}


@dataclass(frozen=True)
class Town:
    """Two members, each with one customer: wang has li, chen has zhao."""

    corp_id: int
    wang: int
    chen: int
    li: int
    zhao: int


@pytest.fixture
async def town(house: House) -> Town:
    corp = await save_corp(
        house,
        CorpSetup(name="示例", wecom_corp_id="wwdemo", api_base="http://127.0.0.1:1", secret=SecretStr("app-secret")),
    )
    async with house.unit() as uow:
        wang = (await staff.ensure_member(uow, corp_id=corp.id, userid="wang")).id
        chen = (await staff.ensure_member(uow, corp_id=corp.id, userid="chen")).id
    ids = [await a_customer(house, corp.id, name, member) for name, member in (("li", wang), ("zhao", chen))]
    return Town(corp.id, wang, chen, *ids)


async def a_customer(house: House, corp_id: int, name: str, member: int) -> int:
    async with house.unit() as uow:
        facts = FollowFacts(corp_id, member, f"wm_{name}", uow.now())
        follow = await customers.start_follow(uow, facts, source="wecom_callback")
    async with house.unit() as uow:
        phone = Known(IdentityKind.PHONE, PHONES[name])
        await customers.link_identity(uow, follow.customer_id, phone, source="console", vault=house.vault)
    return follow.customer_id


async def people(house: House, count: int) -> list[int]:
    """Customers who are just ids."""
    async with house.unit() as uow:
        known = [Known(IdentityKind.MEMBER_NO, f"M{number:05}") for number in range(count)]
        found = await customers.identify_many(uow, known, source="import")
    return [one for one in found if one is not None]


SignedIn = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def signed_in(house: House) -> AsyncIterator[SignedIn]:
    """Opens an account with roles, tied to a member or not, and signs it in through the real door."""
    app = create_app([router, staff_router])
    app.state.house = house
    house.provide(staff.StaffSignIn(house), as_=SignIn)
    opened: list[httpx.AsyncClient] = []

    async def sign(login: str, *roles: str, staff_id: int | None = None) -> httpx.AsyncClient:
        async with house.unit() as uow:
            await staff.create_user(uow, login, PASSWORD, roles, staff_id)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        client = httpx.AsyncClient(transport=transport, base_url="http://siyu.test", headers=ORIGIN)
        opened.append(client)
        assert (await client.post("/v1/sign-in", json={"login": login, "password": PASSWORD})).status_code == 200
        return client

    yield sign
    for client in opened:
        await client.aclose()
