"""The grammar of events: what a property's name says about its type, and how an entry is written down.

An entry's properties are one line of text: `name`, `name{a,b}` (closed values), `name[]` (list),
`name[]{a,b}` (list of small records), `?` optional, `*` personal, `!` sensitive. Types follow from names.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The type of a property."""

    ID = "id"
    TEXT = "text"
    CODE = "code"
    ENUM = "enum"
    HASH = "hash"
    CENTS = "cents"
    SECONDS = "seconds"
    METERS = "meters"
    COUNT = "count"
    INTEGER = "integer"
    NUMBER = "number"
    SHARE = "share"
    SCORE = "score"
    FLAG = "flag"
    INSTANT = "instant"
    DATE = "date"
    RECORD = "record"


class Privacy(StrEnum):
    """Who may keep and see a property's value."""

    NONE = "none"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


@dataclass(frozen=True, slots=True)
class Property:
    """One typed property of an event; `values` closes an enumeration, `parts` are a record's fields."""

    name: str
    kind: Kind
    is_optional: bool = False
    is_list: bool = False
    privacy: Privacy = Privacy.NONE
    values: tuple[str, ...] = ()
    parts: tuple["Property", ...] = ()


# What other people's systems number is text; everything else that is an object is one of our ids.
_TEXT = frozenset({"order", "product", "refund", "cart", "page", "value", "query", "provider_ref", "entry_key"})
_CODES = frozenset(
    {
        "kind", "by", "reason", "result", "scene", "channel", "state", "model", "from", "to", "class",
        "activity", "tool", "topic", "intent", "method", "rule", "evidence", "category", "field",
        "fields", "reasons", "metric", "decision", "origin", "purpose", "sales_channel", "currency",
        "basis", "referrer_kind", "label", "option", "wave", "arm", "place", "node", "variant",
        "strength", "direction", "verdict", "destination", "goal", "step",
    }
)  # fmt: skip
_INTEGERS = frozenset({"spell", "version", "rule_version", "notice_version", "revision", "points", "add_way"})
_NUMBERS = frozenset({"old", "new"})
_BY_ENDING = {
    "_cents": Kind.CENTS, "_seconds": Kind.SECONDS, "_m": Kind.METERS, "_n": Kind.COUNT, "_at": Kind.INSTANT,
    "_on": Kind.DATE, "_pct": Kind.SHARE, "_hash": Kind.HASH, "_kind": Kind.CODE,
}  # fmt: skip

_PIECE = re.compile(r"(?P<name>[a-z][a-z0-9_]*)(?P<list>\[\])?(?:\{(?P<inner>[a-z0-9_,]*)\})?(?P<marks>[?*!]*)")
_GAP = re.compile(r"[\s,]*")


def kind_of(name: str) -> Kind:
    """The type that a property's name promises; a noun without a rule is an id of ours."""
    if name.startswith("is_"):
        return Kind.FLAG
    if name == "score":
        return Kind.SCORE
    if name == "cents":
        return Kind.CENTS
    for ending, kind in _BY_ENDING.items():
        if name.endswith(ending):
            return kind
    for names, kind in (
        (_TEXT, Kind.TEXT),
        (_CODES, Kind.CODE),
        (_INTEGERS, Kind.INTEGER),
        (_NUMBERS, Kind.NUMBER),
    ):
        if name in names:
            return kind
    return Kind.ID


def read_properties(line: str) -> tuple[Property, ...]:
    """The properties written in one line of an entry; raises ValueError at the first word it cannot read."""
    found: list[Property] = []
    at = 0
    while (at := _skip_gap(line, at)) < len(line):
        piece = _PIECE.match(line, at)
        if piece is None:
            raise ValueError(f"cannot read a property at {line[at : at + 30]!r}")
        found.append(_property(piece))
        at = piece.end()
    return tuple(found)


def _skip_gap(line: str, at: int) -> int:
    gap = _GAP.match(line, at)
    return gap.end() if gap else at


def _property(piece: re.Match[str]) -> Property:
    name, marks, inner = piece["name"], piece["marks"], piece["inner"]
    is_list = piece["list"] is not None
    names = tuple(filter(None, (inner or "").split(",")))
    is_record = is_list and bool(names)
    kind = Kind.RECORD if is_record else Kind.ENUM if names else kind_of(name)
    return Property(
        name=name,
        kind=kind,
        is_optional="?" in marks,
        is_list=is_list,
        privacy=Privacy.SENSITIVE if "!" in marks else Privacy.PERSONAL if "*" in marks else Privacy.NONE,
        values=() if is_record else names,
        parts=tuple(Property(part, kind_of(part)) for part in names) if is_record else (),
    )
