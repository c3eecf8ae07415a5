"""Reading every stored part once, since an engine that opens and counts may still hold damaged data."""

import json
from dataclasses import dataclass, field

from siyu.warehouse.server.engine import Engine
from siyu.warehouse.server.failures import EngineError
from siyu.warehouse.server.statement import Statement

_TABLES = """
SELECT database, name FROM system.tables
WHERE engine LIKE '%MergeTree' AND database NOT IN ('system', 'INFORMATION_SCHEMA', 'information_schema')
ORDER BY database, name
"""
_DETACHED = """
SELECT database, table, partition_id, name, reason FROM system.detached_parts WHERE reason LIKE 'broken%'
"""


@dataclass(frozen=True, slots=True)
class Damage:
    """One part that cannot be read in full."""

    database: str
    table: str
    part: str
    reason: str


@dataclass(slots=True)
class Checkup:
    """The outcome of the last look: `state` is one of checking, ready, damaged."""

    state: str = "checking"
    damaged: list[Damage] = field(default_factory=list)
    tables: int = 0

    async def run(self, engine: Engine) -> None:
        """Look at every table again; afterwards `state` says what was found."""
        self.state = "checking"
        found: list[Damage] = []
        tables = await _rows(engine, _TABLES)
        for table in tables:
            found += await _check_table(engine, table["database"], table["name"])
        found += [
            Damage(row["database"], row["table"], row["name"], str(row["reason"]))
            for row in await _rows(engine, _DETACHED)
        ]
        self.damaged, self.tables = found, len(tables)
        self.state = "damaged" if found else "ready"


async def _check_table(engine: Engine, database: str, table: str) -> list[Damage]:
    # The names come from the engine's own list of tables; back-quotes in them are doubled away.
    name = f"`{database.replace('`', '')}`.`{table.replace('`', '')}`"
    try:
        parts = await _rows(engine, f"CHECK TABLE {name}", check_query_single_value_result="0")
    except EngineError as error:
        return [Damage(database, table, "", error.text[:500])]
    return [
        Damage(database, table, part["part_path"], str(part["message"])[:500])
        for part in parts
        if not int(part["is_passed"])
    ]


async def _rows(engine: Engine, sql: str, **settings: str) -> list[dict[str, str]]:
    answer = await engine.run(Statement(sql=sql, format="JSONEachRow", settings=settings))
    return [json.loads(line) for line in answer.body.splitlines()]
