"""From a checked rule to one ClickHouse condition with its parameters; values never enter the text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from siyu.segments.rules import tree
from siyu.segments.rules.plan import Moment, Step, plan
from siyu.warehouse import Fragment, NamedQuery, read_queries

SQL = read_queries(Path(__file__).parents[1] / "sql")

_PLACE = re.compile(r"/\*([a-z_]+)\*/")
_PARAMETER = re.compile(r"\{([a-z][a-z0-9_]*):")
_COMMENT = re.compile(r"--[^\n]*\n")


@dataclass(slots=True)
class Compiled:
    """A condition over the columns of `people`, with its parameters; `leaves` are its conditions in order."""

    condition: Fragment
    parameters: dict[str, Any] = field(default_factory=dict)
    leaves: list[Fragment] = field(default_factory=list)


def compile_rule(rule: tree.Node, now: Moment) -> Compiled:
    """The condition that holds for those who fit the rule."""
    compiled = Compiled(Fragment("1"))
    known: dict[str, Fragment] = {}
    compiled.condition = _compile(rule, now, compiled, known)
    return compiled


def _compile(node: tree.Node, now: Moment, into: Compiled, known: dict[str, Fragment]) -> Fragment:
    if isinstance(node, tree.All | tree.AnyOf):
        word = " AND " if isinstance(node, tree.All) else " OR "
        return Fragment("(" + word.join(_compile(part, now, into, known) for part in node.of) + ")")
    if isinstance(node, tree.Not):
        return Fragment(f"(NOT {_compile(node.of, now, into, known)})")
    # The same condition twice is one condition: the engine then answers it once.
    key = node.model_dump_json()
    if key not in known:
        known[key] = _leaf(plan(node, now), f"c{len(known)}_", into.parameters)
    into.leaves.append(known[key])
    return known[key]


def _leaf(step: Step, prefix: str, parameters: dict[str, Any]) -> Fragment:
    sql = "1" if step.template == "everyone" else write(step.template, step.parts, step.fragments)
    sql, given = with_prefix(sql, step.parameters, prefix)
    parameters |= given
    return Fragment(f"(NOT ({sql}))" if step.is_negated else f"({sql})")


def write(template: str, parts: Mapping[str, str], fragments: Mapping[str, Fragment]) -> str:
    """A template with its places filled, by other templates or by fragments, until no place is left."""
    texts: dict[str, str] = {name: body(source) for name, source in parts.items()} | dict(fragments)
    sql = body(template)
    while _PLACE.search(sql):
        sql = _PLACE.sub(lambda place: texts[place[1]], sql)
    return sql


def body(name: str) -> str:
    """The text of a template without its comments."""
    return _COMMENT.sub("", SQL[name].sql + "\n").strip()


def with_prefix(sql: str, parameters: Mapping[str, Any], prefix: str) -> tuple[str, dict[str, Any]]:
    """The same text with every parameter renamed, so that conditions do not share names."""
    used = set(_PARAMETER.findall(sql))
    renamed = _PARAMETER.sub(lambda name: f"{{{prefix}{name[1]}:", sql)
    return renamed, {f"{prefix}{name}": value for name, value in parameters.items() if name in used}


def question(name: str, fragments: Mapping[str, Fragment] | None = None) -> NamedQuery:
    """A question of `questions.sql`, scoped, with its places filled."""
    places = {"scope": Fragment(body("scope")), **(fragments or {})}
    sql = _PLACE.sub(lambda place: places[place[1]], body(name))
    return NamedQuery(name=f"segments.{name}", sql=sql, grain=SQL[name].grain)


def listed(fragments: Sequence[Fragment]) -> Fragment:
    """Fragments as the elements of an array."""
    return Fragment(", ".join(f"toUInt8({fragment})" for fragment in fragments))
