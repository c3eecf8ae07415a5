"""A company at the simulator that speaks to its customers through the product's own HTTP doors."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from siyu import staff
from siyu.acquisition.campaigns.jobs import keep
from siyu.apps import plugs
from siyu.channels.sending import jobs as lanes
from siyu.customers.service import reconcile
from siyu.kit.clock import ManualClock
from siyu.runtime.house import House
from siyu.runtime.http import create_app
from tests.builders.company import Company, open_company
from tests.builders.simulator import SimulatorClient, running_simulator

PASSWORD = "correct horse battery"


@pytest.fixture(scope="session")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorClient]:
    """One simulator for all tests of a process; every test founds its own company there."""
    with running_simulator(Path(tmp_path_factory.mktemp("wecom"))) as running:
        yield running


@dataclass
class Person:
    """Somebody with an account; signs in again when a session has grown too old."""

    http: httpx.AsyncClient
    login: str
    cookie: str = ""

    async def ask(self, verb: str, path: str, body: Any = None, *, status: int = 200, **query: Any) -> Any:
        """The answer of one call, which must have this status."""
        answer = await self._call(verb, path, body, query)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            await self._sign_in()
            answer = await self._call(verb, path, body, query)
        assert answer.status_code == status, (verb, path, answer.status_code, answer.text)
        return answer.json() if answer.content else None

    async def _call(self, verb: str, path: str, body: Any, query: dict[str, Any]) -> httpx.Response:
        headers = {"cookie": self.cookie, "origin": "http://door", "accept-language": "zh-CN"}
        return await self.http.request(verb, path, json=body, params=query or None, headers=headers)

    async def _sign_in(self) -> None:
        answer = await self._call("POST", "/v1/sign-in", {"login": self.login, "password": PASSWORD}, {})
        assert answer.status_code == 200, answer.text
        self.cookie = f"{staff.SESSION_COOKIE}={answer.cookies[staff.SESSION_COOKIE]}"
        self.http.cookies.clear()


@dataclass
class Firm:
    """The company, its two people at the product, and what the workers would do now."""

    company: Company
    author: Person
    boss: Person
    friends: dict[str, int] = field(default_factory=dict)

    @property
    def ids(self) -> list[int]:
        return list(self.friends.values())

    async def befriend(self, count: int, userids: list[str]) -> list[int]:
        """Old friends whom the product learns of by reconciling; their ids, in the order of their WeCom ids."""
        added = self.company.corp.befriend_many(count, userids, with_unionid=False)
        run_id = await reconcile.begin_run(self.company.house, self.company.corp_id)
        assert run_id is not None
        while await reconcile.take_step(self.company.house, run_id):
            pass
        known = await self.company.rows("SELECT external_userid, customer_id FROM follows")
        self.friends |= {str(name): int(str(one)) for name, one in known}
        return [self.friends[name] for name in added]

    async def work(self, seconds: float = 0) -> None:
        """Time passes here and at WeCom; then everything the workers would do."""
        self.company.advance(seconds)
        await keep.run(self.company.house)
        for lane in (lanes.held, lanes.dispatch, lanes.results):
            while await lane.turn(self.company.house):
                pass
        await keep.run(self.company.house)

    async def draft(self, ids: list[int], **more: Any) -> str:
        """The address of a new draft for these customers."""
        variants = [{"name": "a", "message": {"text": "新茶到店，欢迎来尝"}}]
        spec = {"name": "九月上新", "whom": {"customer_ids": ids}, "variants": variants, **more}
        made = await self.author.ask("POST", "/v1/campaigns", spec, status=201)
        return f"/v1/campaigns/{made['id']}"

    async def start(self, path: str) -> None:
        """Submitted by its author, approved by somebody else, started."""
        await self.author.ask("POST", f"{path}/submit")
        await self.boss.ask("POST", f"{path}/approve")
        await self.author.ask("POST", f"{path}/start")

    async def rules(self, **changes: Any) -> dict[str, Any]:
        """The rules of speaking with these changes in force."""
        now = await self.boss.ask("GET", "/v1/sending/rules")
        return dict(await self.boss.ask("PUT", "/v1/sending/rules", {**now, **changes}))

    async def people(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """Everybody whom a list of recipients shows, over all its pages."""
        return await self._all(f"{path}/recipients", **query)

    async def foreseen(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """Everybody whom a preview counted at a stop, or who passes every gate."""
        return await self._all(f"{path}/preview/people", **query)

    async def _all(self, address: str, **query: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        cursor: dict[str, Any] = {}
        while True:
            page = await self.author.ask("GET", address, limit=2, **query, **cursor)
            found += page["items"]
            if page["next_cursor"] is None:
                assert page["total"] == len(found)
                return found
            cursor = {"cursor": page["next_cursor"]}


@pytest.fixture
async def firm(house: House, clock: ManualClock, simulator: SimulatorClient) -> AsyncIterator[Firm]:
    """Two members with customer contact, an author and a boss at the product, nobody known yet."""
    plugs.register()
    house.provide(staff.StaffSignIn(house), as_=plugs.SignIn)
    app = create_app(plugs.routers())
    app.state.house = house
    company = await open_company(house, simulator, ("amy", "bob"))
    async with AsyncExitStack() as ends:
        transport = httpx.ASGITransport(app=app)
        http = await ends.enter_async_context(httpx.AsyncClient(transport=transport, base_url="http://door"))
        author, boss = await _enrol(http, house, "operator"), await _enrol(http, house, "admin")
        yield Firm(company, author, boss)
    simulator.clear_faults()


async def _enrol(http: httpx.AsyncClient, house: House, role: str, staff_id: int | None = None) -> Person:
    async with house.unit() as uow:
        await staff.create_user(uow, role, PASSWORD, [role], staff_id)
    return Person(http, role)


async def enrol(firm: Firm, role: str, staff_id: int) -> Person:
    """One more person, who is this member of staff."""
    return await _enrol(firm.author.http, firm.company.house, role, staff_id)
