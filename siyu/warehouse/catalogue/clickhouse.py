"""What the catalogue means in the warehouse: the typed column of properties and the rule of interactions."""

from collections.abc import Callable

from siyu.warehouse.catalogue.entries import Entry, Interaction, Op, Test
from siyu.warehouse.catalogue.grammar import Kind, Property
from siyu.warehouse.catalogue.registry import EVENTS, typed_paths

#: Brands' own properties live in paths that are found while writing; more of them share one column.
_DYNAMIC_PATHS = 256

# Every typed path costs a column in every part (measured: all 211 typed halve the loader and make merges five
# times as slow), so the table types those that metrics and segments read; the others are found while writing
# and are read through `path_expression`.
HOT_PATHS = frozenset(
    {
        "acq_channel", "add_way", "after_seconds", "amount_cents", "arm", "audience", "basis", "batch", "by",
        "campaign", "category", "channel", "chat", "cost_cents", "coupon", "currency", "direction",
        "discount_cents", "due_at", "experiment", "expires_at", "face_cents", "fee_cents", "first_reply_seconds",
        "from", "gate", "group", "interest_cents", "is_bot", "is_full", "is_on", "items", "journey", "kind",
        "link", "lived_seconds", "live_code", "loser", "material", "model", "node", "order", "origin", "page",
        "paid_cents", "points", "price_cents", "product", "program", "purpose", "qty_n", "reason", "refund",
        "refund_cents", "reply_pct", "result", "rule", "sales_channel", "scene", "score", "segment", "send",
        "sender", "session", "spell", "state", "store", "survey", "tag", "talk_seconds", "task", "to", "topic",
        "total_cents", "value", "value_cents", "variant", "wave",
    }
)  # fmt: skip

_TYPES = {
    Kind.ID: "Int64",
    Kind.TEXT: "String",
    Kind.CODE: "LowCardinality(String)",
    Kind.ENUM: "LowCardinality(String)",
    Kind.HASH: "String",
    Kind.CENTS: "Int64",
    Kind.SECONDS: "Int64",
    Kind.METERS: "Int32",
    Kind.COUNT: "Int32",
    Kind.INTEGER: "Int64",
    Kind.NUMBER: "Float64",
    Kind.SHARE: "Float32",
    Kind.SCORE: "Int16",
    Kind.FLAG: "Bool",
    Kind.INSTANT: "DateTime64(3, 'UTC')",
    Kind.DATE: "Date32",
}


def column_type(prop: Property) -> str:
    """The ClickHouse type of one property."""
    if prop.kind is Kind.RECORD:
        parts = ", ".join(f"`{part.name}` {_plain(_TYPES[part.kind])}" for part in prop.parts)
        return f"Array(Tuple({parts}))"
    plain = _TYPES[prop.kind]
    return f"Array({_plain(plain)})" if prop.is_list else plain


def _plain(column: str) -> str:
    return "String" if column.startswith("LowCardinality") else column


def properties_type() -> str:
    """The type of the column `p`: a typed path for every hot property of the catalogue."""
    hot = [(name, prop) for name, prop in typed_paths().items() if name in HOT_PATHS]
    paths = ",\n    ".join(f"`{name}` {column_type(prop)}" for name, prop in hot)
    return f"JSON(\n    max_dynamic_paths = {_DYNAMIC_PATHS},\n    {paths}\n)"


def path_expression(name: str, kind: Kind | None = None) -> str:
    """How a query reads a property: never null, and of its catalogue type (`kind` for a brand's own property).

    Raises KeyError for a name that is neither in the catalogue nor given a kind, and for a list.
    """
    prop = typed_paths().get(name)
    if prop is not None and name in HOT_PATHS:
        return f"p.`{name}`"
    if kind is None:
        kind = typed_paths()[name].kind
    if prop is not None and prop.is_list:
        raise KeyError(f"{name} is a list; read it from the events themselves")
    return _FOUND_AS[kind].format(path=f"p.`{name}`")


# What the engine makes of a JSON value in an untyped path: whole numbers Int64, others Float64, the rest String.
_TEXT_PATH = "ifNull({path}.:`String`, '')"
_WHOLE_PATH = "ifNull({path}.:`Int64`, 0)"
_NUMBER_PATH = "ifNull({path}.:`Float64`, toFloat64(ifNull({path}.:`Int64`, 0)))"
_FOUND_AS = {
    **dict.fromkeys((Kind.TEXT, Kind.CODE, Kind.ENUM, Kind.HASH), _TEXT_PATH),
    **dict.fromkeys(
        (Kind.ID, Kind.CENTS, Kind.SECONDS, Kind.METERS, Kind.COUNT, Kind.INTEGER, Kind.SCORE), _WHOLE_PATH
    ),
    **dict.fromkeys((Kind.NUMBER, Kind.SHARE), _NUMBER_PATH),
    Kind.FLAG: "ifNull({path}.:`Bool`, false)",
    Kind.INSTANT: f"parseDateTime64BestEffortOrZero({_TEXT_PATH}, 3, 'UTC')",
    Kind.DATE: f"toDate32OrZero({_TEXT_PATH})",
}


def money_expression() -> str:
    """The one amount of an event that day sums add up: its first property in cents, if the table types it."""
    cases = []
    for item in EVENTS.values():
        amount = next((prop.name for prop in item.properties if prop.kind is Kind.CENTS), None)
        if amount in HOT_PATHS:
            cases.append(f"name = '{item.name}', p.`{amount}`")
    return f"multiIf({', '.join(cases)}, 0)"


def interaction_condition(events: dict[str, Entry] | None = None) -> str:
    """A condition over columns `name`, `staff_id` and `p` that is true for acts of the customer."""
    always, conditional = [], []
    for item in (events or EVENTS).values():
        if item.interaction is None:
            continue
        condition = _condition(item.interaction)
        if condition:
            conditional.append(f"(name = '{item.name}' AND {condition})")
        else:
            always.append(f"'{item.name}'")
    return "\n   OR ".join([f"name IN ({', '.join(always)})", *conditional])


def _condition(interaction: Interaction) -> str:
    alternatives = [" AND ".join(_test(test) for test in tests) for tests in interaction.any_of if tests]
    text = " OR ".join(f"({alternative})" for alternative in alternatives)
    if len(alternatives) > 1:
        text = f"({text})"
    if interaction.without_staff:
        text = f"{text} AND staff_id = 0" if text else "staff_id = 0"
    return text


def _test(test: Test) -> str:
    return _WRITERS[test.op](f"p.`{test.property}`", test)


def _values(test: Test) -> str:
    return ", ".join(_literal(value) for value in test.values)


def _literal(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else f"'{value}'"


_WRITERS: dict[Op, Callable[[str, Test], str]] = {
    Op.IN: lambda path, test: f"{path} IN ({_values(test)})",
    Op.NOT_IN: lambda path, test: f"{path} NOT IN ({_values(test)})",
    Op.AT_LEAST: lambda path, test: f"{path} >= {_values(test)}",
    Op.ABSENT: lambda path, _: f"{path} = ''",
}
