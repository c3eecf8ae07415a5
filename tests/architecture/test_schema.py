"""The migrations, applied from zero, make exactly the tables that the code describes."""

import importlib
import pkgutil
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine

import siyu
from siyu.runtime.database.engine import sqlalchemy_url
from siyu.runtime.migrate import migrate_postgres
from siyu.runtime.postgres import Cluster
from siyu.runtime.schema import metadata

_COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity::text,
       pg_get_expr(d.adbin, d.adrelid)
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND a.attnum > 0 AND NOT a.attisdropped AND c.relname NOT LIKE 'procrastinate%' AND c.relname <> 'alembic_version'
"""
_INDEXES = """
SELECT c.relname, i.relname, pg_get_indexdef(x.indexrelid)
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition AND c.relname NOT LIKE 'procrastinate%'
  AND c.relname <> 'alembic_version'
"""
_CONSTRAINTS = """
SELECT c.relname, k.conname, pg_get_constraintdef(k.oid)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition AND c.relname NOT LIKE 'procrastinate%'
  AND c.relname <> 'alembic_version' AND k.contype <> 'n'
"""


@pytest.fixture(scope="module")
def both(cluster: Cluster) -> tuple[str, str]:
    """Two databases: one migrated from zero, one made from the tables' definitions."""
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE by_migration")
        connection.execute("CREATE DATABASE by_definition")
    migrated, defined = cluster.url("by_migration"), cluster.url("by_definition")
    migrate_postgres(migrated)
    for module in pkgutil.walk_packages(siyu.__path__, "siyu."):
        if module.name.split(".")[-1] == "tables":
            importlib.import_module(module.name)
    engine = create_engine(sqlalchemy_url(defined))
    metadata.create_all(engine)
    engine.dispose()
    return migrated, defined


@pytest.mark.parametrize("question", [_COLUMNS, _INDEXES, _CONSTRAINTS], ids=["columns", "indexes", "constraints"])
def test_migrations_equal_definitions(both: tuple[str, str], question: str) -> None:
    answers = []
    for url in both:
        with psycopg.connect(url) as connection:
            answers.append({tuple(row) for row in connection.execute(question)})
    assert sorted(answers[0] - answers[1], key=str) == []
    assert sorted(answers[1] - answers[0], key=str) == []


def test_migrating_twice_changes_nothing(both: tuple[str, str]) -> None:
    migrate_postgres(both[0])


def test_migrations_say_whether_they_run_before_or_after_the_code() -> None:
    folder = Path(siyu.__file__).parents[1] / "migrations" / "postgres" / "versions"
    names = [path.stem for path in folder.glob("*.py")]
    assert names
    assert all(name.split("_")[2] in {"pre", "post"} for name in names)
