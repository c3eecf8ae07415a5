"""The oracle's ledger: every effect that the pretend WeCom really applied.

Tests count lost and duplicate work here, never in the product's own tables.
"""

import sqlite3
from contextlib import closing
from typing import Any

import orjson

from simulator.clock import Clock
from simulator.journal import Journal

SCHEMA = """
CREATE TABLE IF NOT EXISTS effect (
    seq INTEGER PRIMARY KEY, at REAL NOT NULL, corp_id TEXT NOT NULL, kind TEXT NOT NULL,
    key TEXT NOT NULL, subject TEXT NOT NULL, content TEXT NOT NULL, detail TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS effect_by_kind ON effect (corp_id, kind, key);
"""
INSERT = "INSERT INTO effect (at, corp_id, kind, key, subject, content, detail) VALUES (?, ?, ?, ?, ?, ?, ?)"
COLUMNS = ("seq", "at", "corp_id", "kind", "key", "subject", "content", "detail")


class Books:
    """Append-only ledger in the journal's database.

    Writing goes with the commit of the request; reading opens a connection of its own, so that a thread can
    count a million rows while the simulator goes on. What is not committed yet is not seen.

    ``kind`` says what happened (``welcome``, ``delivery``, ``mass_task``, ``tag_added`` …), ``key`` to whom
    or what, ``subject`` in which order (msgid, welcome code …), ``content`` the hash of what was said.
    """

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        journal.connection.executescript(SCHEMA)

    def note(self, corp_id: str, kind: str, key: str, **more: Any) -> None:
        """Write one effect; ``subject`` and ``content`` are taken out of ``more``, the rest is detail."""
        subject, content = str(more.pop("subject", "")), str(more.pop("content", ""))
        row = (self._clock.now(), corp_id, kind, key, subject, content, orjson.dumps(more).decode())
        self._journal.append(INSERT, [row])

    def note_deliveries(self, corp_id: str, *, msgid: str, content: str, userid: str, receivers: list[str]) -> None:
        """Write one ``delivery`` for every receiver (external_userid or chat_id) of a confirmed task."""
        at, detail = self._clock.now(), orjson.dumps({"userid": userid}).decode()
        rows = [(at, corp_id, "delivery", receiver, msgid, content, detail) for receiver in receivers]
        self._journal.append(INSERT, rows)

    def count_by_kind(self, corp_id: str) -> dict[str, int]:
        """Number of effects per kind."""
        sql = "SELECT kind, count(*) FROM effect WHERE corp_id = ? GROUP BY kind ORDER BY kind"
        return {row[0]: row[1] for row in self._ask(sql, (corp_id,))}

    def list_effects(self, corp_id: str, *, where: dict[str, str], after: int, limit: int) -> list[dict[str, Any]]:
        """Effects after sequence ``after``; ``where`` narrows by kind, key, subject or content."""
        clauses, values = ["corp_id = ?", "seq > ?"], [corp_id, after]
        for name in ("kind", "key", "subject", "content"):
            if where.get(name):
                clauses.append(f"{name} = ?")
                values.append(where[name])
        sql = f"SELECT {', '.join(COLUMNS)} FROM effect WHERE {' AND '.join(clauses)} ORDER BY seq LIMIT ?"
        rows = self._ask(sql, (*values, limit))
        return [_as_effect(row) for row in rows]

    def list_duplicates(self, corp_id: str, *, kind: str, by: str, limit: int = 1000) -> list[dict[str, Any]]:
        """Receivers that got the same thing more than once; ``by`` is ``content`` or ``subject``."""
        column = {"content": "content", "subject": "subject"}[by]
        sql = (
            f"SELECT key, {column}, count(*) FROM effect WHERE corp_id = ? AND kind = ? "
            f"GROUP BY key, {column} HAVING count(*) > 1 ORDER BY 3 DESC, 1 LIMIT ?"
        )
        rows = self._ask(sql, (corp_id, kind, limit))
        return [{"key": key, by: value, "count": count} for key, value, count in rows]

    def summarise_deliveries(self, corp_id: str) -> dict[str, int]:
        """Deliveries, distinct (receiver, msgid) and distinct (receiver, content)."""
        sql = (
            "SELECT count(*), count(DISTINCT key || ' ' || subject), count(DISTINCT key || ' ' || content), "
            "count(DISTINCT key) FROM effect WHERE corp_id = ? AND kind = 'delivery'"
        )
        total, per_task, per_content, receivers = self._ask(sql, (corp_id,))[0]
        return {
            "deliveries": total,
            "receivers": receivers,
            "duplicates_by_msgid": total - per_task,
            "duplicates_by_content": total - per_content,
        }

    def _ask(self, sql: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self._journal.file)) as reader:
            return reader.execute(sql, values).fetchall()


def _as_effect(row: tuple[Any, ...]) -> dict[str, Any]:
    effect: dict[str, Any] = dict(zip(COLUMNS, row, strict=True))
    effect.update(orjson.loads(effect.pop("detail")))
    return effect
