"""The catalogue: every event typed, and no silent change of what was released."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.warehouse import catalogue
from siyu.warehouse.catalogue import EVENTS, Kind, Privacy, find_problem

_SNAPSHOT = Path(__file__).parent / "catalogue_snapshot.json"

_ORDER = {"order": "O1", "sales_channel": "mini_program", "paid_cents": 100}


def _told() -> dict[str, object]:
    return {
        item.name: {
            "version": item.version,
            "who": [item.needs_customer, item.needs_staff],
            "properties": {
                prop.name: [prop.kind, prop.is_optional, prop.is_list, prop.privacy, [*prop.values]]
                + [[part.name, part.kind] for part in prop.parts]
                for prop in item.properties
            },
        }
        for item in EVENTS.values()
    }


def test_the_catalogue_is_the_released_one_or_the_change_is_meant() -> None:
    """After a meant change: new events and optional properties may be added; else raise the version.

    Write the snapshot anew with `python -m tests.warehouse.test_catalogue`.
    """
    assert json.loads(json.dumps(_told())) == json.loads(_SNAPSHOT.read_text(encoding="utf-8"))


def test_every_event_has_two_languages_and_a_past_tense_name_of_our_words() -> None:
    for item in EVENTS.values():
        assert item.zh
        assert item.en
        assert len(item.name) <= 40
        assert item.name == item.name.lower()


def test_a_property_has_one_type_wherever_it_appears() -> None:
    paths = catalogue.typed_paths()

    assert len(paths) > 200
    assert paths["paid_cents"].kind is Kind.CENTS
    assert paths["order"].kind is Kind.TEXT
    assert paths["live_code"].kind is Kind.ID


def test_hot_paths_exist_and_every_other_path_can_be_read() -> None:
    assert set(catalogue.typed_paths()) >= catalogue.HOT_PATHS
    for name, prop in catalogue.typed_paths().items():
        if not prop.is_list:
            assert name in catalogue.path_expression(name)


def test_marks_of_privacy_are_kept() -> None:
    assert EVENTS["product_searched"].property("query").privacy is Privacy.PERSONAL  # type: ignore[union-attr]
    assert EVENTS["fence_entered"].property("distance_m").privacy is Privacy.SENSITIVE  # type: ignore[union-attr]


def test_a_good_event_has_no_problem() -> None:
    items = [{"product": "SKU1", "qty_n": 1, "cents": 100}]

    assert find_problem("order_paid", _ORDER | {"items": items, "store": 3, "currency": "CNY"}) is None


@pytest.mark.parametrize(
    ("name", "properties", "code"),
    [
        ("order_payed", _ORDER, "unknown_event"),
        ("order_paid", _ORDER | {"colour": "red"}, "unknown_property"),
        ("order_paid", _ORDER | {"paid_cents": 1.5}, "wrong_value"),
        ("order_paid", _ORDER | {"paid_cents": True}, "wrong_value"),
        ("order_paid", _ORDER | {"paid_cents": "100"}, "wrong_value"),
        ("order_paid", _ORDER | {"paid_cents": 2**63}, "wrong_value"),
        ("order_paid", _ORDER | {"order": ""}, "wrong_value"),
        ("order_paid", _ORDER | {"items": [{"product": "x"}]}, "wrong_value"),
        ("order_paid", _ORDER | {"items": {"product": "x"}}, "wrong_value"),
        ("order_paid", _ORDER | {"sales_channel": "two words"}, "wrong_value"),
        ("order_paid", {"order": "O1"}, "missing_property"),
        ("order_paid", _ORDER | {"paid_cents": None}, "missing_property"),
        ("group_left", {"group": 1, "by": "bored"}, "wrong_value"),
        ("task_created", {"task": 1, "due_at": "2026-09-01 10:00:00"}, "wrong_value"),
        ("task_created", {"task": 1, "due_at": "soon"}, "wrong_value"),
        ("prediction_scored", {"model": "m", "version": 1, "score_pct": 1.2}, "wrong_value"),
        ("prediction_scored", {"model": "m", "version": 1, "score_pct": float("nan")}, "wrong_value"),
        ("prize_drawn", {"pool": 1, "value_cents": 0, "seed_hash": "not hex"}, "wrong_value"),
    ],
)
def test_a_bad_event_is_refused_with_a_reason_in_both_languages(
    name: str, properties: dict[str, object], code: str
) -> None:
    problem = find_problem(name, properties)

    assert problem is not None
    assert problem.code == code
    assert problem.zh != problem.en


def test_an_event_that_needs_a_person_is_refused_without_one() -> None:
    missing_customer = find_problem("order_paid", _ORDER, has_customer=False)
    missing_staff = find_problem("staff_left", {}, has_staff=False)

    assert missing_customer is not None
    assert missing_customer.code == "customer_needed"
    assert missing_staff is not None
    assert missing_staff.code == "staff_needed"


def test_a_brand_registers_events_of_its_own() -> None:
    own = catalogue.entry("x_skin_tested", "测肤", "skin tested", "brand", "C", "X T", "skin_kind score")
    catalogue.check_custom_entry(own)

    good = {"skin_kind": "dry", "score": 7}
    assert find_problem("x_skin_tested", good, custom={own.name: own}) is None
    assert find_problem("x_skin_tested", {"score": 7}, custom={own.name: own}) is not None
    with pytest.raises(ValueError, match="begins with x_"):
        catalogue.check_custom_entry(catalogue.entry("skin_tested", "测", "t", "brand", "C", "X T", ""))


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(
    name=st.sampled_from(sorted(EVENTS)) | st.text(max_size=10),
    extra=st.dictionaries(st.text(max_size=5), _ANYTHING, max_size=3),
    value=_ANYTHING,
)
def test_no_input_makes_the_check_fail_itself(name: str, extra: dict[str, object], value: object) -> None:
    known = [prop.name for prop in EVENTS[name].properties] if name in EVENTS else []

    find_problem(name, extra | dict.fromkeys(known, value))


def test_checking_is_quick_enough_for_ingestion() -> None:
    begun = time.process_time()
    for _ in range(20_000):
        find_problem("order_paid", _ORDER)
    assert 20_000 / (time.process_time() - begun) > 100_000


def test_every_step_between_versions_has_its_up_caster() -> None:
    assert catalogue.missing_upcasters() == []


if __name__ == "__main__":
    _SNAPSHOT.write_text(json.dumps(_told(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
