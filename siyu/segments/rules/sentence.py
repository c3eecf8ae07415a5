"""A rule as a sentence that an operator can check, in Chinese and in English; made from the tree, never by hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from siyu import warehouse
from siyu.segments.rules import tree
from siyu.segments.rules.fields import find_field
from siyu.segments.rules.words import CLASSES, GENDERS, RFM_LABELS, title_of_property, title_of_value

_KIND = warehouse.catalogue.Kind


class Sentence(NamedTuple):
    """The same said twice."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Names:
    """What ids are called, by what they are of: tag, staff, channel; an id without a name is shown as #id."""

    of: Mapping[str, Mapping[int, str]] = field(default_factory=dict)

    def call(self, kind: str, one: object) -> str:
        """The name in quotation marks."""
        name = self.of.get(kind, {}).get(one) if isinstance(one, int) else None
        return f"“{name}”" if name else f"#{one}"


NO_NAMES = Names()


def sentence(node: tree.Node, names: Names = NO_NAMES) -> Sentence:
    """What the rule says."""
    if isinstance(node, tree.All):
        return _joined([_part(part, names) for part in node.of], "，并且", ", and ")
    if isinstance(node, tree.AnyOf):
        return _joined([_part(part, names) for part in node.of], "，或者", ", or ")
    if isinstance(node, tree.Not):
        inner = sentence(node.of, names)
        return Sentence(f"排除（{inner.zh}）", f"except ({inner.en})")
    return _WRITERS[type(node)](node, names)


def _part(node: tree.Node, names: Names) -> Sentence:
    """A part of a group; a group inside a group is a sub-sentence in brackets."""
    words = sentence(node, names)
    if isinstance(node, tree.All | tree.AnyOf) and len(node.of) > 1:
        return Sentence(f"（{words.zh}）", f"({words.en})")
    return words


def _joined(parts: list[Sentence], zh: str, en: str) -> Sentence:
    return Sentence(zh.join(part.zh for part in parts), en.join(part.en for part in parts))


def _everyone(node: tree.Everyone, names: Names) -> Sentence:
    return Sentence("所有客户", "every customer")


#: Comparisons with a place for each value.
_COMPARED: Mapping[str, Sentence] = {
    "at_least": Sentence("至少 {0}", "at least {0}"),
    "at_most": Sentence("至多 {0}", "at most {0}"),
    "more_than": Sentence("多于 {0}", "more than {0}"),
    "less_than": Sentence("少于 {0}", "fewer than {0}"),
    "equals": Sentence("正好 {0}", "exactly {0}"),
    "between": Sentence("{0} 到 {1}", "{0} to {1}"),
}
_VALUED: Mapping[str, Sentence] = {
    "at_least": Sentence("≥ {0}", "≥ {0}"),
    "at_most": Sentence("≤ {0}", "≤ {0}"),
    "more_than": Sentence("> {0}", "> {0}"),
    "less_than": Sentence("< {0}", "< {0}"),
    "equals": Sentence("= {0}", "= {0}"),
    "between": Sentence("在 {0} 到 {1} 之间", "between {0} and {1}"),
    "known": Sentence("已知", "is known"),
    "unknown": Sentence("未知", "is not known"),
    "within_days": Sentence("在最近 {0} 天内", "is within the last {0} days"),
    "before_days": Sentence("在 {0} 天前或更早", "is {0} days ago or earlier"),
}
_SHOWN_VALUES = 5


def _list(said: list[str]) -> Sentence:
    shown = said[:_SHOWN_VALUES]
    more = len(said) - len(shown)
    zh, en = "、".join(shown), ", ".join(shown)
    return Sentence(f"{zh} 等 {len(said)} 项", f"{en} and {more} more") if more else Sentence(zh, en)


