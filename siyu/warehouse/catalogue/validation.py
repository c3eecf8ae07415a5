"""Is this an event of the catalogue? Checks are compiled once per event, so that ingestion can ask for every row."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from siyu.warehouse.catalogue.entries import Entry
from siyu.warehouse.catalogue.grammar import Kind, Property
from siyu.warehouse.catalogue.registry import EVENTS


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an event is refused, for the one who sent it."""

    code: str
    zh: str
    en: str


Check = Callable[[Any], bool]

_BIG = 2**63
_MIDDLE = 2**31
_SMALL = 2**15
_LONGEST_TEXT = 512
_LONGEST_CODE = 64
_LONGEST_LIST = 200
_CODE = re.compile(r"[\w.:/+-]{1,64}")
_HEX = re.compile(r"[0-9a-fA-F]{8,128}")


def _whole(limit: int, lowest: int | None = None) -> Check:
    least = -limit if lowest is None else lowest
    return lambda value: type(value) is int and least <= value < limit


def _is_instant(value: Any) -> bool:
    if isinstance(value, datetime):
        return value.tzinfo is not None
    if not isinstance(value, str):
        return False
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_date(value: Any) -> bool:
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return False
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value)


def _is_share(value: Any) -> bool:
    return type(value) in (int, float) and 0 <= value <= 1


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_TEXT and "\x00" not in value


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_CODE and _CODE.fullmatch(value) is not None


def _is_hash(value: Any) -> bool:
    return isinstance(value, str) and _HEX.fullmatch(value) is not None


_CHECKS: dict[Kind, tuple[Check, str, str]] = {
    Kind.ID: (_whole(_BIG, 1), "必须是正整数编号", "must be a positive whole number (an id)"),
    Kind.TEXT: (_is_text, "必须是 1–512 个字符的文本", "must be text of 1 to 512 characters"),
    Kind.CODE: (_is_code, "必须是不超过 64 个字符的代码", "must be a code without spaces, at most 64 characters"),
    Kind.HASH: (_is_hash, "必须是十六进制摘要", "must be a hexadecimal digest"),
    Kind.CENTS: (_whole(_BIG), "必须是以分为单位的整数", "must be a whole number of cents"),
    Kind.SECONDS: (_whole(_BIG), "必须是以秒为单位的整数", "must be a whole number of seconds"),
    Kind.METERS: (_whole(_MIDDLE), "必须是以米为单位的整数", "must be a whole number of meters"),
    Kind.COUNT: (_whole(_MIDDLE), "必须是整数", "must be a whole number"),
    Kind.INTEGER: (_whole(_BIG), "必须是整数", "must be a whole number"),
    Kind.NUMBER: (_is_number, "必须是数字", "must be a number"),
    Kind.SHARE: (_is_share, "必须是 0 到 1 之间的数字", "must be a number from 0 to 1"),
    Kind.SCORE: (_whole(_SMALL), "必须是 16 位整数", "must be a whole number of 16 bits"),
    Kind.FLAG: (lambda value: type(value) is bool, "必须是 true 或 false", "must be true or false"),
    Kind.INSTANT: (_is_instant, "必须是带时区的 ISO 8601 时间", "must be an ISO 8601 instant with its zone"),
    Kind.DATE: (_is_date, "必须是 ISO 8601 日期", "must be an ISO 8601 date"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Compiled:
    entry: Entry
    checks: Mapping[str, Check]
    required: frozenset[str]


def compile_entry(entry: Entry) -> _Compiled:
    """The checks of one event."""
    return _Compiled(
        entry=entry,
        checks={prop.name: _check_of(prop) for prop in entry.properties},
        required=frozenset(prop.name for prop in entry.properties if not prop.is_optional),
    )


def _check_of(prop: Property) -> Check:
    single = _single_check(prop)
    if not prop.is_list:
        return single
    return lambda value: isinstance(value, list) and len(value) <= _LONGEST_LIST and all(map(single, value))


def _single_check(prop: Property) -> Check:
    if prop.kind is Kind.RECORD:
        parts = {part.name: _single_check(part) for part in prop.parts}
        return lambda value: (
            isinstance(value, dict)
            and value.keys() == parts.keys()
            and all(check(value[name]) for name, check in parts.items())
        )
    if prop.kind is Kind.ENUM:
        allowed = frozenset(prop.values)
        return lambda value: isinstance(value, str) and value in allowed
    return _CHECKS[prop.kind][0]


_COMPILED = {name: compile_entry(item) for name, item in EVENTS.items()}


def find_problem(
    name: str,
    properties: Mapping[str, Any],
    *,
    has_customer: bool = True,
    has_staff: bool = True,
    custom: Mapping[str, Entry] | None = None,
) -> Problem | None:
    """Why this event is not acceptable, or None; `custom` are the brand's own registered events.

    Properties whose value is None count as absent.
    """
    compiled = _COMPILED.get(name)
    if compiled is None:
        own = (custom or {}).get(name)
        if own is None:
            return Problem("unknown_event", f"未知事件“{name[:60]}”", f"unknown event {name[:60]!r}")
        compiled = compile_entry(own)
    missing = compiled.required
    for key, value in properties.items():
        check = compiled.checks.get(key)
        if check is None:
            return _unknown_property(name, key)
        if value is None:
            continue
        if not check(value):
            return _wrong_value(compiled.entry, key)
    present = {key for key in missing if properties.get(key) is not None}
    if len(present) < len(missing):
        return _missing(missing - present)
    return _wrong_people(compiled.entry, has_customer=has_customer, has_staff=has_staff)


def _unknown_property(name: str, key: str) -> Problem:
    shown = str(key)[:60]
    return Problem("unknown_property", f"事件 {name} 没有属性“{shown}”", f"{name} has no property {shown!r}")


def _wrong_value(entry: Entry, key: str) -> Problem:
    prop = entry.property(key)
    if prop is None:
        return _unknown_property(entry.name, key)
    if prop.kind is Kind.ENUM:
        values = ", ".join(prop.values)
        zh, en = f"必须是以下之一：{values}", f"must be one of {values}"
    elif prop.kind is Kind.RECORD:
        parts = ", ".join(part.name for part in prop.parts)
        zh, en = f"必须是含 {parts} 的记录", f"must be records of {parts}"
    else:
        _, zh, en = _CHECKS[prop.kind]
    if prop.is_list:
        zh, en = f"必须是列表，每一项{zh}", f"must be a list, each item {en}"
    return Problem("wrong_value", f"属性“{key}”{zh}", f"property {key!r} {en}")


def _missing(names: frozenset[str]) -> Problem:
    listed = ", ".join(sorted(names))
    return Problem("missing_property", f"缺少属性：{listed}", f"missing properties: {listed}")


def _wrong_people(entry: Entry, *, has_customer: bool, has_staff: bool) -> Problem | None:
    if entry.needs_customer and not has_customer:
        return Problem("customer_needed", f"事件 {entry.name} 必须有客户", f"{entry.name} needs a customer")
    if entry.needs_staff and not has_staff:
        return Problem("staff_needed", f"事件 {entry.name} 必须有员工", f"{entry.name} needs a staff member")
    return None
