"""One simulator process for the whole folder; every test founds its own company."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.builders.simulator import CorpHandle, SimulatorClient, running_simulator
from tests.simulator.receiver import Receiver, running_receiver


class Api:
    """Calls the WeCom API as one company's program would."""

    def __init__(self, sim: SimulatorClient, corp: CorpHandle, secret: str = "") -> None:
        self.http = httpx.Client(base_url=sim.api_base, timeout=30, trust_env=False)
        self.corp = corp
        self.secret = secret or corp.secret
        self.token = ""

    def get_token(self) -> dict[str, Any]:
        """The answer of gettoken."""
        query = {"corpid": self.corp.corp_id, "corpsecret": self.secret}
        answer: dict[str, Any] = self.http.get("gettoken", params=query).json()
        self.token = answer.get("access_token", self.token)
        return answer

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """A GET with the token."""
        if not self.token:
            self.get_token()
        answer = self.http.get(path, params={"access_token": self.token, **query})
        return dict(answer.json())

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        """A POST with the token."""
        if not self.token:
            self.get_token()
        answer = self.http.post(path, params={"access_token": self.token}, json=body)
        return dict(answer.json())

    def upload(self, content: bytes, *, kind: str = "image", name: str = "a.png") -> dict[str, Any]:
        """media/upload."""
        if not self.token:
            self.get_token()
        query = {"access_token": self.token, "type": kind}
        return dict(self.http.post("media/upload", params=query, files={"media": (name, content)}).json())


@pytest.fixture(scope="session")
def sim_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorClient]:
    """The shared process."""
    folder: Path = tmp_path_factory.mktemp("wecom")
    with running_simulator(folder) as client:
        yield client


@pytest.fixture
def sim(sim_process: SimulatorClient) -> Iterator[SimulatorClient]:
    """The shared simulator with a real clock and no faults."""
    yield sim_process
    sim_process.set_clock(real=True)
    sim_process.clear_faults()
    sim_process.ask("DELETE", "/quotas")


@pytest.fixture
def corp(sim: SimulatorClient) -> CorpHandle:
    """A new company with the members amy, bob and carl."""
    corp = sim.create_corp()
    for userid in ("amy", "bob", "carl"):
        corp.add_staff(userid, quiet=True)
    return corp


@pytest.fixture
def api(sim: SimulatorClient, corp: CorpHandle) -> Iterator[Api]:
    """The company's self-built app calling the API."""
    api = Api(sim, corp)
    yield api
    api.http.close()


@pytest.fixture
def receiver(corp: CorpHandle) -> Iterator[Receiver]:
    """A verified receiver of the company's callbacks."""
    with running_receiver(corp.callback_token, corp.callback_aes_key, corp.corp_id) as receiver:
        assert corp.set_receiver(receiver.url)["saved"]
        yield receiver
        corp.drain()
