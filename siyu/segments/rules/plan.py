"""How each condition will be answered: which template, which fragments, which parameters.

Day sums are taken whenever they say the same as the events; else the events themselves are read.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from siyu import warehouse
from siyu.kit.zones import start_of_day
from siyu.segments.rules import tree
from siyu.segments.rules.fields import CUSTOM_PREFIX, FIELDS
from siyu.warehouse import Fragment

_FIRST_DAY = date(1970, 1, 2)
_LAST_DAY = date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, as the organisation's days see it: `today` is the last day that counts."""

    today: date
    zone: ZoneInfo

    def days_ago(self, days: int) -> date:
        """The local day that many days before today."""
        return self.today - timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Step:
    """One condition's template with what goes into it; templates in `parts` are filled with the same parameters."""

    template: str
    fragments: Mapping[str, Fragment] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    is_negated: bool = False


def plan(node: tree.Condition, now: Moment) -> Step:
    """The step that answers one checked condition."""
    return _PLANNERS[type(node)](node, now)


_COMPARISONS: Mapping[str, Fragment] = {
    "at_least": Fragment(">= {low:Int64}"),
    "at_most": Fragment("<= {low:Int64}"),
    "more_than": Fragment("> {low:Int64}"),
    "less_than": Fragment("< {low:Int64}"),
    "equals": Fragment("= {low:Int64}"),
    "between": Fragment("BETWEEN {low:Int64} AND {high:Int64}"),
}


def _bounds(values: list[Any]) -> dict[str, int]:
    return {"low": int(values[0]), "high": int(values[-1])}


def _is_met_by_zero(op: str, values: list[int]) -> bool:
    low, high = values[0], values[-1]
    met = {"at_least": low <= 0, "at_most": low >= 0, "more_than": low < 0, "less_than": low > 0, "equals": low == 0}
    return met.get(op, low <= 0 <= high)


# ---- what is known of a person -------------------------------------------------------------------------


def _everyone(node: tree.Everyone, now: Moment) -> Step:
    return Step("everyone")


def _attribute(node: tree.Attribute, now: Moment) -> Step:
    if node.field.startswith(CUSTOM_PREFIX):
        key = node.field.removeprefix(CUSTOM_PREFIX)
        return _word(node, Fragment("attributes[{key:String}]"), {"key": key})
    known = FIELDS[node.field]
    column = Fragment(known.column)
    return _BY_KIND[known.kind](node, column, now)


def _word(node: tree.Attribute, column: Fragment, parameters: dict[str, Any]) -> Step:
    templates = {"in": "word_in", "not_in": "word_not_in", "known": "word_known", "unknown": "word_known"}
    given = parameters | ({"values": list(node.values)} if node.values else {})
    return Step(templates[node.op], {"column": column}, parameters=given, is_negated=node.op == "unknown")


def _number(node: tree.Attribute, column: Fragment, now: Moment) -> Step:
    if node.op in _COMPARISONS:
        fragments = {"column": column, "compare": _COMPARISONS[node.op]}
        return Step("number_compared", fragments, parameters=_bounds(node.values))
    templates = {"in": "number_in", "not_in": "number_not_in", "known": "number_known", "unknown": "number_known"}
    given = {"values": list(node.values)} if node.values else {}
    return Step(templates[node.op], {"column": column}, parameters=given, is_negated=node.op == "unknown")


def _instant(node: tree.Attribute, column: Fragment, now: Moment) -> Step:
    if node.op in ("known", "unknown"):
        return Step("instant_known", {"column": column}, is_negated=node.op == "unknown")
    since = start_of_day(now.days_ago(int(node.values[0]) - 1), now.zone)
    template = "instant_within" if node.op == "within_days" else "instant_before"
    return Step(template, {"column": column}, parameters={"since_at": since})


def _store(node: tree.Attribute, column: Fragment, now: Moment) -> Step:
    templates = {"in": "ids_any", "not_in": "ids_not_in", "known": "ids_known", "unknown": "ids_known"}
    given = {"ids": list(node.values)} if node.values else {}
    return Step(templates[node.op], {"column": column}, parameters=given, is_negated=node.op == "unknown")


_BY_KIND: Mapping[str, Callable[[tree.Attribute, Fragment, Moment], Step]] = {
    "word": lambda node, column, now: _word(node, column, {}),
    "number": _number,
    "id": _number,
    "instant": _instant,
    "store": _store,
}


def _tags(node: tree.Tags, now: Moment) -> Step:
    template = "ids_all" if node.op == "all" else "ids_any"
    return Step(template, {"column": Fragment("tag_ids")}, parameters={"ids": node.tags}, is_negated=node.op == "none")


