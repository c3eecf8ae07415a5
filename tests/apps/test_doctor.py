"""What the doctor says of the machine and the stores."""

import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from pydantic import SecretStr

from siyu.apps.doctor import Finding, Level, examine, machine
from siyu.apps.up.lock import only_one
from siyu.runtime.migrate import newest_revision
from siyu.runtime.postgres import Cluster
from siyu.runtime.settings import Settings


def find(findings: list[Finding], check: str) -> Finding:
    """The one finding of a check."""
    (found,) = [finding for finding in findings if finding.check == check]
    return found


def says(finding: Finding, level: Level, *words: str) -> None:
    """The finding has a remedy, and both languages together hold these words."""
    assert finding.level is level
    assert finding.remedy is not None
    both = "\n".join(finding.lines("zh") + finding.lines("en"))
    for word in words:
        assert word in both, (word, both)
    assert finding.cause.zh != finding.cause.en
    assert finding.remedy.zh != finding.remedy.en


@pytest.fixture
def taken(away: Settings) -> Iterator[socket.socket]:
    """Another program on the port that the web server would use."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", away.web_port))
        other.listen()
        yield other


def test_a_taken_port_is_named(away: Settings, taken: socket.socket) -> None:
    says(find(examine(away), "port"), Level.BAD, str(away.web_port), "已被其他程序占用", "SIYU_WEB_PORT")


def test_our_own_port_is_no_trouble_while_we_run(away: Settings, taken: socket.socket) -> None:
    with only_one(away.data_dir):
        assert find(examine(away), "port").level is Level.GOOD
    assert find(examine(away), "port").level is Level.BAD


def test_a_folder_that_cannot_be_written(away: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings = away.model_copy(update={"data_dir": tmp_path / "file" / "data"})
    found = examine(settings)
    says(find(found, "folder"), Level.BAD, "无法写入数据目录", "cannot be written", "SIYU_DATA_DIR")
    assert not [finding for finding in found if finding.check == "disk"]
    embedded = settings.model_copy(update={"database_url": None, "warehouse_url": None, "master_key": None})
    assert {one.check for one in examine(embedded) if one.level is Level.BAD} == {"folder", "postgres"}


def test_a_folder_that_the_database_account_may_not_enter(
    away: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    nobody = machine.find_account("nobody") or _account()
    monkeypatch.setattr(machine, "find_account", lambda _: nobody)
    settings = away.model_copy(update={"data_dir": closed / "data", "database_url": None})
    says(find(examine(settings), "folder"), Level.BAD, "root", nobody.name, "all may enter")


def _account() -> Any:
    pytest.skip("only root runs the database under another account")


def test_stores_that_answer_nothing(away: Settings) -> None:
    found = examine(away)
    says(find(found, "postgres"), Level.BAD, "无法连接 PostgreSQL", "cannot be reached", "firewall")
    says(find(found, "warehouse"), Level.BAD, "数据仓库无法使用", "SIYU_WAREHOUSE_URL", "siyu up")
    assert not [finding for finding in found if finding.check.startswith(("schema", "wecom"))]


def test_an_embedded_database_that_does_not_run(away: Settings) -> None:
    settings = away.model_copy(update={"database_url": None})
    says(find(examine(settings), "postgres"), Level.BAD, "内置数据库没有运行", "siyu up", "postgres.log")


def test_a_database_that_does_not_exist(away: Settings, cluster: Cluster) -> None:
    settings = away.model_copy(update={"database_url": SecretStr(cluster.url("nowhere"))})
    says(find(examine(settings), "postgres"), Level.BAD, "请先创建该数据库", "create this database")


def test_an_empty_database_wants_migrating(away: Settings, cluster: Cluster) -> None:
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE empty_one")
        found = examine(away.model_copy(update={"database_url": SecretStr(cluster.url("empty_one"))}))
        connection.execute("DROP DATABASE empty_one WITH (FORCE)")
    assert find(found, "postgres").level is Level.GOOD
    says(find(found, "schema"), Level.BAD, "表结构版本为 空", "siyu migrate")


def test_an_old_schema_is_told_with_its_revision(away: Settings, database_url: str) -> None:
    settings = away.model_copy(update={"database_url": SecretStr(database_url)})
    assert find(examine(settings), "schema").level is Level.GOOD
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(sql.SQL("UPDATE alembic_version SET version_num = '0020'"))
    assert newest_revision() != "0020"
    found = examine(settings)
    says(find(found, "schema"), Level.BAD, "0020", "不是最新", "run siyu migrate")
    assert not [finding for finding in found if finding.check.startswith("wecom")]


def test_a_product_without_a_corp_is_told_what_comes_next(away: Settings, database_url: str) -> None:
    found = examine(away.model_copy(update={"database_url": SecretStr(database_url)}))
    says(find(found, "wecom"), Level.WARNING, "尚未连接企业微信", "PUT /v1/corps")


def test_a_full_disk_and_an_old_python(away: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage:
        free = 2**30

    away.data_dir.mkdir()
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: Usage)
    says(machine.check_disk(away), Level.BAD, "仅剩 1.0 GB", "SIYU_DATA_DIR")
    Usage.free = 5 * 2**30
    assert machine.check_disk(away).level is Level.WARNING
    monkeypatch.setattr(machine, "_LEAST_PYTHON", (sys.version_info[0], sys.version_info[1] + 1))
    says(machine.check_python(), Level.BAD, "版本过低", "install Python 3.11")


def test_every_finding_of_the_doctor_speaks_both_languages(away: Settings) -> None:
    for finding in examine(away):
        assert finding.cause.zh
        assert finding.cause.en
        assert (finding.level is Level.GOOD) == (finding.remedy is None)
