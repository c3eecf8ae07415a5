"""The one way to a ClickHouse: clickhouse-connect over HTTP, run in threads, failures told as situations."""

import asyncio
import logging
import math
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

import clickhouse_connect
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError, DatabaseError, OperationalError
from clickhouse_connect.driver.httputil import get_pool_manager
from urllib3.exceptions import HTTPError

from siyu.warehouse.errors import QueryRefused, TableMissing, WarehouseTooSlow, WarehouseUnavailable

T = TypeVar("T")

# What these two write about a broken connection holds the whole address, parameters of the query included.
for _name in ("urllib3.connectionpool", "clickhouse_connect"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

_TIMEOUT_EXCEEDED = {159, 160}
_NOT_READY = {667}
_TABLES_MISSING = {60, 81}
_GRACE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Table:
    """A result: column names, column types, rows."""

    names: tuple[str, ...]
    types: tuple[str, ...]
    rows: Sequence[Sequence[Any]]


class WarehouseClient:
    """Connects on first use; `headers` travel with every request."""

    def __init__(self, url: str, *, threads: int = 8, headers: Mapping[str, str] | None = None) -> None:
        self.url = url
        self._address = urlsplit(url)
        self._headers = dict(headers or {})
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="warehouse-client")
        # A pool of our own: the driver's shared one keeps sockets open after everybody has left.
        self._pool = get_pool_manager(maxsize=threads)
        self._lock = Lock()
        self._client: Client | None = None

    async def close(self) -> None:
        """Drop the connections; running calls end first."""
        await asyncio.to_thread(self._threads.shutdown)
        self._pool.clear()

    async def query(
        self,
        sql: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float = 30,
        settings: Mapping[str, Any] | None = None,
    ) -> Table:
        """Run a reading statement; raises the situations of `siyu.warehouse.errors`."""

        def run(client: Client) -> Table:
            result = client.query(
                sql,
                parameters=bound(parameters),
                settings={"max_execution_time": math.ceil(timeout), **(settings or {})},
                query_tz="UTC",
            )
            types = tuple(str(kind.name) for kind in result.column_types)
            return Table(tuple(result.column_names), types, result.result_rows)

        return await self._run(run, timeout)

    async def command(
        self,
        sql: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float = 300,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        """Run a statement for its effect."""

        def run(client: Client) -> None:
            client.command(
                sql,
                parameters=bound(parameters),
                settings={"max_execution_time": math.ceil(timeout), **(settings or {})},
            )

        await self._run(run, timeout)

    async def insert(
        self,
        table: str,
        columns: Sequence[str],
        block: bytes,
        *,
        token: str,
        timeout: float = 300,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        """Insert tab-separated rows as one block; the same `token` a second time adds nothing ('': no token)."""

        def run(client: Client) -> None:
            client.raw_insert(
                table,
                list(columns),
                block,
                fmt="TabSeparated",
                settings={
                    **({"insert_deduplication_token": token} if token else {}),
                    "max_execution_time": math.ceil(timeout),
                    **(settings or {}),
                },
            )

        await self._run(run, timeout)

    async def _run(self, work: Callable[[Client], T], timeout: float) -> T:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout + _GRACE_SECONDS):
                return await loop.run_in_executor(self._threads, lambda: work(self._connected()))
        except TimeoutError as error:
            raise WarehouseTooSlow(seconds=timeout) from error
        except ClickHouseError as error:
            raise _situation(error, timeout) from error
        except (HTTPError, OSError) as error:
            raise WarehouseUnavailable from error

    def _connected(self) -> Client:
        with self._lock:
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _connect(self) -> Client:
        address = self._address
        return clickhouse_connect.get_client(
            host=address.hostname or "127.0.0.1",
            port=address.port or (8443 if address.scheme == "https" else 8123),
            secure=address.scheme == "https",
            username=unquote(address.username or "default"),
            password=unquote(address.password or ""),
            database=address.path.strip("/") or "siyu",
            compress=False,
            connect_timeout=5,
            send_receive_timeout=600,
            autogenerate_session_id=False,
            query_limit=0,
            headers=self._headers,
            pool_mgr=self._pool,
            show_clickhouse_errors="scrub",
            client_name="siyu",
        )


def _situation(error: ClickHouseError, timeout: float) -> Exception:
    code = getattr(error, "code", None)
    if code in _TIMEOUT_EXCEEDED:
        return WarehouseTooSlow(seconds=timeout)
    if code in _TABLES_MISSING:
        return TableMissing(number=code)
    if code in _NOT_READY:
        return WarehouseUnavailable()
    if isinstance(error, OperationalError) or (code is None and not isinstance(error, DatabaseError)):
        return WarehouseUnavailable()
    return QueryRefused(number=code)


def bound(parameters: Mapping[str, Any] | None) -> dict[str, Any]:
    """Parameters as the server reads them: instants in UTC with milliseconds, everything else as it is."""
    return {name: _plain(value) for name, value in (parameters or {}).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a parameter is an instant without a zone")
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return value
