"""Real stores for every test: one PostgreSQL per test process, a fresh database from a template per test."""

import itertools
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg import sql
from pydantic import SecretStr

from siyu.kit.clock import ManualClock
from siyu.runtime.database import Database
from siyu.runtime.house import House
from siyu.runtime.migrate import migrate_postgres
from siyu.runtime.postgres import Cluster
from siyu.runtime.secrets import Vault
from siyu.runtime.settings import Settings

_COUNTER = itertools.count()
_TEMPLATE = "siyu_template"
TEST_KEY = "11" * 32


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL that lives as long as this test process, without fsync.

    Not below pytest's own folder: another pytest that starts closes that one to the server's account for a moment.
    """
    with tempfile.TemporaryDirectory(prefix="siyu-test-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        running = Cluster(folder, durable=False)
        running.start()
        yield running
        running.stop()


@pytest.fixture(scope="session")
def template(cluster: Cluster) -> str:
    """The name of a database with every migration applied."""
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_TEMPLATE)))
    migrate_postgres(cluster.url(_TEMPLATE))
    return _TEMPLATE


@pytest.fixture
def database_url(cluster: Cluster, template: str) -> Iterator[str]:
    """A fresh, migrated database for one test."""
    name = f"test_{next(_COUNTER)}"
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        yield cluster.url(name)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def clock() -> ManualClock:
    """A clock at 10:00 in Shanghai on 1 September 2026 that moves only when told."""
    return ManualClock()


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Settings of a product that lives in this test's folder."""
    return Settings(data_dir=tmp_path / "data", database_url=SecretStr(database_url), master_key=SecretStr(TEST_KEY))


@pytest.fixture
async def database(database_url: str, clock: ManualClock) -> AsyncIterator[Database]:
    """The database of this test, with the test's clock."""
    async with Database(database_url, clock=clock, pool_size=4) as opened:
        yield opened


@pytest.fixture
async def house(settings: Settings, clock: ManualClock, database: Database) -> AsyncIterator[House]:
    """A running house over this test's database."""
    async with httpx.AsyncClient(timeout=5) as http:
        yield House(settings, clock, database, Vault(bytes.fromhex(TEST_KEY)), http)
