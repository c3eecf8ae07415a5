"""A company at the simulator, with live codes answering for it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from siyu import acquisition
from siyu.acquisition.live_codes import handlers, jobs
from siyu.acquisition.live_codes.routes import router
from siyu.channels.inbox import welcome
from siyu.channels.inbox.routes import router as inbox_router
from siyu.customers.service import follows
from siyu.runtime.house import House
from siyu.runtime.http import SignIn, create_app
from siyu.runtime.viewer import Viewer, system_viewer
from tests.builders.company import PATH_SECRET, Company, open_company
from tests.builders.simulator import SimulatorClient, running_simulator

PLUGGED = (handlers, jobs)


@pytest.fixture(scope="session")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorClient]:
    """One simulator for all tests of a process; every test founds its own company there."""
    with running_simulator(Path(tmp_path_factory.mktemp("wecom"))) as running:
        yield running


@pytest.fixture
async def company(house: House, simulator: SimulatorClient, monkeypatch) -> AsyncIterator[Company]:
    monkeypatch.setattr(welcome, "_CHOOSERS", [])
    monkeypatch.setattr(follows, "_READERS", [])
    acquisition.provide_live_codes(house)
    yield await open_company(house, simulator, ("amy", "bob", "cleo"))
    simulator.clear_faults()


class SignedIn:
    """Whoever the test wants to be."""

    def __init__(self) -> None:
        self.viewer: Viewer | None = system_viewer()

    async def viewer_of(self, request: object) -> Viewer | None:
        return self.viewer


@pytest.fixture
async def http(company: Company) -> AsyncIterator[httpx.AsyncClient]:
    """The product's HTTP door, signed in as the system (`http.sign_in.viewer` changes that)."""
    app = create_app([router, inbox_router])
    app.state.house = company.house
    sign_in = SignedIn()
    company.house.provide(sign_in, as_=SignIn)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://door") as client:
        client.sign_in = sign_in
        yield client


@pytest.fixture
def deliver(http: httpx.AsyncClient):
    """Post a callback to the door."""

    async def post(delivery) -> None:
        answer = await http.post(f"/callbacks/wecom/{PATH_SECRET}{delivery.target}", content=delivery.body)
        assert answer.status_code == 200

    return post
