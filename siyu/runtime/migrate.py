"""Bringing PostgreSQL to the newest schema: forward only, one process at a time."""

import os
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

SCRIPTS = Path(os.environ.get("SIYU_MIGRATIONS_DIR", Path(__file__).resolve().parents[2] / "migrations")) / "postgres"


def alembic_config(url: str) -> Config:
    """Alembic set up for one database."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["url"] = url
    return config


def migrate_postgres(url: str) -> None:
    """Apply every migration that is missing; safe to call from several processes at once."""
    command.upgrade(alembic_config(url), "head")


def newest_revision() -> str | None:
    """The revision that the code expects."""
    return ScriptDirectory.from_config(alembic_config("")).get_current_head()
