"""From an HTTP request of the ClickHouse interface to one statement for the engine."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_INSERT = re.compile(rb"\s*(?:(?:--[^\n]*\n|/\*.*?\*/)\s*)*INSERT\s+INTO\b", re.IGNORECASE | re.DOTALL)
_INPUT_FORMAT = re.compile(rb"\sFORMAT\s+([A-Za-z0-9]+)[ \t]*(?:\r?\n|;|$)", re.IGNORECASE)
_QUOTED = re.compile(rb"'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|\"(?:[^\"\\]|\\.)*\"", re.DOTALL)
_OUTPUT_FORMAT = re.compile(r"\bFORMAT\s+([A-Za-z0-9]+)\s*(?:SETTINGS\b[^']*)?;?\s*$", re.IGNORECASE)
_SETTING_NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")
_INSERT_HEAD_BYTES = 65_536

# Words of the interface that are not settings of the engine.
_TRANSPORT = frozenset(
    {
        "query", "database", "default_format", "query_id", "session_id", "session_timeout", "session_check",
        "user", "password", "quota_key", "compress", "decompress", "wait_end_of_query", "buffer_size", "role",
        "client_protocol_version", "stacktrace", "close_session", "enable_http_compression",
        "send_progress_in_http_headers", "http_headers_progress_interval_ms",
        "cancel_http_readonly_queries_on_client_close", "add_http_cors_header",
    }
)  # fmt: skip


class BadRequest(ValueError):
    """The request is not one that the interface understands."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing to run; `data` is not None for an insert whose rows travel behind the statement."""

    sql: str
    format: str
    database: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    data: bytes | None = None

    @property
    def writes(self) -> bool:
        return not re.match(r"\s*(SELECT|WITH|SHOW|DESC|DESCRIBE|EXISTS|EXPLAIN|CHECK|\()", self.sql, re.IGNORECASE)


def read_statement(query: Mapping[str, str], body: bytes, default_format: str | None) -> Statement:
    """The statement of a request; `query` are the URL (or form) fields, `body` what came behind."""
    text = query.get("query", "").encode()
    whole = text + b"\n" + body if text and body else text or body
    if not whole.strip():
        raise BadRequest("empty query")
    chosen = query.get("default_format") or default_format or "TabSeparated"
    statement, data = _split_insert(whole)
    try:
        sql = statement.decode().strip()
    except UnicodeDecodeError as error:
        raise BadRequest("the statement is not UTF-8") from error
    if data is not None:
        chosen = _input_format(statement)
        sql = _INPUT_FORMAT.sub(b" ", statement + b"\n", count=1).decode().strip()
    elif named := _OUTPUT_FORMAT.search(sql):
        chosen = named[1]
    return Statement(
        sql=sql,
        format=chosen,
        database=query.get("database") or None,
        parameters={name[6:]: value for name, value in query.items() if name.startswith("param_")},
        settings=_settings_of(query),
        data=data,
    )


def _settings_of(query: Mapping[str, str]) -> dict[str, str]:
    chosen = {}
    for name, value in query.items():
        if name in _TRANSPORT or name.startswith("param_"):
            continue
        if not _SETTING_NAME.fullmatch(name):
            raise BadRequest(f"{name[:50]!r} is not the name of a setting")
        chosen[name] = value
    return chosen


def _masked(head: bytes) -> bytes:
    return _QUOTED.sub(lambda quoted: b"x" * len(quoted[0]), head)


def _split_insert(whole: bytes) -> tuple[bytes, bytes | None]:
    if not _INSERT.match(whole[:_INSERT_HEAD_BYTES]):
        return whole, None
    found = _INPUT_FORMAT.search(_masked(whole[:_INSERT_HEAD_BYTES]))
    if found is None or found[1].lower() == b"values":
        return whole, None
    return whole[: found.end()], whole[found.end() :]


def _input_format(statement: bytes) -> str:
    found = _INPUT_FORMAT.search(statement)
    if found is None:
        raise BadRequest("an insert names its format")
    return found[1].decode()
