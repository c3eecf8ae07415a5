"""The engine: one chDB store, several connections to it, each used by one thread at a time."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from chdb.state.sqlitelike import Connection

from siyu.warehouse.server.failures import EngineError
from siyu.warehouse.server.limits import Limits
from siyu.warehouse.server.statement import Statement

DEFAULT_DATABASE = "siyu"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a statement gave: rows in the asked format, and the engine's counts."""

    body: bytes
    read_rows: int = 0
    read_bytes: int = 0
    written_rows: int = 0
    written_bytes: int = 0
    seconds: float = 0.0


class _Lane:
    """Connections of one kind of work, so that slow readers never stand in the way of the loader."""

    def __init__(self, name: str, connections: list[Connection]) -> None:
        self._idle: SimpleQueue[Connection] = SimpleQueue()
        for connection in connections:
            self._idle.put(connection)
        self.connections = connections
        self.threads = ThreadPoolExecutor(len(connections), thread_name_prefix=f"warehouse-{name}")

    def run(self, statement: Statement, base: Mapping[str, int]) -> Answer:
        connection = self._idle.get()
        try:
            return _run(connection, statement, base)
        finally:
            self._idle.put(connection)


class Engine:
    """The open store. `run` is safe from any task; `close` waits for the running statements."""

    def __init__(self, store: Path, limits: Limits) -> None:
        self._base = limits.per_query()
        options = "&".join(f"{name}={value}" for name, value in limits.startup().items())
        address = f"{store}?{options}"
        first = Connection(address)
        _query(first, f"CREATE DATABASE IF NOT EXISTS {DEFAULT_DATABASE}")
        self.version = _query(first, "SELECT version()").body.decode().strip()
        rest = [Connection(address) for _ in range(limits.read_lanes + limits.write_lanes - 1)]
        connections = [first, *rest]
        for connection in connections:
            _apply(connection, {name: str(value) for name, value in self._base.items()})
        self._readers = _Lane("read", connections[: limits.read_lanes])
        self._writers = _Lane("write", connections[limits.read_lanes :])

    async def run(self, statement: Statement) -> Answer:
        """Run one statement in a thread of its lane; raises `EngineError` with ClickHouse's code."""
        lane = self._writers if statement.writes else self._readers
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(lane.threads, lane.run, statement, self._base)

    def close(self) -> None:
        """Let running statements end, then close the store."""
        for lane in (self._readers, self._writers):
            lane.threads.shutdown(wait=True)
            for connection in lane.connections:
                connection.close()


def _run(connection: Connection, statement: Statement, base: Mapping[str, int]) -> Answer:
    _query(connection, f"USE {_identifier(statement.database or DEFAULT_DATABASE)}")
    try:
        _apply(connection, statement.settings)
        if statement.data is not None:
            return _insert(connection, statement)
        return _query(connection, statement.sql, statement.format, statement.parameters)
    finally:
        _restore(connection, statement.settings, base)


def _query(
    connection: Connection,
    sql: str,
    output: str = "TabSeparated",
    parameters: Mapping[str, str] | None = None,
) -> Answer:
    try:
        result = connection.query(sql, output, params=dict(parameters or {}))
    except Exception as error:  # the engine raises plain RuntimeError subclasses whose text holds the code
        raise EngineError(str(error)) from error
    return Answer(
        body=result.bytes(),
        read_rows=result.storage_rows_read(),
        read_bytes=result.storage_bytes_read(),
        written_rows=result.rows_written(),
        written_bytes=result.bytes_written(),
        seconds=result.elapsed(),
    )


def _insert(connection: Connection, statement: Statement) -> Answer:
    """The rows go in as one piece: a piece is parsed into the same blocks at every retry."""
    try:
        with connection.send_insert(statement.sql, statement.format) as inserter:
            if statement.data:
                inserter.append(statement.data)
            result = inserter.finish()
    except Exception as error:  # see _query
        raise EngineError(str(error)) from error
    return Answer(
        body=b"",
        written_rows=result.rows_written,
        written_bytes=result.bytes_written,
        seconds=result.elapsed,
    )


def _apply(connection: Connection, settings: Mapping[str, str]) -> None:
    if settings:
        _query(connection, "SET " + ", ".join(f"{name} = {_literal(value)}" for name, value in settings.items()))


def _restore(connection: Connection, settings: Mapping[str, str], base: Mapping[str, int]) -> None:
    """Put every touched setting back, one by one: an unknown name must not keep the others set."""
    for name in settings:
        back = str(base[name]) if name in base else "DEFAULT"
        try:
            _query(connection, f"SET {name} = {back}")
        except EngineError:
            continue


def _literal(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _identifier(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace("`", "\\`")
    return f"`{escaped}`"
