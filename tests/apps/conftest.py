"""Real stores and a pretend WeCom for the doctor; settings whose folder the test owns."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from siyu.apps.up.ports import free_port
from siyu.runtime.settings import Settings
from tests.builders.simulator import SimulatorClient, running_simulator
from tests.conftest import TEST_KEY


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorClient]:
    """A pretend WeCom on real time."""
    with running_simulator(tmp_path_factory.mktemp("wecom")) as client:
        yield client


@pytest.fixture
def away(tmp_path: Path) -> Settings:
    """Settings whose stores answer nothing."""
    nobody = free_port()
    return Settings(
        data_dir=tmp_path / "data",
        database_url=SecretStr(f"postgresql://siyu@127.0.0.1:{nobody}/siyu"),
        warehouse_url=SecretStr(f"http://siyu:x@127.0.0.1:{nobody}"),
        master_key=SecretStr(TEST_KEY),
        web_port=free_port(),
    )
