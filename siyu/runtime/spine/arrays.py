"""Whole columns as PostgreSQL array literals: several times cheaper than letting the driver build them item by item."""

from collections.abc import Iterable


def plain_array(values: Iterable[object]) -> str:
    """An array of numbers, instants or other values whose text holds no quote, comma or brace; None is NULL."""
    return "{" + ",".join(["NULL" if value is None else f'"{value}"' for value in values]) + "}"


def text_array(values: Iterable[str | None]) -> str:
    """An array of any texts; None is NULL."""
    return "{" + ",".join(["NULL" if value is None else f'"{_escaped(value)}"' for value in values]) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')