def _staff(node: tree.Staff, now: Moment) -> Step:
    if not node.staff:
        return Step("is_followed", is_negated=node.op == "none")
    return Step(
        "ids_any", {"column": Fragment("staff_ids")}, parameters={"ids": node.staff}, is_negated=node.op == "none"
    )


# ---- what a person did ---------------------------------------------------------------------------------


def _happened(node: tree.Happened, now: Moment) -> Step:
    op, values = node.op, node.values
    is_age = node.measure in ("days_since_first", "days_since_last")
    # Who never did it has no row: when nothing at all also fits, ask for those who do not fit.
    turns = not is_age and _is_met_by_zero(op, values)
    is_summed = _is_in_day_sums(node)
    if is_summed and not turns and (node.measure, op, values[0]) == ("count", "at_least", 1):
        return _days_step(node.event, node.window, now, template="by_any_day", is_in=True)
    fragments = {
        "measure": _measure(node, is_summed),
        "compare": _COMPARISONS[op],
        "not": Fragment("NOT " if turns else ""),
    }
    parameters = _bounds(values) | ({"today": now.today} if is_age else {})
    if is_summed:
        step = _days_step(node.event, node.window, now, template="by_days", is_in=not turns)
        return Step(step.template, {**step.fragments, **fragments}, step.parts, {**step.parameters, **parameters})
    return _events_step(node, now, fragments, parameters, is_in=not turns)


def _is_in_day_sums(node: tree.Happened) -> bool:
    if node.where or node.measure == "distinct":
        return False
    return node.measure != "sum" or node.property == money_property(node.event)


def money_property(event: str) -> str | None:
    """The property that the day sums of an event add up, or None."""
    properties = warehouse.catalogue.EVENTS[event].properties
    amount = next((prop.name for prop in properties if prop.kind is warehouse.catalogue.Kind.CENTS), None)
    return amount if amount in warehouse.catalogue.HOT_PATHS else None


_DAY_MEASURES: Mapping[str, Fragment] = {
    "count": Fragment("toInt64(sum(events))"),
    "days": Fragment("toInt64(uniqExact(day))"),
    "sum": Fragment("sum(cents)"),
    "days_since_first": Fragment("dateDiff('day', min(day), {today:Date32})"),
    "days_since_last": Fragment("dateDiff('day', max(day), {today:Date32})"),
}
_EVENT_MEASURES: Mapping[str, Fragment] = {
    **_DAY_MEASURES,
    "count": Fragment("toInt64(count())"),
    "sum": Fragment("toInt64(sum(value))"),
    "distinct": Fragment("toInt64(uniqExact(value))"),
}


def _measure(node: tree.Happened, is_summed: bool) -> Fragment:
    return (_DAY_MEASURES if is_summed else _EVENT_MEASURES)[node.measure]


def window_parameters(window: tree.Window, now: Moment) -> dict[str, Any]:
    """The window's half-open local days, the same as instants, and the months they can lie in."""
    since, until = window.since or _FIRST_DAY, window.until or _LAST_DAY
    if window.last_days is not None:
        since, until = now.days_ago(window.last_days - 1), now.today + timedelta(days=1)
    since, until = max(since, _FIRST_DAY), min(until, _LAST_DAY)
    # A local day may begin in the UTC month before, and end in the one after.
    first, last = since - timedelta(days=1), until + timedelta(days=1)
    return {
        "since": since,
        "until": until,
        "since_at": start_of_day(since, now.zone),
        "until_at": start_of_day(until, now.zone),
        "since_month": first.year * 100 + first.month,
        "until_month": last.year * 100 + last.month,
    }


def _may_be_a_visitor(event: str) -> bool:
    return not warehouse.catalogue.EVENTS[event].needs_customer


def _days_step(event: str, window: tree.Window, now: Moment, *, template: str, is_in: bool) -> Step:
    amount = money_property(event)
    fragments = {"in": Fragment("IN" if is_in else "NOT IN")}
    parts = {"person": "person", "days": "days"}
    if _may_be_a_visitor(event):
        parts["days"] = "days_with_visitors"
        fragments["cents"] = Fragment(warehouse.catalogue.path_expression(amount) if amount else "0")
    return Step(template, fragments, parts, {"event": event, **window_parameters(window, now)})


def _events_step(
    node: tree.Happened | tree.Absent,
    now: Moment,
    fragments: Mapping[str, Fragment],
    parameters: Mapping[str, Any],
    *,
    is_in: bool,
) -> Step:
    named = node.property if isinstance(node, tree.Happened) else None
    value = Fragment(warehouse.catalogue.path_expression(named) if named else "0")
    where, given = _where(node.where)
    return Step(
        "by_events",
        {**fragments, "value": value, "where": where, "in": Fragment("IN" if is_in else "NOT IN")},
        {"events": "events"},
        {"event": node.event, **window_parameters(node.window, now), **parameters, **given},
    )


