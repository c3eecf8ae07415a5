"""The write-through journal: every changed object is in SQLite before its request is answered."""

import fcntl
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import orjson

SCHEMA = """
CREATE TABLE IF NOT EXISTS object (
    kind TEXT NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (kind, key)
) WITHOUT ROWID;
"""


class Journal:
    """Objects by (kind, key), held as JSON. Marked objects are serialised once, at commit.

    A killed process loses nothing that was committed (the operating system still holds the pages);
    a power cut may, so ``synchronous`` is off: this is a pretend world.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._lock = _lock(folder)
        self.file = folder / "simulator.sqlite3"
        self.connection = sqlite3.connect(self.file, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=OFF")
        self.connection.executescript(SCHEMA)
        self._changed: dict[tuple[str, str], Any] = {}
        self._gone: set[tuple[str, str]] = set()
        self._rows: dict[str, list[tuple[Any, ...]]] = {}

    def put(self, kind: str, key: str, value: Any) -> None:
        """Mark ``value`` (a dataclass or JSON value) to be written at the next commit."""
        self._gone.discard((kind, key))
        self._changed[kind, key] = value

    def drop(self, kind: str, key: str) -> None:
        """Mark an object to be deleted at the next commit."""
        self._changed.pop((kind, key), None)
        self._gone.add((kind, key))

    def append(self, statement: str, rows: list[tuple[Any, ...]]) -> None:
        """Queue rows of another table for the same commit (the books use this)."""
        self._rows.setdefault(statement, []).extend(rows)

    def commit(self) -> None:
        """Write everything marked since the last commit in one transaction."""
        if not (self._changed or self._gone or self._rows):
            return
        changed, gone, rows = self._changed, self._gone, self._rows
        self._changed, self._gone, self._rows = {}, set(), {}
        # In order of keys the tree is filled page by page; one at a time, as a bulk call changes many.
        bodies = ((*pair, orjson.dumps(changed[pair])) for pair in sorted(changed))
        self.connection.execute("BEGIN")
        self.connection.executemany("REPLACE INTO object (kind, key, body) VALUES (?, ?, ?)", bodies)
        self.connection.executemany("DELETE FROM object WHERE kind = ? AND key = ?", list(gone))
        for statement, values in rows.items():
            self.connection.executemany(statement, values)
        self.connection.execute("COMMIT")

    def load(self, kind: str) -> Iterator[tuple[str, Any]]:
        """Yield (key, decoded JSON) of every object of one kind."""
        for key, body in self.connection.execute("SELECT key, body FROM object WHERE kind = ?", (kind,)):
            yield key, orjson.loads(body)

    def close(self) -> None:
        """Commit what is left and close the file."""
        self.commit()
        self.connection.close()
        self._lock.close()


def _lock(folder: Path) -> IO[str]:
    # Two simulators writing one world would each overwrite the other's. The lock dies with its process.
    lock = (folder / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise SystemExit(f"another simulator is using {folder}") from None
    return lock
