"""Backup and restore: one archive with the truth (PostgreSQL) and the files; the warehouse is built anew from it.

The master key is never inside: whoever finds the archive cannot open sealed fields. Keep it elsewhere.
"""

import asyncio
import json
import shutil
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import psycopg

from siyu import channels
from siyu.apps.stores import database_url
from siyu.kit.clock import SystemClock
from siyu.runtime.database import Database
from siyu.runtime.migrate import migrate_postgres, newest_revision
from siyu.runtime.postgres.binaries import installed_binaries
from siyu.runtime.settings import Settings
from siyu.runtime.viewer import system_viewer

Tell = Callable[[str], None]

_DUMP, _FILES, _LABEL = "database.dump", "files", "backup.json"


class BackupError(RuntimeError):
    """The backup or the restore was not done; the message says why and what to do."""


def back_up(settings: Settings, archive: Path, now: datetime, tell: Tell) -> None:
    """Write everything into one `.tar.gz`; the file appears under its name only when it is whole."""
    if not archive.parent.is_dir():
        raise BackupError(f"There is no folder {archive.parent}. Make it, or write the backup elsewhere.")
    with tempfile.TemporaryDirectory(dir=archive.parent) as folder:
        work = Path(folder)
        tell("dumping the database")
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={work / _DUMP}", database_url(settings))
        label = {"made_at": now.isoformat(), "revision": newest_revision()}
        (work / _LABEL).write_text(json.dumps(label))
        unfinished = work / "archive"
        with tarfile.open(unfinished, "w:gz", compresslevel=1) as tar:
            tar.add(work / _LABEL, _LABEL)
            tar.add(work / _DUMP, _DUMP)
            if (settings.data_dir / _FILES).is_dir():
                tar.add(settings.data_dir / _FILES, _FILES)
        unfinished.replace(archive)
    tell(f"backup written: {archive}. Keep {settings.data_dir / 'master.key'} in another safe place.")


def restore(settings: Settings, archive: Path, tell: Tell) -> None:
    """Load a backup into an empty database, bring it to the newest schema and stop all sending until a person lifts it.

    Raises `BackupError` when the archive is not a backup or the database already holds something.
    """
    url = database_url(settings)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        label = _unpack(archive, work)
        _must_be_empty(url)
        tell("loading the database")
        _run(
            "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={url}", str(work / _DUMP)
        )
        migrate_postgres(url)
        asyncio.run(_lower_the_fence(url, datetime.fromisoformat(label["made_at"])))
        _begin_a_new_count(url)
        if (work / _FILES).is_dir():
            shutil.copytree(work / _FILES, settings.data_dir / _FILES, dirs_exist_ok=True)
    shutil.rmtree(settings.data_dir / "warehouse", ignore_errors=True)
    tell(
        "restored. Nothing is sent until the send fence is lifted: what was sent after the backup must be learnt first."
    )


def _must_be_empty(url: str) -> None:
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            known = connection.execute("SELECT to_regclass('events')").fetchone()
    except psycopg.OperationalError as error:
        raise BackupError(f"The database cannot be reached; start it first. {error}") from error
    if known != (None,):
        raise BackupError("The database is not empty. Restore into a fresh data folder or a new database.")


async def _lower_the_fence(url: str, made_at: datetime) -> None:
    """A restored copy does not know what was sent after the backup was made; a person must let it send again."""
    async with Database(url, clock=SystemClock(), pool_size=1) as database, database.unit() as uow:
        await channels.lower_fence(
            uow, system_viewer("restore"), name="restore", reason=f"restored from {made_at}", sent_since=made_at
        )


# Transaction ids begin anew in another server, and readers stop at ids that this server has not reached yet. So every
# old event gets the lowest id; readers go on at the first event they had not read (a few may be handled once more).
_NEW_COUNT = (
    """
    UPDATE event_cursors AS reader SET xid = 1, event_id = coalesce(
        (SELECT min(id) - 1 FROM events
         WHERE (xid, id) > (cast(cast(reader.xid AS text) AS xid8), reader.event_id)),
        (SELECT max(id) FROM events), 0)
    """,
    "UPDATE events SET xid = '1' WHERE xid <> '1'",
    "TRUNCATE load_generations, load_blocks, load_mends",
)


def _begin_a_new_count(url: str) -> None:
    with psycopg.connect(url) as connection:
        for statement in _NEW_COUNT:
            connection.execute(statement)


def _unpack(archive: Path, work: Path) -> dict[str, str]:
    try:
        with tarfile.open(archive, "r:gz") as tar:
            tar.extractall(work, filter="data")
    except (OSError, EOFError, zlib.error, tarfile.TarError) as error:
        raise BackupError(f"{archive} cannot be read as a backup: {error}") from error
    if not (work / _DUMP).exists() or not (work / _LABEL).exists():
        raise BackupError(f"{archive} is not a backup made by siyu backup.")
    label: dict[str, str] = json.loads((work / _LABEL).read_text())
    if label["revision"] > (newest_revision() or ""):
        raise BackupError(
            f"{archive} was made by a newer Siyu (tables {label['revision']}). Install that version first."
        )
    return label


def _run(program: str, *arguments: str) -> None:
    done = subprocess.run([str(installed_binaries() / program), *arguments], capture_output=True, check=False)
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.decode(errors='replace').strip()[-1500:]}")
