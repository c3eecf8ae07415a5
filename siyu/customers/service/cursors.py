"""Opaque markers of a place in a list."""

import base64
from datetime import UTC, datetime

from siyu.customers.errors import BadCursor

_MOST = 2**63


def write_cursor(*parts: int) -> str:
    """Whole numbers as one opaque word."""
    return base64.urlsafe_b64encode(".".join(map(str, parts)).encode()).decode().rstrip("=")


def read_cursor(cursor: str, count: int) -> list[int]:
    """The numbers of a word; `BadCursor` when it is none of ours."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = [int(part) for part in base64.urlsafe_b64decode(padded.encode()).decode("ascii").split(".")]
    except ValueError as error:
        raise BadCursor from error
    if len(parts) != count or any(not 0 <= part < _MOST for part in parts):
        raise BadCursor
    return parts


def micros(at: datetime) -> int:
    """Whole microseconds since 1970, exactly (a float would lose some)."""
    span = at - datetime(1970, 1, 1, tzinfo=UTC)
    return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds
