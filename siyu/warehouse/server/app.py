"""The ASGI application: the ClickHouse HTTP interface over one embedded engine."""

import json
import logging
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from siyu.warehouse.server.checkup import Checkup
from siyu.warehouse.server.engine import Answer, Engine
from siyu.warehouse.server.failures import NOT_READY, EngineError
from siyu.warehouse.server.folder import WarehouseFolder
from siyu.warehouse.server.requests import (
    Gone,
    Receive,
    Scope,
    TooLarge,
    fields_of,
    form_fields,
    headers_of,
    is_allowed,
    password_in,
    read_body,
)
from siyu.warehouse.server.statement import BadRequest, Statement, read_statement

Send = Callable[[Mapping[str, Any]], Awaitable[None]]

REPAIR_HEADER = "x-siyu-repair"
_AUTHENTICATION_FAILED = 516
_SYNTAX_ERROR = 62
_QUERY_TOO_LARGE = 306
_SERVER_NAME = "siyu-warehouse"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP answer."""

    status: int
    body: bytes
    headers: Mapping[str, str]


class WarehouseApp:
    """Answers `/ping`, `/ready`, `/status`, `/check` and statements on every other path."""

    def __init__(self, engine: Engine, folder: WarehouseFolder, *, body_limit: int, password: str) -> None:
        self._engine = engine
        self._folder = folder
        self._body_limit = body_limit
        self._password = password
        self.checkup = Checkup()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry; the engine's life is managed by the one who runs us, so lifespan is not spoken."""
        if scope["type"] != "http":
            return
        try:
            reply = await self._reply(scope, receive)
        except Gone:
            return
        headers = {
            **reply.headers,
            "X-ClickHouse-Server-Display-Name": _SERVER_NAME,
            "Content-Length": str(len(reply.body)),
        }
        await send(
            {
                "type": "http.response.start",
                "status": reply.status,
                "headers": [
                    (name.lower().encode(), value.encode("latin-1", "replace")) for name, value in headers.items()
                ],
            }
        )
        body = b"" if scope["method"] == "HEAD" else reply.body
        await send({"type": "http.response.body", "body": body})

    async def _reply(self, scope: Scope, receive: Receive) -> Reply:
        path = scope["path"].rstrip("/") or "/"
        if path == "/ping":
            return _text(200, "Ok.\n") if self._folder.is_intact() else _text(503, "The folder is gone.\n")
        if path == "/ready":
            return _text(200 if self.is_ready else 503, self.state + "\n")
        headers, fields = headers_of(scope), fields_of(scope)
        query_id = fields.get("query_id") or str(uuid.uuid4())
        try:
            if not is_allowed(password_in(headers, fields), self._password):
                raise EngineError("Authentication failed: wrong password", _AUTHENTICATION_FAILED)
            if path == "/status":
                return self._status()
            if path == "/check":
                await self.checkup.run(self._engine)
                return self._status()
            return await self._run(await self._statement(headers, fields, receive), headers, query_id)
        except EngineError as error:
            return self._failure(error, query_id)

    async def _statement(self, headers: Mapping[str, str], fields: dict[str, str], receive: Receive) -> Statement:
        try:
            body = await read_body(receive, headers.get("content-encoding", ""), self._body_limit)
            form = form_fields(headers.get("content-type", ""), body)
            if form is not None:
                fields, body = {**fields, **form}, b""
            fields.setdefault("database", headers.get("x-clickhouse-database", ""))
            return read_statement(fields, body, headers.get("x-clickhouse-format"))
        except TooLarge as error:
            raise EngineError(str(error), _QUERY_TOO_LARGE) from error
        except (BadRequest, UnicodeDecodeError) as error:
            raise EngineError(str(error), _SYNTAX_ERROR) from error

    async def _run(self, statement: Statement, headers: Mapping[str, str], query_id: str) -> Reply:
        if not self.is_ready and headers.get(REPAIR_HEADER) != "1":
            raise EngineError(f"the warehouse is not ready to answer: {self.state}", NOT_READY)
        answer = await self._engine.run(statement)
        return Reply(
            200,
            answer.body,
            {
                "Content-Type": _content_type(statement.format),
                "X-ClickHouse-Format": statement.format,
                "X-ClickHouse-Query-Id": query_id,
                "X-ClickHouse-Timezone": "UTC",
                "X-ClickHouse-Summary": _summary(answer),
            },
        )

    @property
    def state(self) -> str:
        """One of ready, checking, damaged, gone."""
        return self.checkup.state if self._folder.is_intact() else "gone"

    @property
    def is_ready(self) -> bool:
        """Whether answers can be trusted."""
        return self.state == "ready"

    def _status(self) -> Reply:
        told = {
            "state": self.state,
            "version": self._engine.version,
            "tables": self.checkup.tables,
            "damaged": [asdict(damage) for damage in self.checkup.damaged],
        }
        return Reply(200, json.dumps(told).encode(), {"Content-Type": "application/json"})

    def _failure(self, error: EngineError, query_id: str) -> Reply:
        _log.info("query %s refused with code %s", query_id, error.code)
        return Reply(
            error.status,
            error.body(self._engine.version),
            {
                "Content-Type": "text/plain; charset=UTF-8",
                "X-ClickHouse-Exception-Code": str(error.code),
                "X-ClickHouse-Query-Id": query_id,
            },
        )


def _text(status: int, text: str) -> Reply:
    return Reply(status, text.encode(), {"Content-Type": "text/plain; charset=UTF-8"})


def _summary(answer: Answer) -> str:
    counts = {
        "read_rows": answer.read_rows,
        "read_bytes": answer.read_bytes,
        "written_rows": answer.written_rows,
        "written_bytes": answer.written_bytes,
        "elapsed_ns": int(answer.seconds * 1e9),
    }
    return json.dumps({name: str(value) for name, value in counts.items()})


def _content_type(output: str) -> str:
    if output.startswith("JSON"):
        return "application/json; charset=UTF-8"
    if output.startswith(("TabSeparated", "TSV")):
        return "text/tab-separated-values; charset=UTF-8"
    return "application/octet-stream"
