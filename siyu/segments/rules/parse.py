"""From JSON to a typed rule, or a mistake that says where it is and how to mend it, in two languages."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from siyu.segments.errors import BadRule
from siyu.segments.rules.tree import MAX_CONDITIONS, MAX_DEPTH, Node

_READER: TypeAdapter[Node] = TypeAdapter(Node)
_MAX_PARTS = 5_000  # values included: what a rule of allowed size can have at most, before it is looked at closely

_TYPES = "all, any, not, everyone, attribute, tags, staff, event, absent, silent, rfm, lifecycle"


def parse(source: Any) -> Node:
    """The tree of a rule given as JSON values; raises `BadRule` with the path of the first mistake."""
    _measure(source)
    try:
        return _READER.validate_python(source)
    except ValidationError as error:
        raise _mistake(source, error) from None


def _measure(source: Any) -> None:
    """Refuse what is too deep or too large before anything recursive touches it."""
    waiting: list[tuple[Any, int]] = [(source, 0)]
    parts = conditions = 0
    while waiting:
        node, depth = waiting.pop()
        parts += 1
        conditions += isinstance(node, Mapping) and "type" in node
        if depth > 2 * MAX_DEPTH + 4:
            raise bad("$", f"嵌套超过 {MAX_DEPTH} 层，请拆分。", f"deeper than {MAX_DEPTH} groups; split it.")
        if parts > _MAX_PARTS or conditions > MAX_CONDITIONS:
            zh = f"条件超过 {MAX_CONDITIONS} 个或内容过大，请精简。"
            raise bad("$", zh, f"more than {MAX_CONDITIONS} conditions or too many values; make it smaller.")
        children = node.values() if isinstance(node, Mapping) else node if isinstance(node, list) else ()
        waiting.extend((child, depth + 1) for child in children)


def bad(path: str, zh: str, en: str) -> BadRule:
    """A mistake at a JSON path."""
    return BadRule(path=path, zh=zh, en=en)


def _mistake(source: Any, error: ValidationError) -> BadRule:
    first = error.errors(include_url=False)[0]
    zh, en = _words(first["type"], first.get("ctx", {}), first["msg"])
    return bad(_path(source, first["loc"]), zh, en)


def _words(kind: str, context: Mapping[str, Any], message: str) -> tuple[str, str]:
    known = {
        "missing": ("缺少该字段，请补上。", "this field is missing; add it."),
        "extra_forbidden": ("没有这个字段，请删除或检查拼写。", "there is no such field; remove it or check its name."),
        "union_tag_invalid": (f"type 只能是 {_TYPES}。", f"type must be one of {_TYPES}."),
        "union_tag_not_found": ("缺少 type，请补上。", "type is missing; add it."),
        "literal_error": (
            f"只能是 {context.get('expected')}。",
            f"must be {context.get('expected')}.",
        ),
        "too_short": ("至少需要一项。", "at least {min_length} needed.".format_map({"min_length": 1, **context})),
        "too_long": (
            f"最多 {context.get('max_length')} 项。",
            f"at most {context.get('max_length')} allowed.",
        ),
    }
    types = {
        "int_type": ("必须是整数。", "must be a whole number."),
        "string_type": ("必须是文字。", "must be text."),
        "list_type": ("必须是数组。", "must be a list."),
        "bool_type": ("必须是 true 或 false。", "must be true or false."),
        "greater_than_equal": (f"不能小于 {context.get('ge')}。", f"must not be less than {context.get('ge')}."),
        "less_than_equal": (f"不能大于 {context.get('le')}。", f"must not be more than {context.get('le')}."),
        "string_too_long": ("文字太长。", "the text is too long."),
        "string_too_short": ("不能为空。", "must not be empty."),
        "date_from_datetime_parsing": ("必须是 2026-09-01 这样的日期。", "must be a date such as 2026-09-01."),
        "date_parsing": ("必须是 2026-09-01 这样的日期。", "must be a date such as 2026-09-01."),
    }
    return (known | types).get(kind, ("内容不正确。", f"{message}."))


def _path(source: Any, location: Sequence[int | str]) -> str:
    """The JSON path; steps that are names of types inside the reader are not in the JSON and are left out."""
    path, node, is_entered = "$", source, False
    for index, step in enumerate(location):
        if not is_entered and isinstance(node, Mapping) and step == node.get("type"):
            is_entered = True
            continue
        if isinstance(step, int) and isinstance(node, list) and step < len(node):
            path, node, is_entered = f"{path}[{step}]", node[step], False
        elif isinstance(step, str) and isinstance(node, Mapping) and step in node:
            path, node, is_entered = f"{path}.{step}", node[step], False
        elif isinstance(step, str) and isinstance(node, Mapping) and index == len(location) - 1 and "-" not in step:
            path = f"{path}.{step}"
    return path
