"""A rule as a sentence that an operator can check, in Chinese and in English."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from siyu import warehouse
from siyu.segments.rules import tree
from siyu.segments.rules.fields import find_field


class Sentence(NamedTuple):
    """The same said twice."""

    zh: str
    en: str


def sentence(node: tree.Node) -> Sentence:
    """What the rule says."""
    if isinstance(node, tree.All):
        return _joined([sentence(part) for part in node.of], "且", "and")
    if isinstance(node, tree.AnyOf):
        return _joined([sentence(part) for part in node.of], "或", "or")
    if isinstance(node, tree.Not):
        inner = sentence(node.of)
        return Sentence(f"不满足（{inner.zh}）", f"not ({inner.en})")
    return _WRITERS[type(node)](node)


def _joined(parts: list[Sentence], zh: str, en: str) -> Sentence:
    if len(parts) == 1:
        return parts[0]
    return Sentence(
        "（" + f" {zh} ".join(part.zh for part in parts) + "）", "(" + f" {en} ".join(part.en for part in parts) + ")"
    )


def _everyone(node: tree.Everyone) -> Sentence:
    return Sentence("所有客户", "every customer")


_OPS: Mapping[str, Sentence] = {
    "in": Sentence("是", "is"),
    "not_in": Sentence("不是", "is not"),
    "known": Sentence("已知", "is known"),
    "unknown": Sentence("未知", "is not known"),
    "within_days": Sentence("在最近 {} 天内", "within the last {} days"),
    "before_days": Sentence("在 {} 天前或更早", "{} days ago or earlier"),
    "at_least": Sentence("≥", "≥"),
    "at_most": Sentence("≤", "≤"),
    "more_than": Sentence(">", ">"),
    "less_than": Sentence("<", "<"),
    "equals": Sentence("=", "="),
    "between": Sentence("介于", "between"),
}


def _compared(op: str, values: list[Any]) -> Sentence:
    words = _OPS[op]
    if op == "between":
        return Sentence(f"{words.zh} {values[0]} 与 {values[-1]} 之间", f"{words.en} {values[0]} and {values[-1]}")
    shown = [str(value) for value in values[:5]] + (["…"] if len(values) > 5 else [])
    if "{}" in words.zh:
        return Sentence(words.zh.format(shown[0]), words.en.format(shown[0]))
    zh, en = "、".join(shown), " or ".join(shown)
    return Sentence(f"{words.zh} {zh}".strip(), f"{words.en} {en}".strip())


def _attribute(node: tree.Attribute) -> Sentence:
    field = find_field(node.field)
    zh, en = (field.zh, field.en) if field else (node.field, node.field)
    compared = _compared(node.op, node.values)
    return Sentence(f"{zh} {compared.zh}", f"{en} {compared.en}")


def _tags(node: tree.Tags) -> Sentence:
    zh = {"any": "有任一标签", "all": "同时有标签", "none": "没有标签"}[node.op]
    en = {"any": "has any tag of", "all": "has all tags of", "none": "has no tag of"}[node.op]
    ids = ", ".join(f"#{tag}" for tag in node.tags)
    return Sentence(f"{zh} {ids}", f"{en} {ids}")


def _staff(node: tree.Staff) -> Sentence:
    if not node.staff:
        words = Sentence("有好友关系", "has a live relation"), Sentence("没有好友关系", "has no live relation")
        return words[node.op == "none"]
    ids = ", ".join(f"#{member}" for member in node.staff)
    zh, en = ("是", "is a customer of") if node.op == "any" else ("不是", "is not a customer of")
    return Sentence(f"{zh}员工 {ids} 的客户", f"{en} member {ids}")


def _window(window: tree.Window) -> Sentence:
    if window.last_days is not None:
        return Sentence(f"最近 {window.last_days} 天", f"in the last {window.last_days} days")
    if window.since or window.until:
        since, until = window.since or "…", window.until or "…"
        return Sentence(f"{since} 起至 {until} 前", f"from {since} to before {until}")
    return Sentence("历史上", "ever")


def _wheres(wheres: list[tree.Where]) -> Sentence:
    if not wheres:
        return Sentence("", "")
    parts = [(where.property, _compared(where.op, where.values)) for where in wheres]
    zh = "，".join(f"{name} {words.zh}" for name, words in parts)
    en = ", ".join(f"{name} {words.en}" for name, words in parts)
    return Sentence(f"（{zh}）", f" ({en})")


_MEASURES: Mapping[str, Sentence] = {
    "count": Sentence("次数 {}", "{} times"),
    "days": Sentence("天数 {}", "on {} days"),
    "sum": Sentence("{property} 合计 {}", "with {property} summing to {}"),
    "distinct": Sentence("{property} 不同值 {}", "with {} different {property}"),
    "days_since_first": Sentence("首次距今天数 {}", "the first {} days ago"),
    "days_since_last": Sentence("最近一次距今天数 {}", "the latest {} days ago"),
}


def _happened(node: tree.Happened) -> Sentence:
    entry, window, where = warehouse.catalogue.EVENTS[node.event], _window(node.window), _wheres(node.where)
    compared, words = _compared(node.op, list(node.values)), _MEASURES[node.measure]
    zh, en = words.zh.format(compared.zh, property=node.property), words.en.format(compared.en, property=node.property)
    return Sentence(f"{window.zh}“{entry.zh}”{where.zh}{zh}", f"“{entry.en}”{where.en} {window.en} {en}")


def _absent(node: tree.Absent) -> Sentence:
    entry, window, where = warehouse.catalogue.EVENTS[node.event], _window(node.window), _wheres(node.where)
    return Sentence(f"{window.zh}没有“{entry.zh}”{where.zh}", f"no “{entry.en}”{where.en} {window.en}")


def _silent(node: tree.Silent) -> Sentence:
    return Sentence(f"沉默 {node.days} 天或更久", f"silent for {node.days} days or longer")


def _rfm(node: tree.Rfm) -> Sentence:
    scores = ", ".join(
        f"{letter} {scores.low}–{scores.high}"
        for letter, scores in (("R", node.recency), ("F", node.frequency), ("M", node.monetary))
    )
    named = f" [{', '.join(node.labels)}]" if node.labels else ""
    return Sentence(f"RFM 得分 {scores}{named}", f"RFM scores {scores}{named}")


def _lifecycle(node: tree.Lifecycle) -> Sentence:
    titles = {"lost": "流失客", "silent": "沉默客", "high_value": "高价值客", "new": "新客", "active": "活跃客"}
    zh = "、".join(titles[name] for name in node.classes)
    return Sentence(f"属于 {zh}", f"is in class {' or '.join(node.classes)}")


_WRITERS: Mapping[type, Callable[[Any], Sentence]] = {
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
