"""Migrations are applied once, in order, and give the tables that the code expects."""

import re
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from siyu.warehouse import Warehouse, catalogue, is_migrated, list_migrations, migrate
from siyu.warehouse.loader import Loader
from siyu.warehouse.migrate import Migration, MigrationMismatch
from siyu.warehouse.writing import COLUMNS

_ZONE = ZoneInfo("Asia/Shanghai")


async def test_a_second_time_does_nothing(loader: Loader, warehouse: Warehouse) -> None:
    assert await is_migrated(warehouse.client)
    assert await migrate(warehouse.client, _ZONE) == 0


async def test_a_changed_file_is_refused(loader: Loader, warehouse: Warehouse) -> None:
    first, *rest = list_migrations()

    with pytest.raises(MigrationMismatch):
        await migrate(warehouse.client, _ZONE, [replace(first, text=first.text + "\n"), *rest])


async def test_an_older_program_refuses_a_newer_warehouse(loader: Loader, warehouse: Warehouse) -> None:
    with pytest.raises(MigrationMismatch):
        await migrate(warehouse.client, _ZONE, list_migrations()[:-1])


async def test_a_migration_cut_in_the_middle_is_finished_later(loader: Loader, warehouse: Warehouse) -> None:
    more = Migration(
        len(list_migrations()) + 1,
        "9999_more",
        "CREATE TABLE more_a (a UInt8) ENGINE = Memory;\nCREATE TABLE more_b (b UInt8) ENGINE = Memory;\n",
    )
    await warehouse.client.command(more.statements(_ZONE, "default")[0])

    assert await migrate(warehouse.client, _ZONE, [*list_migrations(), more]) == 1
    assert (await warehouse.client.query("SELECT count() FROM more_b")).rows == [(0,)]


async def test_the_tables_have_the_columns_and_types_that_the_code_writes(loader: Loader, warehouse: Warehouse) -> None:
    for table in ("events", "load_inbox"):
        columns = await warehouse.client.query(
            "SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {table:String} "
            "AND default_kind != 'ALIAS' ORDER BY position",
            {"table": table},
        )
        types = {row[0]: row[1] for row in columns.rows}
        assert set(types) == set(COLUMNS)
        assert _squeezed(types["p"]) == _squeezed(await _engine_form(warehouse, catalogue.properties_type()))


async def test_the_stored_rules_are_those_of_the_catalogue(loader: Loader, warehouse: Warehouse) -> None:
    views = {
        row[0]: _squeezed(row[1])
        for row in (
            await warehouse.client.query(
                "SELECT name, formatQuerySingleLine(create_table_query) FROM system.tables "
                "WHERE database = currentDatabase()"
            )
        ).rows
    }
    rule = await _engine_form_of_expression(warehouse, catalogue.interaction_condition())
    money = await _engine_form_of_expression(warehouse, catalogue.money_expression())

    assert rule in views["load_customer_days"]
    assert money in views["load_customer_days"]
    assert rule in views["events"]


async def _engine_form(warehouse: Warehouse, kind: str) -> str:
    await warehouse.client.command("DROP TABLE IF EXISTS type_probe SYNC")
    await warehouse.client.command(f"CREATE TABLE type_probe (p {kind}) ENGINE = Memory")
    found = await warehouse.client.query(
        "SELECT type FROM system.columns WHERE database = currentDatabase() AND table = 'type_probe'"
    )
    return str(found.rows[0][0])


async def _engine_form_of_expression(warehouse: Warehouse, expression: str) -> str:
    found = await warehouse.client.query("SELECT formatQuerySingleLine({q:String})", {"q": f"SELECT {expression}"})
    return _squeezed(str(found.rows[0][0])).removeprefix("SELECT")


def _squeezed(text: str) -> str:
    return re.sub(r"[\s`()]", "", text)


def test_files_are_numbered_without_gaps(tmp_path: Path) -> None:
    (tmp_path / "0001_first.sql").write_text("SELECT 1;")
    (tmp_path / "0003_third.sql").write_text("SELECT 3;")

    with pytest.raises(ValueError, match="number 0002"):
        list_migrations(tmp_path)
