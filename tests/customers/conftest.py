"""A pretend WeCom with one company, entered in the house."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from siyu import staff
from siyu.corps import Corp, CorpSetup, WeComClients, save_corp
from siyu.kit.clock import ManualClock
from siyu.runtime.house import House
from tests.builders.simulator import CorpHandle, SimulatorClient, running_simulator


@pytest.fixture(scope="session")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorClient]:
    """One process for the folder; its clock stands still and moves when told."""
    folder: Path = tmp_path_factory.mktemp("wecom")
    with running_simulator(folder) as client:
        client.set_clock(speed=0)
        yield client


@dataclass
class Outside:
    """WeCom as these tests know it: the company, our corp, and one clock for both."""

    simulator: SimulatorClient
    company: CorpHandle
    corp: Corp
    clock: ManualClock

    def pass_time(self, seconds: float = 120) -> datetime:
        """Let time pass at WeCom and at home."""
        now = self.simulator.set_clock(advance_s=seconds)
        self.clock.instant = datetime.fromtimestamp(now, UTC)
        return self.clock.instant


@pytest.fixture
async def outside(house: House, simulator: SimulatorClient, clock: ManualClock) -> Outside:
    company = simulator.create_corp()
    for userid in ("amy", "bob"):
        company.add_staff(userid, quiet=True)
    house.provide(WeComClients.over(house))
    setup = CorpSetup(
        name="示例商贸",
        wecom_corp_id=company.corp_id,
        api_base=simulator.url,
        agent_id=company.agent_id,
        secret=SecretStr(company.secret),
        callback_token=SecretStr(company.callback_token),
        callback_key=SecretStr(company.callback_aes_key),
    )
    corp = await save_corp(house, setup)
    found = Outside(simulator, company, corp, clock)
    found.pass_time()
    return found


async def member_id(house: House, corp: Corp, userid: str) -> int:
    """Our id of a member."""
    async with house.unit() as uow:
        return (await staff.ensure_member(uow, corp_id=corp.id, userid=userid)).id