def _valued(op: str, values: list[Sentence]) -> Sentence:
    """An operator with its values, already in words."""
    if op in ("in", "not_in"):
        zh, en = _list([value.zh for value in values]).zh, _list([value.en for value in values]).en
        if len(values) == 1:
            return Sentence(f"{'是' if op == 'in' else '不是'} {zh}", f"{'is' if op == 'in' else 'is not'} {en}")
        words = ("属于", "is one of") if op == "in" else ("不属于", "is none of")
        return Sentence(f"{words[0]}（{zh}）", f"{words[1]} ({en})")
    pattern = _VALUED[op]
    return Sentence(pattern.zh.format(*[v.zh for v in values]), pattern.en.format(*[v.en for v in values]))


def _attribute(node: tree.Attribute, names: Names) -> Sentence:
    known = find_field(node.field)
    zh, en = (known.zh, known.en) if known else (node.field, node.field)
    compared = _valued(node.op, [_attribute_value(node.field, value, names) for value in node.values])
    return Sentence(f"{zh}{_gap(compared.zh)}{compared.zh}", f"{en} {compared.en}")


def _attribute_value(name: str, value: object, names: Names) -> Sentence:
    if name in ("first_channel", "last_channel"):
        called = names.call("channel", value)
        return Sentence(called, called)
    if name == "gender" and str(value) in GENDERS:
        return Sentence(*GENDERS[str(value)])
    return Sentence(str(value), str(value))


def _gap(words: str) -> str:
    """A space between Chinese and a sign."""
    return " " if words[0] in "≥≤><=" else ""


def _tags(node: tree.Tags, names: Names) -> Sentence:
    said = _list([names.call("tag", tag) for tag in node.tags])
    if len(node.tags) == 1:
        zh, en = ("没有", "has no tag") if node.op == "none" else ("带", "has the tag")
        return Sentence(f"{zh}{said.zh}标签", f"{en} {said.en}")
    zh, en = {
        "any": ("带{}中任一标签", "has any of the tags {}"),
        "all": ("同时带{}标签", "has all the tags {}"),
        "none": ("没有{}中任何标签", "has none of the tags {}"),
    }[node.op]
    return Sentence(zh.format(said.zh), en.format(said.en))


def _staff(node: tree.Staff, names: Names) -> Sentence:
    if not node.staff:
        words = Sentence("有好友关系", "has a live relation"), Sentence("没有好友关系", "has no live relation")
        return words[node.op == "none"]
    said = _list([names.call("staff", member) for member in node.staff])
    zh, en = ("是", "is a customer of") if node.op == "any" else ("不是", "is not a customer of")
    return Sentence(f"{zh}员工 {said.zh} 的客户", f"{en} {said.en}")


def _window(window: tree.Window) -> Sentence:
    if window.last_days is not None:
        if window.last_days == 1:
            return Sentence("今天", "today")
        return Sentence(f"近 {window.last_days} 天", f"in the last {window.last_days} days")
    if window.since and window.until:
        return Sentence(f"从 {window.since} 到 {window.until} 前", f"from {window.since} to before {window.until}")
    if window.since:
        return Sentence(f"{window.since} 起", f"since {window.since}")
    if window.until:
        return Sentence(f"{window.until} 前", f"before {window.until}")
    return Sentence("曾", "ever")


def _property_value(event: str, name: str, value: object, names: Names) -> Sentence:
    prop = warehouse.catalogue.EVENTS[event].property(name)
    if isinstance(value, bool):
        return Sentence("是", "yes") if value else Sentence("否", "no")
    if prop and prop.kind is _KIND.CENTS and isinstance(value, int):
        return Sentence(yuan(value), yuan(value))
    if prop and prop.values:
        return Sentence(*title_of_value(str(value)))
    kind = {"tag": "tag", "acq_channel": "channel"}.get(name)
    said = names.call(kind, value) if kind else str(value)
    return Sentence(said, said)


def yuan(cents: int) -> str:
    """Money for people: ¥200, ¥19.90."""
    whole, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    return f"{sign}¥{whole:,}" + (f".{rest:02d}" if rest else "")


