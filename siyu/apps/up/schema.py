"""Whether both stores have the newest schema, asked without loading what could change it."""

import hashlib
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg

from siyu.runtime.postgres import ClusterError

_MIGRATIONS = Path(os.environ.get("SIYU_MIGRATIONS_DIR", Path(__file__).resolve().parents[3] / "migrations"))
_REVISION = re.compile(r"""^(down_)?revision\b[^=\n]*=\s*["']([^"']+)["']""", re.MULTILINE)
_SECONDS = 30


def head_of_files(folder: Path = _MIGRATIONS / "postgres" / "versions") -> str | None:
    """The one revision that no other builds on; None when the files do not tell."""
    found = [match for path in folder.glob("*.py") for match in _REVISION.findall(path.read_text(encoding="utf-8"))]
    heads = {name for down, name in found if not down} - {name for down, name in found if down}
    return heads.pop() if len(heads) == 1 else None


def is_postgres_newest(url: str) -> bool:
    """Whether PostgreSQL is at the head of the migrations."""
    with psycopg.connect(url, connect_timeout=5) as connection:
        known = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
        if known is None or known[0] is None:
            return False
        rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    return [row[0] for row in rows] == [head_of_files()]


def is_warehouse_newest(url: str, folder: Path = _MIGRATIONS / "warehouse") -> bool:
    """Whether every file was applied to the warehouse as it is now, and nothing else was."""
    wanted = [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.sql"))]
    parts = urlsplit(url)
    request = urllib.request.Request(
        f"{parts.scheme}://{parts.hostname}:{parts.port or 8123}/?database={parts.path.strip('/')}",
        data=b"SELECT checksum FROM migrations FINAL ORDER BY number FORMAT TabSeparated",
        headers={
            "X-ClickHouse-User": unquote(parts.username or ""),
            "X-ClickHouse-Key": unquote(parts.password or ""),
            "Content-Type": "text/plain",  # else it would pass for a form
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
            return bool(answer.read().decode().split() == wanted)
    except (urllib.error.URLError, OSError):
        return False  # whoever migrates finds out why


def migrate(environment: Mapping[str, str]) -> None:
    """Bring both stores to the newest schema in a process of its own; `ClusterError` with what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "siyu.apps.cli", "migrate"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ClusterError(f"The stores could not be brought to the newest schema: {done.stderr[-2000:]}")
