"""A mistake in a rule is told with its place and how to mend it, in two languages; nothing else gets through."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siyu.segments.errors import BadRule
from siyu.segments.rules.check import check
from siyu.segments.rules.compile import compile_rule
from siyu.segments.rules.parse import parse
from siyu.segments.rules.plan import Moment
from siyu.segments.rules.sentence import sentence
from siyu.segments.rules.tree import MAX_CONDITIONS, MAX_DEPTH
from tests.segments.test_conditions import DONE, KNOWN, SHANGHAI
from tests.segments.town import NOW

TODAY = Moment(NOW.date(), SHANGHAI)


def mistake(rule: Any) -> tuple[str, str, str]:
    with pytest.raises(BadRule) as caught:
        check(parse(rule))
    return caught.value.details["path"], caught.value.sentence("zh"), caught.value.sentence("en")


def nested(depth: int) -> dict[str, Any]:
    rule: dict[str, Any] = {"type": "everyone"}
    for _ in range(depth):
        rule = {"type": "not", "of": rule}
    return rule


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ({}, "$"),
        ([], "$"),
        ("everyone", "$"),
        ({"type": "nobody"}, "$"),
        ({"type": "everyone", "x": 1}, "$.x"),
        ({"type": "all", "of": []}, "$.of"),
        ({"type": "all", "of": [{"type": "everyone"}, {"type": "tags", "op": "some", "tags": [1]}]}, "$.of[1].op"),
        ({"type": "tags", "op": "any"}, "$.tags"),
        ({"type": "tags", "op": "any", "tags": [1, "2"]}, "$.tags[1]"),
        ({"type": "tags", "op": "any", "tags": [0]}, "$.tags[0]"),
        ({"type": "tags", "op": "any", "tags": [2**63]}, "$.tags[0]"),
        ({"type": "attribute", "field": "phone", "op": "known"}, "$.field"),
        ({"type": "attribute", "field": "city", "op": "at_least", "values": [1]}, "$.op"),
        ({"type": "attribute", "field": "city", "op": "in", "values": []}, "$.values"),
        ({"type": "attribute", "field": "city", "op": "in", "values": [3]}, "$.values[0]"),
        ({"type": "attribute", "field": "birth_month", "op": "between", "values": [5, 3]}, "$.values"),
        ({"type": "attribute", "field": "created_at", "op": "within_days", "values": [0]}, "$.values[0]"),
        ({"type": "event", "event": "order_dreamt"}, "$.event"),
        ({"type": "event", "event": "order_paid", "measure": "sum"}, "$.property"),
        ({"type": "event", "event": "order_paid", "measure": "sum", "property": "currency"}, "$.property"),
        ({"type": "event", "event": "order_paid", "measure": "distinct", "property": "items"}, "$.property"),
        ({"type": "event", "event": "order_paid", "property": "paid_cents"}, "$.property"),
        ({"type": "event", "event": "order_paid", "op": "between", "values": [1]}, "$.values"),
        ({"type": "event", "event": "order_paid", "window": {"last_days": 0}}, "$.window.last_days"),
        ({"type": "event", "event": "order_paid", "window": {"since": "yesterday"}}, "$.window.since"),
        (
            {"type": "event", "event": "order_paid", "window": {"since": "2026-09-01", "until": "2026-09-01"}},
            "$.window",
        ),
        (
            {"type": "event", "event": "page_viewed", "where": [{"property": "is_bot", "op": "in", "values": [1]}]},
            "$.where[0].values",
        ),
        (
            {
                "type": "absent",
                "event": "product_searched",
                "where": [{"property": "query", "op": "in", "values": ["a"]}],
            },
            "$.where[0].property",
        ),
        ({"type": "rfm", "recency": {"low": 4, "high": 2}}, "$.recency"),
        (
            {
                "type": "rfm",
                "model": {
                    "cuts": {"recency_days": [9, 9, 9, 9], "frequency": [1, 2, 3, 4], "monetary_cents": [1, 2, 3, 4]}
                },
            },
            "$.model.cuts.recency_days",
        ),
        (nested(MAX_DEPTH), "$.of.of.of.of.of.of.of.of"),
        (nested(3000), "$"),
        ({"type": "any", "of": [{"type": "everyone"}] * (MAX_CONDITIONS + 1)}, "$"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_where_it_is(rule: Any, path: str) -> None:
    told, zh, en = mistake(rule)
    assert told == path
    assert zh.startswith(f"规则在 {path} 处有误")
    assert len(zh) > len(f"规则在 {path} 处有误：") + 3
    assert en.startswith(f"The rule has a mistake at {path}: ")


@pytest.mark.parametrize("rule", [rule for rule, _ in KNOWN + DONE])
def test_every_rule_can_be_said_in_two_languages(rule: dict[str, Any]) -> None:
    words = sentence(check(parse(rule)))
    assert words.zh
    assert words.en
    assert words.en.isascii() or any(mark in words.en for mark in "“≥≤–…上")


def test_values_never_enter_the_text() -> None:
    evil = "x'); DROP TABLE events; --"
    rule = {
        "type": "all",
        "of": [
            {"type": "attribute", "field": "city", "op": "in", "values": [evil]},
            {"type": "attribute", "field": f"attributes.{evil}", "op": "known"},
            {
                "type": "event",
                "event": "page_viewed",
                "where": [{"property": "page", "op": "in", "values": [evil]}],
            },
        ],
    }
    compiled = compile_rule(check(parse(rule)), TODAY)
    assert "DROP" not in compiled.condition
    assert sum(evil in str(value) for value in compiled.parameters.values()) == 3


def test_the_same_condition_twice_is_asked_once() -> None:
    paid = {"type": "event", "event": "order_paid"}
    once, twice = (
        compile_rule(check(parse(rule)), TODAY)
        for rule in (paid, {"type": "any", "of": [paid, {"type": "not", "of": paid}]})
    )
    assert twice.parameters == once.parameters
    assert len(twice.leaves) == 2


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["all", "any", "tags", "event"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "of", "op", "tags", "values", "event", "where"]), inner, max_size=5)
    ),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(JSON)
def test_whatever_comes_is_a_rule_or_a_mistake(source: Any) -> None:
    with suppress(BadRule):
        compile_rule(check(parse(source)), TODAY)
