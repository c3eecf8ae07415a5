"""Does a typed rule make sense? Fields, events and properties exist, and comparisons fit their types."""

from collections.abc import Callable, Sequence
from typing import Any

from siyu import warehouse
from siyu.segments.errors import BadRule
from siyu.segments.rules import tree
from siyu.segments.rules.fields import COMPARES, FIELDS, OPS, find_field
from siyu.segments.rules.parse import bad

_Kind = warehouse.catalogue.Kind
_NUMBERS = frozenset({_Kind.CENTS, _Kind.SECONDS, _Kind.METERS, _Kind.COUNT, _Kind.INTEGER, _Kind.SCORE})
_WORDS = frozenset({_Kind.TEXT, _Kind.CODE, _Kind.ENUM, _Kind.HASH})
_WORD_OPS = frozenset({"in", "not_in"})


def check(rule: tree.Node) -> tree.Node:
    """The same rule; raises `BadRule` with the path of the first mistake."""
    _check(rule, "$", 1)
    return rule


def _check(node: tree.Node, path: str, depth: int) -> None:
    if depth > tree.MAX_DEPTH:
        raise bad(path, f"嵌套超过 {tree.MAX_DEPTH} 层，请拆分。", f"deeper than {tree.MAX_DEPTH} groups; split it.")
    if isinstance(node, tree.All | tree.AnyOf):
        for index, part in enumerate(node.of):
            _check(part, f"{path}.of[{index}]", depth + 1)
    elif isinstance(node, tree.Not):
        _check(node.of, f"{path}.of", depth + 1)
    else:
        checker = _CHECKS.get(type(node))
        if checker is not None:
            checker(node, path)


def _attribute(node: tree.Attribute, path: str) -> None:
    field = find_field(node.field)
    if field is None:
        raise bad(
            f"{path}.field",
            f"没有字段 {node.field}；可用：{'、'.join(FIELDS)}，或 attributes.自定义字段。",
            f"there is no field {node.field}; use {', '.join(FIELDS)} or attributes.<key>.",
        )
    if node.op not in OPS[field.kind]:
        allowed = ", ".join(sorted(OPS[field.kind]))
        raise bad(f"{path}.op", f"该字段只支持 {allowed}。", f"this field allows only {allowed}.")
    if node.op in ("known", "unknown"):
        _count(node.values, 0, f"{path}.values")
    elif node.op in ("within_days", "before_days"):
        _count(node.values, 1, f"{path}.values")
        _numbers(node.values, f"{path}.values")
        if not 1 <= int(node.values[0]) <= 3660:
            raise bad(f"{path}.values[0]", "天数须在 1 到 3660 之间。", "days must be from 1 to 3660.")
    else:
        _values(node.op, node.values, f"{path}.values", are_words=field.kind == "word")


def _values(op: str, values: Sequence[Any], path: str, *, are_words: bool) -> None:
    if op in COMPARES:
        _count(values, 2 if op == "between" else 1, path)
    elif not values:
        raise bad(path, "至少需要一项。", "at least one is needed.")
    (_words if are_words else _numbers)(values, path)
    if op == "between" and values[0] > values[1]:
        raise bad(path, "第一个数不能大于第二个数。", "the first number must not be greater than the second.")


def _count(values: Sequence[Any], wanted: int, path: str) -> None:
    if len(values) != wanted:
        raise bad(path, f"需要正好 {wanted} 个值。", f"exactly {wanted} value(s) needed.")


def _numbers(values: Sequence[Any], path: str) -> None:
    for index, value in enumerate(values):
        if type(value) is not int:
            raise bad(f"{path}[{index}]", "必须是整数。", "must be a whole number.")


def _words(values: Sequence[Any], path: str) -> None:
    for index, value in enumerate(values):
        if not isinstance(value, str):
            raise bad(f"{path}[{index}]", "必须是文字。", "must be text.")


def _staff(node: tree.Staff, path: str) -> None:
    if len(set(node.staff)) != len(node.staff):
        raise bad(f"{path}.staff", "员工重复。", "a member is named twice.")


def _event(node: tree.Happened, path: str) -> None:
    entry = _entry(node.event, path)
    _window(node.window, f"{path}.window")
    _wheres(entry, node.where, f"{path}.where")
    _measured(entry, node, path)
    _values(node.op, node.values, f"{path}.values", are_words=False)