def _where(wheres: list[tree.Where]) -> tuple[Fragment, dict[str, Any]]:
    texts: list[str] = ["1"]
    given: dict[str, Any] = {}
    for index, where in enumerate(wheres):
        column = warehouse.catalogue.path_expression(where.property)
        prefix = f"w{index}_"
        if where.op in _COMPARISONS:
            comparison = (
                _COMPARISONS[where.op].replace("{low:", f"{{{prefix}low:").replace("{high:", f"{{{prefix}high:")
            )
            texts.append(f"{column} {comparison}")
            given |= {f"{prefix}{name}": value for name, value in _bounds(where.values).items()}
        else:
            texts.append(
                f"{'NOT ' if where.op == 'not_in' else ''}has({{{prefix}values:{_array(where.values)}}}, {column})"
            )
            given[f"{prefix}values"] = list(where.values)
    return Fragment(" AND ".join(texts)), given


def _array(values: list[Any]) -> str:
    first = values[0]
    return "Array(Bool)" if isinstance(first, bool) else "Array(Int64)" if isinstance(first, int) else "Array(String)"


def _absent(node: tree.Absent, now: Moment) -> Step:
    if not node.where:
        return _days_step(node.event, node.window, now, template="by_any_day", is_in=False)
    anything = {"measure": _EVENT_MEASURES["count"], "compare": _COMPARISONS["at_least"], "not": Fragment("")}
    return _events_step(node, now, anything, {"low": 1}, is_in=False)


# ---- classes -------------------------------------------------------------------------------------------


def _silent(node: tree.Silent, now: Moment) -> Step:
    return Step(
        "silent",
        {},
        {"person": "person", "visitors_heard": "visitors_heard"},
        heard_since(node.days, now),
    )


def heard_since(days: int, now: Moment) -> dict[str, Any]:
    """Who acted on the first of these days or later is not silent for so many days."""
    since = now.days_ago(days - 1)
    first = since - timedelta(days=1)
    return {
        "since": since,
        "since_at": start_of_day(since, now.zone),
        "since_month": first.year * 100 + first.month,
    }


def _rfm(node: tree.Rfm, now: Moment) -> Step:
    source, parameters = rfm_source(node.model, now)
    ranges = {
        f"{letter}_{end}": getattr(scores, end)
        for letter, scores in (("r", node.recency), ("f", node.frequency), ("m", node.monetary))
        for end in ("low", "high")
    }
    return Step("rfm", {}, {"scores": source, **RFM_PARTS}, {**parameters, **ranges, "labels": list(node.labels)})


#: What the scores' templates are made of.
RFM_PARTS: Mapping[str, str] = {"label": "label", "buyers": "buyers", "valid_orders": "valid_orders"}


def rfm_source(model: tree.RfmModel, now: Moment) -> tuple[str, dict[str, Any]]:
    """The template that scores buyers, and its parameters; orders of today count."""
    until = now.today + timedelta(days=1)
    since = now.days_ago(model.last_days - 1) if model.last_days else _FIRST_DAY
    parameters: dict[str, Any] = {"since": since, "until": until}
    if model.cuts is None:
        return "scores_by_quintiles", parameters
    parameters |= {
        "recency_cuts": model.cuts.recency_days,
        "frequency_cuts": model.cuts.frequency,
        "monetary_cuts": model.cuts.monetary_cents,
    }
    return "scores_by_cuts", parameters


def _lifecycle(node: tree.Lifecycle, now: Moment) -> Step:
    model = node.model
    parameters = {
        **heard_since(model.silent_days, now),
        "silent_before": start_of_day(now.days_ago(model.silent_days - 1), now.zone),
        "lost_on": now.days_ago(model.lost_days),
        "value_since": now.days_ago(model.high_value_days - 1),
        "line": model.high_value_cents,
        "new_since": start_of_day(now.days_ago(model.new_days - 1), now.zone),
        "until": now.today + timedelta(days=1),
        "classes": list(node.classes),
    }
    parts = {name: name for name in ("person", "classes", "valid_orders", "visitors_heard")}
    return Step("lifecycle", {}, parts, parameters)


_PLANNERS: Mapping[type, Callable[[Any, Moment], Step]] = {
    tree.Everyone: _everyone,
    tree.Attribute: _attribute,
    tree.Tags: _tags,
    tree.Staff: _staff,
    tree.Happened: _happened,
    tree.Absent: _absent,
    tree.Silent: _silent,
    tree.Rfm: _rfm,
    tree.Lifecycle: _lifecycle,
}
