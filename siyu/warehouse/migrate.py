"""Bringing the warehouse to the newest tables: numbered SQL files, forward only, each recorded with its checksum."""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from siyu.warehouse.client import WarehouseClient
from siyu.warehouse.errors import TableMissing

FILES = Path(os.environ.get("SIYU_MIGRATIONS_DIR", Path(__file__).resolve().parents[2] / "migrations")) / "warehouse"

_FILE_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
_RECORD = """
CREATE TABLE IF NOT EXISTS migrations (number UInt32, name String, checksum String, applied_at DateTime DEFAULT now())
ENGINE = ReplacingMergeTree ORDER BY number
"""
_DONE = "SELECT number, checksum FROM migrations FINAL ORDER BY number"
_NOTE = """
INSERT INTO migrations (number, name, checksum)
SELECT {number:UInt32}, {name:String}, {checksum:String}
"""


class MigrationMismatch(RuntimeError):
    """A migration that was applied here is not the one in the files: files are only ever added."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file."""

    number: int
    name: str
    text: str

    @property
    def checksum(self) -> str:
        """What the file says, in short."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def statements(self, zone: ZoneInfo, database: str) -> list[str]:
        """Its statements for an organisation in `zone`, each safe to run again after a kill in the middle.

        `database` is named where the engine works outside of any session, in a mutation for instance.
        """
        text = self.text.replace("{{zone}}", zone.key).replace("{{database}}", database)
        pieces = (piece.strip() for piece in re.split(r";[ \t]*(?:\n|$)", text))
        return [_repeatable(piece) for piece in pieces if _without_comments(piece)]


def list_migrations(folder: Path = FILES) -> list[Migration]:
    """Every migration in order; raises ValueError for a gap, a repeated number or a foreign file name."""
    found: list[Migration] = []
    for path in sorted(folder.glob("*.sql")):
        name = _FILE_NAME.fullmatch(path.name)
        if name is None or int(name[1]) != len(found) + 1:
            raise ValueError(f"{path.name} is not number {len(found) + 1:04} of the warehouse's migrations")
        found.append(Migration(int(name[1]), path.stem, path.read_text(encoding="utf-8")))
    return found


async def migrate(client: WarehouseClient, zone: ZoneInfo, migrations: list[Migration] | None = None) -> int:
    """Apply what is missing and return how many files that was; raises `MigrationMismatch`."""
    await client.command(_RECORD)
    wanted = list_migrations() if migrations is None else migrations
    done = await _applied(client)
    for migration in wanted:
        if done.get(migration.number, migration.checksum) != migration.checksum:
            raise MigrationMismatch(f"{migration.name} was changed after it was applied")
    if unknown := set(done) - {migration.number for migration in wanted}:
        raise MigrationMismatch(f"the warehouse is newer than this program: migrations {sorted(unknown)}")
    missing = [migration for migration in wanted if migration.number not in done]
    database = str((await client.query("SELECT currentDatabase()")).rows[0][0])
    for migration in missing:
        for statement in migration.statements(zone, database):
            await client.command(statement)
        await client.command(
            _NOTE,
            {"number": migration.number, "name": migration.name, "checksum": migration.checksum},
        )
    return len(missing)


async def is_migrated(client: WarehouseClient) -> bool:
    """Whether every migration is applied."""
    try:
        done = await _applied(client)
    except TableMissing:
        return False
    return all(done.get(item.number) == item.checksum for item in list_migrations())


async def _applied(client: WarehouseClient) -> dict[int, str]:
    table = await client.query(_DONE)
    return {int(number): str(checksum) for number, checksum in table.rows}


def _repeatable(statement: str) -> str:
    """A killed migration starts over, so creating what is there already must be nothing."""
    return re.sub(
        r"\bCREATE (TABLE|VIEW|MATERIALIZED VIEW) (?!IF NOT EXISTS)", r"CREATE \1 IF NOT EXISTS ", statement, count=1
    )


def _without_comments(piece: str) -> str:
    return re.sub(r"--[^\n]*", "", piece).strip()
