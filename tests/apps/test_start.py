"""What `siyu up` looks at to know that nothing has to be migrated."""

from pathlib import Path

from siyu.apps.up import schema
from siyu.runtime.migrate import newest_revision
from siyu.runtime.postgres import Cluster


def test_the_head_that_the_files_tell_is_the_one_that_the_migrations_end_in() -> None:
    assert schema.head_of_files() == newest_revision()


def test_two_heads_are_no_head(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.py").write_text(f'revision = "{name}"\ndown_revision = None\n')
    assert schema.head_of_files(tmp_path) is None


def test_a_database_without_tables_is_not_current_and_a_migrated_one_is(cluster: Cluster, database_url: str) -> None:
    assert schema.is_postgres_newest(database_url)
    assert not schema.is_postgres_newest(cluster.url("postgres"))
