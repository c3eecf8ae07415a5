"""Fixtures of the WeCom client's tests."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.builders.simulator import SimulatorClient, running_simulator
from tests.vendors.wecom.against import Meeting
from tests.vendors.wecom.scripted import Stage, a_stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """A client on a scripted line."""
    made = a_stage()
    yield made
    await made.http.aclose()


@pytest.fixture(scope="package")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorClient]:
    """One simulator for all tests of this folder; each test has a corp of its own."""
    with running_simulator(tmp_path_factory.mktemp("wecom")) as running:
        yield running


@pytest.fixture
async def met(simulator: SimulatorClient) -> AsyncIterator[Meeting]:
    """A client and its corp with two members, amy and bob."""
    corp = simulator.create_corp()
    for userid in ("amy", "bob"):
        corp.add_staff(userid, name=userid.title(), quiet=True)
    async with httpx.AsyncClient(trust_env=False, timeout=5) as http:
        yield Meeting(simulator, corp, http)
    simulator.clear_faults()
