"""Running a rule in the warehouse and shaping the answer: estimate, sample, members, reasons."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from siyu.kit.zones import local_day
from siyu.runtime.house import House
from siyu.runtime.viewer import Viewer
from siyu.segments.contracts import Estimate, Preview, Reason
from siyu.segments.rules import tree
from siyu.segments.rules.check import check
from siyu.segments.rules.compile import Compiled, compile_rule, listed, question
from siyu.segments.rules.parse import parse
from siyu.segments.rules.plan import Moment
from siyu.segments.rules.sentence import Names, sentence
from siyu.segments.service.naming import read_names
from siyu.warehouse import Freshness, Warehouse

Rule = tree.Node | Mapping[str, Any]

_SAMPLE = 20


@dataclass(frozen=True, slots=True)
class _Counts:
    total: int
    fitting: int


@dataclass(frozen=True, slots=True)
class _Ids:
    ids: list[int]


@dataclass(frozen=True, slots=True)
class _Chosen:
    customer_id: int


@dataclass(frozen=True, slots=True)
class _Met:
    met: list[int]


def read_rule(rule: Rule) -> tree.Node:
    """A checked rule, from JSON or from a tree; raises `BadRule`."""
    return check(parse(rule) if isinstance(rule, Mapping) else rule)


def moment_of(house: House) -> Moment:
    """Today in the organisation's zone."""
    zone = house.settings.zone
    return Moment(local_day(house.clock.now(), zone), zone)


def sight_of(viewer: Viewer) -> dict[str, Any]:
    """The parameters of the scope: whose customers are visible."""
    return {"sees_everyone": viewer.sees_everyone, "viewer_staff": sorted(viewer.staff_ids)}


def compile_for(house: House, viewer: Viewer, rule: Rule) -> Compiled:
    """The rule's condition with every parameter that its question needs."""
    compiled = compile_rule(read_rule(rule), moment_of(house))
    compiled.parameters |= sight_of(viewer)
    return compiled


async def estimate(house: House, viewer: Viewer, rule: Rule, *, timeout: float = 20) -> Estimate:
    """How many of the people whom the viewer sees fit; raises `BadRule` and the warehouse's situations."""
    compiled = compile_for(house, viewer, rule)
    asked = question("estimate", {"condition": compiled.condition})
    rows, stamp = await house.get(Warehouse).ask_with_stamp(asked, compiled.parameters, into=_Counts, timeout=timeout)
    return Estimate(count=rows[0].fitting, of=rows[0].total, as_of=stamp.newest_received_at)


async def preview(house: House, viewer: Viewer, rule: Rule, *, size: int = _SAMPLE) -> Preview:
    """The estimate with a sample of the people, the same at every look."""
    found = await estimate(house, viewer, rule)
    compiled = compile_for(house, viewer, rule)
    asked = question("sample", {"condition": compiled.condition})
    rows = await house.get(Warehouse).ask(asked, {**compiled.parameters, "sample": size}, into=_Chosen)
    return Preview(estimate=found, customer_ids=tuple(row.customer_id for row in rows))


async def list_members(house: House, viewer: Viewer, rule: Rule) -> tuple[list[list[int]], Freshness]:
    """Everybody who fits now, in chunks of ids, and how fresh that is."""
    compiled = compile_for(house, viewer, rule)
    asked = question("members", {"condition": compiled.condition})
    rows, stamp = await house.get(Warehouse).ask_with_stamp(asked, compiled.parameters, into=_Ids, timeout=120)
    return [row.ids for row in rows], stamp


async def explain(house: House, viewer: Viewer, rule: Rule, customer_id: int) -> Reason | None:
    """Part by part, whether one customer fits; None when the viewer does not see such a customer."""
    checked = read_rule(rule)
    compiled = compile_for(house, viewer, checked)
    asked = question("reasons", {"conditions": listed(compiled.leaves)})
    parameters = {**compiled.parameters, "asked_id": customer_id}
    rows = await house.get(Warehouse).ask(asked, parameters, into=_Met)
    if not rows:
        return None
    async with house.unit() as uow:
        names = await read_names(uow)
    return _reason(checked, "$", iter(rows[0].met), names)


def _reason(node: tree.Node, path: str, met: Iterator[int], names: Names) -> Reason:
    words = sentence(node, names)
    if isinstance(node, tree.All | tree.AnyOf):
        parts = tuple(_reason(part, f"{path}.of[{index}]", met, names) for index, part in enumerate(node.of))
        holds = all(part.is_met for part in parts) if isinstance(node, tree.All) else any(p.is_met for p in parts)
    elif isinstance(node, tree.Not):
        parts = (_reason(node.of, f"{path}.of", met, names),)
        holds = not parts[0].is_met
    else:
        parts, holds = (), bool(next(met))
    return Reason(path=path, is_met=holds, zh=words.zh, en=words.en, parts=parts)
