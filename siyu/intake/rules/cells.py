"""What the text of a cell means: one reader per kind of cell, each raising `CellRefused` with a reason."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import phonenumbers

from siyu.intake.contracts import Cell, Column, Reason
from siyu.kit.money import parse_cents
from siyu.kit.text import normalise

#: What imports accept as a time: nothing before computers, nothing after the century.
FIRST_YEAR, LAST_YEAR = 1970, 2100
_MAX_COUNT = 10**6

_DAY = re.compile(r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?|(\d{2})(\d{2}))")
_TIME = re.compile(r"(\d{1,2})[:时点](\d{1,2})(?:[:分](\d{1,2})(?:\.\d{1,6})?)?[秒分]?")
_PACKED_TIME = re.compile(r"(\d{2})(\d{2})(\d{2})")
_ZONE = re.compile(r"(z|[+-]\d{2}:?\d{2})$")
_SEPARATORS = re.compile(r"[,，;；、|\n]+")


class CellRefused(ValueError):
    """A cell cannot be understood as its column asks."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(code)
        self.code, self.zh, self.en = code, zh, en

    def reason(self, column: Column) -> Reason:
        """The reason with the column's titles in it."""
        return Reason(self.code, f"「{column.zh}」{self.zh}", f"“{column.en}” {self.en}", column.key)


class Value(NamedTuple):
    """What a cell means; `is_day` marks an instant of which only the day is known."""

    value: Any
    is_day: bool = False


def read_cell(column: Column, text: str, zone: ZoneInfo) -> Value:
    """The typed value of a cell that is not empty; raises `CellRefused`."""
    if len(text) > column.max_length:
        raise CellRefused(
            "too_long", f"超过 {column.max_length} 个字", f"is longer than {column.max_length} characters"
        )
    return _READERS[column.cell](text.strip(), zone)


def _text(text: str, _: ZoneInfo) -> Value:
    return Value(text)


def _cents(text: str, _: ZoneInfo) -> Value:
    try:
        cents = parse_cents(text)
    except ValueError:
        raise CellRefused("not_money", "不是有效金额", "is not an amount of money") from None
    if cents < 0:
        raise CellRefused("negative", "不能为负数", "must not be negative")
    return Value(cents)


def _count(text: str, _: ZoneInfo) -> Value:
    plain = normalise(text).replace(",", "").removesuffix(".0")
    if not (plain.isascii() and plain.isdigit()) or int(plain[:9]) > _MAX_COUNT or len(plain) > 9:
        raise CellRefused("not_count", "不是有效数量", "is not a whole number")
    return Value(int(plain))


def _instant(text: str, zone: ZoneInfo) -> Value:
    """Without a zone the organisation's counts; a day alone is noon of that day."""
    plain = normalise(text).replace("t", " ", 1)
    try:
        day, rest = _split_day(plain)
        if not rest:
            return Value(datetime.combine(day, time(12), tzinfo=zone).astimezone(UTC), is_day=True)
        return Value(_with_time(day, rest, zone))
    except (ValueError, OverflowError):
        raise CellRefused("not_time", "不是有效时间", "is not a date or time") from None


def _date(text: str, _: ZoneInfo) -> Value:
    try:
        day, rest = _split_day(normalise(text).replace("t", " ", 1))
        if rest and not _TIME.match(rest):
            raise ValueError(rest)
    except ValueError:
        raise CellRefused("not_date", "不是有效日期", "is not a date") from None
    return Value(day)


def _split_day(plain: str) -> tuple[date, str]:
    found = _DAY.match(plain)
    if found is None:
        raise ValueError("no day")
    year, month, day = (int(part) for part in found.groups() if part is not None)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError("a year out of reach")
    return date(year, month, day), plain[found.end() :].strip()


def _with_time(day: date, rest: str, zone: ZoneInfo) -> datetime:
    tail = _ZONE.search(rest)
    clock = rest[: tail.start()].strip() if tail else rest
    found = _TIME.fullmatch(clock) or _PACKED_TIME.fullmatch(clock)
    if found is None:
        raise ValueError("no time")
    hour, minute, second = (int(part or 0) for part in found.groups())
    moment = datetime.combine(day, time(hour, minute, second), tzinfo=zone)
    if tail:
        offset = "+00:00" if tail[0] == "z" else tail[0]
        moment = datetime.fromisoformat(moment.replace(tzinfo=None).isoformat() + offset)
    return moment.astimezone(UTC)


def _phone(text: str, _: ZoneInfo) -> Value:
    """A phone number in international form; numbers without a country are Chinese."""
    try:
        number = phonenumbers.parse(normalise(text), "CN")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise CellRefused("not_phone", "不是有效手机号", "is not a phone number")
    return Value(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _list(text: str, _: ZoneInfo) -> Value:
    parts = (part.strip() for part in _SEPARATORS.split(text))
    return Value(list(dict.fromkeys(part for part in parts if part)))


_READERS: dict[Cell, Callable[[str, ZoneInfo], Value]] = {
    Cell.TEXT: _text,
    Cell.CENTS: _cents,
    Cell.COUNT: _count,
    Cell.INSTANT: _instant,
    Cell.DATE: _date,
    Cell.PHONE: _phone,
    Cell.LIST: _list,
}
