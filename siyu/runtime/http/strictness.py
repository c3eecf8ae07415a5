"""Requests mean what they say: no number stands for a truth, a text for a number, or a number for a moment."""

import re
from datetime import datetime, time
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import core_schema

_WRITTEN_OUT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d")
_CLOCK = r"^([01]\d|2[0-3]):[0-5]\d(:00)?$"
_FIRST_YEAR, _LAST_YEAR = 1900, 2999


def _must_be_written_out(value: object) -> object:
    """Left alone when it is a moment or looks like one; seconds since 1970 are refused."""
    if isinstance(value, int | float) or (isinstance(value, str) and not _WRITTEN_OUT.match(value)):
        raise ValueError("write the moment as 2026-09-01T10:00:00+08:00")
    return value


def _must_be_of_our_time(value: datetime) -> datetime:
    """Years far away cannot be moved between zones and mean nothing here."""
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise ValueError(f"the year must lie between {_FIRST_YEAR} and {_LAST_YEAR}")
    return value


#: A moment with its zone, as a query parameter or in a body.
Moment = Annotated[AwareDatetime, BeforeValidator(_must_be_written_out), AfterValidator(_must_be_of_our_time)]


def _must_be_a_clock(value: object) -> object:
    if isinstance(value, time) or (isinstance(value, str) and re.fullmatch(_CLOCK, value)):
        return value
    raise ValueError("write the time of day as 21:30")


#: A time of day in the organisation's zone, to the minute.
DayTime = Annotated[
    time,
    BeforeValidator(_must_be_a_clock),
    PlainSerializer(lambda value: f"{value:%H:%M}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": _CLOCK, "examples": ["21:30"]}),
]


def strictly(schema: core_schema.CoreSchema) -> core_schema.CoreSchema:
    """The same schema, whose numbers and truths take nothing but numbers and truths, and moments no numbers."""
    strict: core_schema.CoreSchema = _tighten(schema)
    return strict


def _tighten(node: Any) -> Any:
    if isinstance(node, list):
        return [_tighten(part) for part in node]
    if not isinstance(node, dict):
        return node
    tightened = {name: part if name == "metadata" else _tighten(part) for name, part in node.items()}
    if node.get("type") in ("bool", "int"):
        return tightened | {"strict": True}
    if node.get("type") == "datetime":
        return core_schema.no_info_before_validator_function(
            _must_be_written_out, core_schema.no_info_after_validator_function(_must_be_of_our_time, tightened)
        )
    return tightened
