"""The attributes of a person that a rule may ask for, and how the warehouse holds them."""

from dataclasses import dataclass
from typing import Literal

FieldKind = Literal["word", "number", "id", "instant", "store"]
CUSTOM_PREFIX = "attributes."


@dataclass(frozen=True, slots=True)
class FieldOfPerson:
    """One attribute: its kind, its titles, and its column in the view `people`."""

    kind: FieldKind
    zh: str
    en: str
    column: str


FIELDS: dict[str, FieldOfPerson] = {
    "gender": FieldOfPerson("word", "性别", "gender", "gender"),
    "country": FieldOfPerson("word", "国家", "country", "country"),
    "region": FieldOfPerson("word", "省份", "region", "region"),
    "city": FieldOfPerson("word", "城市", "city", "city"),
    "birth_month": FieldOfPerson("number", "生日月份", "month of birth", "toInt64(birth_month)"),
    "first_channel": FieldOfPerson("id", "首次来源渠道", "first channel", "first_channel"),
    "last_channel": FieldOfPerson("id", "最近来源渠道", "latest channel", "last_channel"),
    "live_follows": FieldOfPerson("number", "好友关系数", "live relations", "toInt64(live_follows)"),
    "created_at": FieldOfPerson("instant", "建档时间", "known since", "created_at"),
    "first_follow_at": FieldOfPerson("instant", "首次添加时间", "first relation", "first_follow_at"),
    "last_follow_at": FieldOfPerson("instant", "最近添加时间", "latest relation", "last_follow_at"),
    "store": FieldOfPerson("store", "所属门店", "store", "store_ids"),
}

COMPARES = frozenset({"at_least", "at_most", "more_than", "less_than", "equals", "between"})
OPS: dict[FieldKind, frozenset[str]] = {
    "word": frozenset({"in", "not_in", "known", "unknown"}),
    "number": frozenset({"in", "not_in", "known", "unknown"}) | COMPARES,
    "id": frozenset({"in", "not_in", "known", "unknown"}),
    "instant": frozenset({"known", "unknown", "within_days", "before_days"}),
    "store": frozenset({"in", "not_in", "known", "unknown"}),
}


def find_field(name: str) -> FieldOfPerson | None:
    """The field of this name; a brand's own attribute is `attributes.<key>` and is text."""
    if name.startswith(CUSTOM_PREFIX):
        key = name.removeprefix(CUSTOM_PREFIX)
        return FieldOfPerson("word", key, key, "") if key else None
    return FIELDS.get(name)
