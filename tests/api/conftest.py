"""One API for a file of tests, with a person of each role who may ask it."""

import itertools
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql
from pydantic import SecretStr

from siyu.runtime.postgres import Cluster
from siyu.runtime.settings import Settings
from tests.api.serving import RunningApi, serving
from tests.conftest import TEST_KEY
from tests.warehouse.processes import WarehouseProcess

_COUNTER = itertools.count()


@pytest.fixture(scope="module")
def shared_database_url(cluster: Cluster, template: str) -> Iterator[str]:
    """A fresh, migrated database for one file."""
    name = sql.Identifier(f"api_{next(_COUNTER)}")
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(name, sql.Identifier(template))
        )
        yield cluster.url(name.as_string(connection).strip('"'))
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@pytest.fixture(scope="module")
def warehouse_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarehouseProcess]:
    """A warehouse for one file."""
    process = WarehouseProcess(tmp_path_factory.mktemp("warehouse"))
    process.start()
    yield process
    process.stop()


@pytest.fixture(scope="module")
def api(
    shared_database_url: str, warehouse_process: WarehouseProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningApi]:
    """The whole API over fresh stores."""
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("api"),
        database_url=SecretStr(shared_database_url),
        warehouse_url=SecretStr(warehouse_process.url),
        master_key=SecretStr(TEST_KEY),
    )
    with serving(settings) as running:
        yield running
