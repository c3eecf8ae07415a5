"""Reading `.sql` files: each statement has a name and says its grain."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NewType

from siyu.warehouse.contracts import NamedQuery

#: A piece of SQL that comes from a map in the code, never from a caller.
Fragment = NewType("Fragment", str)

_NAME = re.compile(r"^--\s*name:\s*([a-z][a-z0-9_]*)\s*$", re.MULTILINE)
_GRAIN = re.compile(r"^--\s*Grain:\s*(.+)$", re.MULTILINE)


@cache
def read_queries(folder: Path) -> Mapping[str, NamedQuery]:
    """Every query of the `.sql` files in `folder` by its name.

    Raises ValueError for a query without a grain, for a name that comes twice and for text before the first name.
    """
    queries: dict[str, NamedQuery] = {}
    for path in sorted(folder.glob("*.sql")):
        head, *pieces = _NAME.split(path.read_text(encoding="utf-8"))
        if head.strip():
            raise ValueError(f"{path.name}: text before the first `-- name:`")
        for name, text in zip(pieces[::2], pieces[1::2], strict=True):
            if name in queries:
                raise ValueError(f"{path.name}: {name} comes twice")
            queries[name] = _query(path, name, text)
    return queries


def _query(path: Path, name: str, text: str) -> NamedQuery:
    grain = _GRAIN.search(text)
    if grain is None:
        raise ValueError(f"{path.name}: {name} does not say its grain")
    return NamedQuery(name=name, sql=text.strip().rstrip(";"), grain=grain[1].strip())


def pick(choices: Mapping[str, Fragment], key: str) -> Fragment:
    """The fragment behind a key that a caller named; raises KeyError for one that is not offered."""
    return choices[key]


def fill(query: NamedQuery, **fragments: Fragment) -> NamedQuery:
    """Put fragments where the query says `/*name*/`; every one must have its place."""
    sql = query.sql
    for name, fragment in fragments.items():
        place = f"/*{name}*/"
        if place not in sql:
            raise ValueError(f"{query.name} has no place for {name}")
        sql = sql.replace(place, fragment)
    return NamedQuery(name=query.name, sql=sql, grain=query.grain)
