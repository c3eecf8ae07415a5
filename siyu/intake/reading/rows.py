"""Going through the rows of a file that was read, from any place on."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import orjson


class RawRow(NamedTuple):
    """A row as text: its number in the file, its cells, what is wrong with it, and where the next row begins."""

    number: int
    cells: list[str]
    problem: str | None
    next_offset: int


def read_rows(path: Path, offset: int, limit: int) -> Iterator[RawRow]:
    """At most `limit` rows from the byte `offset` on."""
    with path.open("rb") as file:
        file.seek(offset)
        for _ in range(limit):
            line = file.readline()
            if not line:
                return
            offset += len(line)
            number, cells, *problem = orjson.loads(line)
            yield RawRow(number, cells, problem[0] if problem else None, offset)
