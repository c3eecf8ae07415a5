"""Backup and restore: the same rows and files, nothing sent before a person says so, wrong archives refused."""

import asyncio
import io
import json
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from pydantic import SecretStr

from siyu import channels, corps, customers
from siyu.apps.backup import BackupError, back_up, restore
from siyu.customers import FollowFacts
from siyu.kit.clock import SystemClock
from siyu.runtime.database import Database
from siyu.runtime.house import House
from siyu.runtime.migrate import newest_revision
from siyu.runtime.postgres import Cluster
from siyu.runtime.settings import Settings
from tests.conftest import TEST_KEY

MADE_AT = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)


@pytest.fixture
def empty_settings(cluster: Cluster, tmp_path: Path) -> Iterator[Settings]:
    """A fresh folder and an empty database, as on the machine to which one restores."""
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE restored")
        yield Settings(
            data_dir=tmp_path / "restored",
            database_url=SecretStr(cluster.url("restored")),
            master_key=SecretStr(TEST_KEY),
        )
        connection.execute("DROP DATABASE restored WITH (FORCE)")


@pytest.fixture
async def lived_in(house: House, settings: Settings) -> Settings:
    """A product in which something has happened: a corp with a sealed secret, people, a file."""
    setup = corps.CorpSetup(
        name="示例商贸", wecom_corp_id="wwdemo", api_base="http://127.0.0.1:1", secret=SecretStr("app-secret")
    )
    corp = await corps.save_corp(house, setup)
    async with house.unit() as uow:
        for number in range(20):
            facts = FollowFacts(corp.id, 1 + number % 3, f"wm{number}", house.clock.now())
            await customers.start_follow(uow, facts, source="wecom_callback")
    (settings.data_dir / "files" / "imports").mkdir(parents=True)
    (settings.data_dir / "files" / "imports" / "list.csv").write_text("name\n王小明\n", encoding="utf-8")
    return settings


def _tables(url: str) -> dict[str, list[str]]:
    """Every row of every table, as text; `xid` is left out, since transaction ids belong to one server."""
    with psycopg.connect(url) as connection:
        names = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        ).fetchall()
        rows = {}
        for (name,) in names:
            query = sql.SQL("SELECT to_jsonb(one) - 'xid' FROM {} AS one").format(sql.Identifier(name))
            rows[name] = sorted(json.dumps(row, sort_keys=True) for (row,) in connection.execute(query))
        return rows


def _address(settings: Settings) -> str:
    assert settings.database_url is not None
    return settings.database_url.get_secret_value()


def _quiet(_: str) -> None:
    """Nobody listens."""


async def test_what_is_restored_equals_what_was_backed_up(
    lived_in: Settings, empty_settings: Settings, tmp_path: Path
) -> None:
    archive, told = tmp_path / "siyu.tar.gz", list[str]()
    back_up(lived_in, archive, MADE_AT, told.append)
    assert "master.key" in told[-1]
    await _restore(empty_settings, archive)
    before, after = _tables(_address(lived_in)), _tables(_address(empty_settings))
    assert len(before["customers"]) == 20
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"send_fences", "audit_entries"}, "only the lowered fence and its entry are new"
    copied = empty_settings.data_dir / "files" / "imports" / "list.csv"
    assert copied.read_text(encoding="utf-8") == "name\n王小明\n"


async def test_nothing_is_sent_after_a_restore_until_a_person_lifts_the_fence(
    lived_in: Settings, empty_settings: Settings, tmp_path: Path
) -> None:
    back_up(lived_in, tmp_path / "siyu.tar.gz", MADE_AT, _quiet)
    await _restore(empty_settings, tmp_path / "siyu.tar.gz")
    address = _address(empty_settings)
    async with Database(address, clock=SystemClock(), pool_size=1) as database, database.unit() as uow:
        (fence,) = await channels.list_fences(uow)
    assert (fence.name, fence.is_down) == ("restore", True)
    assert "2026-09-01" in fence.reason


async def test_the_master_key_is_in_no_backup(lived_in: Settings, tmp_path: Path) -> None:
    (lived_in.data_dir / "master.key").write_text("22" * 32)
    back_up(lived_in, tmp_path / "siyu.tar.gz", MADE_AT, _quiet)
    with tarfile.open(tmp_path / "siyu.tar.gz") as tar:
        assert sorted(member.split("/")[0] for member in tar.getnames() if "/" not in member) == [
            "backup.json",
            "database.dump",
            "files",
        ]
        assert not [member for member in tar.getnames() if "key" in member]


async def test_a_database_that_holds_something_is_not_overwritten(lived_in: Settings, tmp_path: Path) -> None:
    back_up(lived_in, tmp_path / "siyu.tar.gz", MADE_AT, _quiet)
    with pytest.raises(BackupError, match="not empty"):
        await _restore(lived_in, tmp_path / "siyu.tar.gz")


def _archive(path: Path, **contents: str) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name, content in contents.items():
            info = tarfile.TarInfo(name.replace("__", "/").replace("_dot_", "."))
            info.size = len(content.encode())
            tar.addfile(info, io.BytesIO(content.encode()))
    return path


@pytest.mark.parametrize("content", [b"", b"not an archive", b"\x1f\x8b\x08broken"])
async def test_a_file_that_is_no_archive_is_refused(empty_settings: Settings, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "wrong.tar.gz").write_bytes(content)
    with pytest.raises(BackupError, match=r"wrong\.tar\.gz"):
        await _restore(empty_settings, tmp_path / "wrong.tar.gz")


async def test_an_archive_of_something_else_is_refused(empty_settings: Settings, tmp_path: Path) -> None:
    archive = _archive(tmp_path / "holiday.tar.gz", photo_dot_jpg="x")
    with pytest.raises(BackupError, match="not a backup made by siyu"):
        await _restore(empty_settings, archive)


async def test_an_archive_that_writes_outside_its_folder_is_refused(empty_settings: Settings, tmp_path: Path) -> None:
    archive = _archive(tmp_path / "evil.tar.gz", **{"..__..__..__evil": "x"})
    with pytest.raises(BackupError, match="cannot be read as a backup"):
        await _restore(empty_settings, archive)


async def test_a_backup_of_a_newer_product_is_refused(empty_settings: Settings, tmp_path: Path) -> None:
    label = json.dumps({"made_at": MADE_AT.isoformat(), "revision": "9999"})
    archive = _archive(tmp_path / "newer.tar.gz", backup_dot_json=label, database_dot_dump="x")
    with pytest.raises(BackupError, match="newer Siyu"):
        await _restore(empty_settings, archive)
    assert newest_revision() < "9999"


async def test_a_dump_that_is_cut_off_leaves_the_database_empty(
    lived_in: Settings, empty_settings: Settings, tmp_path: Path
) -> None:
    label = json.dumps({"made_at": MADE_AT.isoformat(), "revision": newest_revision()})
    archive = _archive(tmp_path / "cut.tar.gz", backup_dot_json=label, database_dot_dump="PGDMP and nothing more")
    with pytest.raises(BackupError, match="pg_restore failed"):
        await _restore(empty_settings, archive)
    assert _tables(_address(empty_settings)) == {}


async def test_a_backup_without_a_database_says_so_and_leaves_no_file(away: Settings, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="pg_dump failed"):
        back_up(away, tmp_path / "siyu.tar.gz", MADE_AT, _quiet)
    assert not (tmp_path / "siyu.tar.gz").exists()
    with pytest.raises(BackupError, match="no folder"):
        back_up(away, tmp_path / "missing" / "siyu.tar.gz", MADE_AT, _quiet)


async def _restore(settings: Settings, archive: Path) -> None:
    """Restore as the command line does: in a thread that has no event loop of its own."""
    await asyncio.to_thread(restore, settings, archive, _quiet)