def _measured(entry: warehouse.catalogue.Entry, node: tree.Happened, path: str) -> None:
    if node.measure not in ("sum", "distinct"):
        if node.property is not None:
            zh = "只有 sum 和 distinct 需要 property，请删除。"
            raise bad(f"{path}.property", zh, "only sum and distinct take a property; remove it.")
        return
    prop = _property(entry, node.property or "", f"{path}.property")
    if node.measure == "sum" and not is_summable(prop):
        raise bad(f"{path}.property", "该属性不是数字，不能求和。", "this property is not a number; it has no sum.")
    if node.measure == "distinct" and (prop.kind is _Kind.RECORD or prop.is_list):
        raise bad(f"{path}.property", "该属性不能计数。", "this property cannot be counted.")


def is_summable(prop: warehouse.catalogue.Property) -> bool:
    """Whether the values of a property can be added up."""
    return prop.kind in _NUMBERS and not prop.is_list


def _absent(node: tree.Absent, path: str) -> None:
    entry = _entry(node.event, path)
    _window(node.window, f"{path}.window")
    _wheres(entry, node.where, f"{path}.where")


def _entry(name: str, path: str) -> warehouse.catalogue.Entry:
    entry = warehouse.catalogue.EVENTS.get(name)
    if entry is None:
        raise bad(f"{path}.event", f"没有事件 {name}。", f"there is no event {name}.")
    return entry


def _property(entry: warehouse.catalogue.Entry, name: str, path: str) -> warehouse.catalogue.Property:
    prop = entry.property(name)
    if prop is None:
        names = ", ".join(item.name for item in entry.properties)
        raise bad(path, f"事件没有属性 {name or '?'}；可用：{names}。", f"the event has no {name or '?'}; use {names}.")
    if prop.privacy is not warehouse.catalogue.Privacy.NONE:
        raise bad(path, "该属性属于个人敏感信息，不能用于分群。", "this property is personal; segments may not use it.")
    return prop


def _wheres(entry: warehouse.catalogue.Entry, wheres: Sequence[tree.Where], path: str) -> None:
    for index, where in enumerate(wheres):
        here = f"{path}[{index}]"
        prop = _property(entry, where.property, f"{here}.property")
        _where(prop, where, here)


def _where(prop: warehouse.catalogue.Property, where: tree.Where, path: str) -> None:
    if prop.kind is warehouse.catalogue.Kind.FLAG:
        _ops(where.op, frozenset({"in"}), path)
        if any(not isinstance(value, bool) for value in where.values):
            raise bad(f"{path}.values", "必须是 true 或 false。", "must be true or false.")
    elif prop.kind in _WORDS and not prop.is_list:
        _ops(where.op, _WORD_OPS, path)
        _words(where.values, f"{path}.values")
        strays = [value for value in where.values if prop.values and value not in prop.values]
        if strays:
            known = ", ".join(prop.values)
            raise bad(f"{path}.values", f"只能是 {known}。", f"must be among {known}.")
    elif (prop.kind in _NUMBERS or prop.kind is warehouse.catalogue.Kind.ID) and not prop.is_list:
        _ops(where.op, _WORD_OPS | COMPARES, path)
        _values(where.op, where.values, f"{path}.values", are_words=False)
    else:
        raise bad(f"{path}.property", "该属性不能用作条件。", "this property cannot be a condition.")


def _ops(op: str, allowed: frozenset[str], path: str) -> None:
    if op not in allowed:
        names = ", ".join(sorted(allowed))
        raise bad(f"{path}.op", f"该属性只支持 {names}。", f"this property allows only {names}.")


def _window(window: tree.Window, path: str) -> None:
    if window.last_days is not None and (window.since or window.until):
        zh = "last_days 与 since/until 不能同时使用。"
        raise bad(path, zh, "use last_days or since/until, not both.")
    if window.since and window.until and window.since >= window.until:
        raise bad(path, "since 必须早于 until。", "since must be before until.")


def _rfm(node: tree.Rfm, path: str) -> None:
    for name in ("recency", "frequency", "monetary"):
        scores: tree.Range = getattr(node, name)
        if scores.low > scores.high:
            raise bad(f"{path}.{name}", "low 不能大于 high。", "low must not be greater than high.")
    check_model(node.model, f"{path}.model")


def check_model(model: tree.RfmModel, path: str) -> None:
    """Cut-offs ascend; raises `BadRule`."""
    if model.cuts is None:
        return
    for name in ("recency_days", "frequency", "monetary_cents"):
        cuts: list[int] = getattr(model.cuts, name)
        if sorted(set(cuts)) != cuts:
            raise bad(f"{path}.cuts.{name}", "四个分界值必须递增。", "the four cut-offs must ascend.")


_CHECKS: dict[type, Callable[[Any, str], None]] = {
    tree.Attribute: _attribute,
    tree.Staff: _staff,
    tree.Happened: _event,
    tree.Absent: _absent,
    tree.Rfm: _rfm,
}

__all__ = ["BadRule", "check", "check_model"]