def _wheres(event: str, wheres: list[tree.Where], names: Names) -> Sentence:
    if not wheres:
        return Sentence("", "")
    parts: list[Sentence] = []
    for where in wheres:
        zh, en = title_of_property(where.property)
        values = [_property_value(event, where.property, value, names) for value in where.values]
        compared = _valued(where.op, values)
        parts.append(Sentence(f"{zh}{_gap(compared.zh)}{compared.zh}", f"{en} {compared.en}"))
    joined = _joined(parts, "，", ", ")
    return Sentence(f"（其中{joined.zh}）", f" (with {joined.en})")


_MEASURES: Mapping[str, Sentence] = {
    "count": Sentence("{event}{value} 次", "“{event}” {value} times"),
    "days": Sentence("有{value} 天{event}", "“{event}” on {value} days"),
    "sum": Sentence("{event}的{property}合计{value}", "“{event}” with {property} summing to {value}"),
    "distinct": Sentence("{event}的{property}有{value} 种", "“{event}” with {value} different {property}"),
    "days_since_first": Sentence("首次{event}距今{value} 天", "the first “{event}” {value} days ago"),
    "days_since_last": Sentence("最近一次{event}距今{value} 天", "the latest “{event}” {value} days ago"),
}


def _happened(node: tree.Happened, names: Names) -> Sentence:
    entry, window = warehouse.catalogue.EVENTS[node.event], _window(node.window)
    where, pattern = _wheres(node.event, node.where, names), _MEASURES[node.measure]
    is_money = node.measure == "sum" and str(node.property).endswith("cents")
    said = [yuan(value) if is_money else str(value) for value in node.values]
    compared = _COMPARED[node.op]
    prop = title_of_property(node.property or "")
    if (node.measure, node.op, node.values[0]) == ("count", "at_least", 1):
        return Sentence(f"{window.zh}{entry.zh}过{where.zh}", f"“{entry.en}” {window.en}{where.en}")
    zh = pattern.zh.format(event=entry.zh, value=compared.zh.format(*said), property=prop[0])
    en = pattern.en.format(event=entry.en, value=compared.en.format(*said), property=prop[1])
    return Sentence(f"{window.zh}{zh}{where.zh}", f"{en} {window.en}{where.en}")


def _absent(node: tree.Absent, names: Names) -> Sentence:
    entry, window = warehouse.catalogue.EVENTS[node.event], _window(node.window)
    where = _wheres(node.event, node.where, names)
    if window.zh == "曾":
        return Sentence(f"从未{entry.zh}{where.zh}", f"never “{entry.en}”{where.en}")
    return Sentence(f"{window.zh}没有{entry.zh}{where.zh}", f"no “{entry.en}” {window.en}{where.en}")


def _silent(node: tree.Silent, names: Names) -> Sentence:
    return Sentence(f"沉默 {node.days} 天或更久", f"silent for {node.days} days or longer")


def _rfm(node: tree.Rfm, names: Names) -> Sentence:
    ranges = (("R", node.recency), ("F", node.frequency), ("M", node.monetary))
    scores = ", ".join(f"{letter} {one.low}–{one.high}" for letter, one in ranges if (one.low, one.high) != (1, 5))
    zh = "、".join(RFM_LABELS[label][0] for label in node.labels)
    en = " or ".join(RFM_LABELS[label][1] for label in node.labels)
    parts = [Sentence(f"属于 RFM「{zh}」", f"is in the RFM class {en}")] if node.labels else []
    if scores:
        parts.append(Sentence(f"RFM 得分 {scores}", f"has RFM scores {scores}"))
    return _joined(parts or [Sentence("买过（有 RFM 得分）", "is a buyer (has RFM scores)")], "，并且", ", and ")


def _lifecycle(node: tree.Lifecycle, names: Names) -> Sentence:
    zh = "、".join(CLASSES[name][0] for name in node.classes)
    return Sentence(f"属于{zh}", f"is in the class {' or '.join(CLASSES[name][1] for name in node.classes)}")


_WRITERS: Mapping[type, Callable[[Any, Names], Sentence]] = {
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
