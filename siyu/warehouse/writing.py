"""Writing to the warehouse: blocks of events, marks, snapshots, aliases; each safe to repeat."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from siyu.warehouse.catalogue import EVENTS, newest
from siyu.warehouse.client import WarehouseClient
from siyu.warehouse.contracts import CustomerSnapshot, Freshness
from siyu.warehouse.migrate import migrate
from siyu.warehouse.named_queries import read_queries

LOADING = read_queries(Path(__file__).parent / "sql")

COLUMNS = (
    "id", "name", "version", "customer_id", "anonymous_id", "staff_id", "corp_id", "occurred_at", "occurred_basis",
    "received_at", "source", "dedup_key", "cause_id", "block", "p",
)  # fmt: skip

# One insert is one block, whatever its size: only then does a repeated token mean the same rows.
_ONE_BLOCK: dict[str, Any] = {
    "max_insert_block_size": 10_000_000,
    "min_insert_block_size_rows": 10_000_000,
    "min_insert_block_size_bytes": 0,
    "max_partitions_per_insert_block": 0,
    "input_format_parallel_parsing": 0,
    "max_insert_threads": 1,
    "max_threads": 1,
    "async_insert": 0,
    # Properties carry instants as they are written in JSON: `2026-09-01T10:00:00+08:00`.
    "date_time_input_format": "best_effort",
    # A text stays a text, whatever it looks like; `path_expression` relies on it.
    "input_format_try_infer_dates": 0,
    "input_format_try_infer_datetimes": 0,
    "input_format_json_try_infer_numbers_from_strings": 0,
    "deduplicate_blocks_in_dependent_materialized_views": 1,
    # A property of the wrong type must not stop the stream: the path stays empty, the comparison tells.
    "type_json_skip_invalid_typed_paths": 1,
}

_PEOPLE_COLUMNS = (
    "customer_id", "version", "is_deleted", "gender", "birth_month", "country", "region", "city", "first_channel",
    "last_channel", "created_at", "is_test", "is_employee", "is_erased", "staff_ids", "store_ids", "tag_ids",
    "live_follows", "first_follow_at", "last_follow_at", "attributes",
)  # fmt: skip

_NEVER = "1970-01-01 00:00:00.000"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": ""})


async def write_events(client: WarehouseClient, rows: bytes, token: str) -> None:
    """Insert a block of events; a repetition with the same token adds only what is still missing."""
    await client.insert("load_inbox", COLUMNS, rows, token=token, settings=_ONE_BLOCK)


async def write_mark(client: WarehouseClient, stamp: Freshness, *, sequence: int) -> None:
    """Say how far the tables have come; the greatest `sequence` counts."""
    await client.command(
        LOADING["write_mark"].sql,
        {
            "sequence": sequence,
            "generation": str(stamp.generation),
            "state": stamp.state.value,
            "block": stamp.block,
            "xid": stamp.mark.xid,
            "id": stamp.mark.id,
            "horizon_xid": stamp.horizon_xid,
            "newest_received_at": stamp.newest_received_at,
            "written_at": stamp.written_at,
        },
    )


async def make_empty(client: WarehouseClient, zone: ZoneInfo) -> None:
    """Drop every table and make them anew; the marks go first, so that nobody trusts what is left."""
    tables = await client.query(LOADING["own_tables"].sql)
    names = sorted((str(row[0]) for row in tables.rows), key=lambda name: name != "load_marks")
    for name in names:
        # All of them go; which depends on which does not matter.
        await client.command(f"DROP TABLE IF EXISTS `{name}` SYNC SETTINGS check_table_dependencies = 0")
    await migrate(client, zone)


async def write_snapshots(
    client: WarehouseClient,
    asked: Sequence[int],
    snapshots: Iterable[CustomerSnapshot],
    *,
    version: int,
    token: str,
) -> None:
    """Insert the newest picture of the customers asked for; those without a snapshot are marked as gone."""
    found = {snapshot.customer_id: snapshot for snapshot in snapshots}
    gone = [CustomerSnapshot(customer_id) for customer_id in asked if customer_id not in found]
    lines = [_line(snapshot, version, is_deleted=False) for snapshot in found.values()]
    lines += [_line(snapshot, version, is_deleted=True) for snapshot in gone]
    if lines:
        rows = "".join(lines).encode()
        await client.insert("customer_snapshots", _PEOPLE_COLUMNS, rows, token=token, settings=_ONE_BLOCK)


async def refresh_aliases(client: WarehouseClient) -> None:
    """Work out anew who is whom from every merge and undone merge, and write what changed."""
    merges = await client.query(LOADING["merges"].sql)
    known = {int(old): int(now) for old, now in (await client.query(LOADING["known_aliases"].sql)).rows}
    wanted = flatten((str(row[0]), int(row[1]), int(row[2])) for row in merges.rows)
    wanted |= {old: old for old in known if old not in wanted}
    changed = {old: now for old, now in wanted.items() if known.get(old) != now}
    if changed:
        rows = "".join(f"{old}\t{now}\n" for old, now in sorted(changed.items())).encode()
        await client.insert("customer_aliases", ("old", "now"), rows, token="")


async def refresh_hidden(client: WarehouseClient) -> None:
    """Work out anew which people are in no figure; after the aliases, for a flag follows a merged customer."""
    await client.command(LOADING["write_hidden"].sql)


async def refresh_visitors(client: WarehouseClient) -> None:
    """Work out anew which customer each visitor turned out to be."""
    await client.command(LOADING["write_visitors"].sql)


def flatten(merges: Iterable[tuple[str, int, int]]) -> dict[int, int]:
    """Loser → who it is in the end; merges come as (event name, survivor, loser) in the order of happening."""
    direct: dict[int, int] = {}
    for name, survivor, loser in merges:
        if name == "customer_merged" and survivor != loser:
            direct[loser] = survivor
        elif direct.get(loser) == survivor:
            del direct[loser]
    return {old: _end(direct, old) for old in direct}


def _end(direct: Mapping[int, int], start: int) -> int:
    seen, at = {start}, start
    while (following := direct.get(at)) is not None and following not in seen:
        seen.add(following)
        at = following
    return at


def _line(snapshot: CustomerSnapshot, version: int, *, is_deleted: bool) -> str:
    values: tuple[Any, ...] = (
        snapshot.customer_id, version, is_deleted, snapshot.gender, snapshot.birth_month, snapshot.country,
        snapshot.region, snapshot.city, snapshot.first_channel, snapshot.last_channel, snapshot.created_at,
        snapshot.is_test, snapshot.is_employee, snapshot.is_erased, snapshot.staff_ids, snapshot.store_ids,
        snapshot.tag_ids, snapshot.live_follows, snapshot.first_follow_at, snapshot.last_follow_at,
        snapshot.attributes,
    )  # fmt: skip
    return "\t".join(map(_field, values)) + "\n"


def _field(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if value is None:
        return _NEVER
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
    if isinstance(value, tuple | list):
        return "[" + ",".join(str(int(item)) for item in value) + "]"
    if isinstance(value, Mapping):
        pairs = (f"{_quoted(str(key))}:{_quoted(str(item))}" for key, item in value.items())
        return "{" + ",".join(pairs) + "}"
    return str(value).translate(_ESCAPES)


def _quoted(value: str) -> str:
    escaped = value.translate(_ESCAPES).replace("'", "\\'")
    return f"'{escaped}'"


_OUTDATED = {item.name.encode(): item.version for item in EVENTS.values() if item.version > 1}


def upcast_rows(rows: bytes, outdated: Mapping[bytes, int] | None = None) -> bytes:
    """Bring rows of old versions to the newest; costs nothing while every event is in its first version."""
    versions = _OUTDATED if outdated is None else outdated
    if not versions:
        return rows
    return b"".join(_upcast_line(line, versions) for line in rows.splitlines(keepends=True))


def _upcast_line(line: bytes, versions: Mapping[bytes, int]) -> bytes:
    fields = line.rstrip(b"\n").split(b"\t")
    wanted, version = versions.get(fields[1], 1), int(fields[2])
    if version >= wanted:
        return line
    properties = orjson.loads(fields[-1].replace(b"\\\\", b"\\"))
    changed = newest(fields[1].decode(), version, properties)
    fields[2], fields[-1] = str(wanted).encode(), orjson.dumps(changed).replace(b"\\", b"\\\\")
    return b"\t".join(fields) + b"\n"
