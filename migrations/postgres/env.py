"""Runs the migrations of PostgreSQL under a lock, with short waits for locks."""

from alembic import context
from sqlalchemy import create_engine, text

from siyu.runtime.database.engine import sqlalchemy_url

_LOCK = 0x5349_5955


def run() -> None:
    """Apply what is missing on the database of `config.attributes["url"]`."""
    engine = create_engine(sqlalchemy_url(context.config.attributes["url"]))
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
        connection.execute(text("SET lock_timeout = '5s'"))
        connection.commit()
        try:
            context.configure(connection=connection, transaction_per_migration=True)
            with context.begin_transaction():
                context.run_migrations()
        finally:
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})
            connection.commit()
    engine.dispose()


run()
