"""The hash that ties each entry to the one before, and the check of the whole chain."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

GENESIS = b"\0" * 32
_PAGE = 5000
_COVERED = ("id", "user_id", "actor", "action", "object_kind", "object_id", "reason", "details")


@dataclass(frozen=True, slots=True)
class Finding:
    """The first entry at which the chain does not hold, and why: `changed`, `missing` or `cut`."""

    entry_id: int
    why: str


def chain_hash(previous: bytes, entry: Mapping[Any, Any]) -> bytes:
    """SHA-256 over the hash before and every field of the entry, in a fixed order."""
    covered = {name: entry[name] for name in _COVERED}
    covered["at"] = entry["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(previous + orjson.dumps(covered, option=orjson.OPT_SORT_KEYS)).digest()


async def verify_chain(connection: AsyncConnection, *, anchor: tuple[int, bytes] | None = None) -> Finding | None:
    """Walk the whole trail; None when nothing was changed, removed, inserted or reordered.

    `anchor` is (id, hash) of an entry noted somewhere else before: with it a cut-off tail is found too.
    """
    previous, last = GENESIS, 0
    while True:
        statement = text("SELECT * FROM audit_entries WHERE id > :last ORDER BY id LIMIT :limit")
        rows = (await connection.execute(statement, {"last": last, "limit": _PAGE})).mappings().all()
        for row in rows:
            if row["id"] != last + 1:
                return Finding(last + 1, "missing")
            if chain_hash(previous, row) != row["hash"]:
                return Finding(row["id"], "changed")
            previous, last = row["hash"], row["id"]
            if anchor and anchor[0] == last and anchor[1] != previous:
                return Finding(last, "changed")
        if len(rows) < _PAGE:
            return Finding(last + 1, "cut") if anchor and anchor[0] > last else None
