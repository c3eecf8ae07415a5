"""Questions out of templates: a place is filled with the template of its name, until none is left."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from siyu.warehouse import NamedQuery, read_queries

SQL = read_queries(Path(__file__).parents[1] / "sql")

_PLACE = re.compile(r"/\*([a-z_]+)\*/")
_PARAMETER = re.compile(r"\{([a-z][a-z0-9_]*):")
_COMMENT = re.compile(r"--[^\n]*\n")


@cache
def compose(name: str, source: str = "") -> NamedQuery:
    """The whole question; `source` names the template that stands for the place `source`."""
    sql = _body(name)
    while _PLACE.search(sql):
        sql = _PLACE.sub(lambda place: _body(source if place[1] == "source" else place[1]), sql)
    return NamedQuery(name=f"insights.{name}", sql=sql, grain=SQL[name].grain)


def _body(name: str) -> str:
    return _COMMENT.sub("", SQL[name].sql + "\n").strip()


def needed(query: NamedQuery, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Those parameters that the question names."""
    names = set(_PARAMETER.findall(query.sql))
    return {name: value for name, value in parameters.items() if name in names}
