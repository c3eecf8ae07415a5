"""The words of rules: whatever the API offers makes a rule that the API takes."""

from collections.abc import Iterator

import pytest

from siyu.segments.rules.check import check
from siyu.segments.rules.parse import parse
from siyu.segments.rules.vocabulary import vocabulary

_VALUES = {"between": [1, 2], "known": [], "unknown": []}


def _attributes() -> Iterator[dict[str, object]]:
    for field in vocabulary().fields:
        for op in field.ops:
            plain: list[object] = ["x"] if field.kind == "word" else [3]
            yield {"type": "attribute", "field": field.name, "op": op, "values": _VALUES.get(op, plain)}


def _events() -> Iterator[dict[str, object]]:
    for event in vocabulary().events:
        yield {"type": "event", "event": event.name, "op": "at_least", "values": [1]}
        yield {"type": "absent", "event": event.name, "window": {"last_days": 7}}
        for prop in event.properties:
            if prop.is_summable:
                sums = {"type": "event", "measure": "sum", "event": event.name, "property": prop.name}
                yield {**sums, "op": "at_least", "values": [100]}


@pytest.mark.parametrize("rule", [*_attributes(), *_events()], ids=str)
def test_every_offered_word_makes_a_rule(rule: dict[str, object]) -> None:
    check(parse(rule))


def test_words_are_offered_in_both_languages() -> None:
    words = vocabulary()
    assert all(word.zh and word.en and word.zh != word.en for word in (*words.fields, *words.events))
