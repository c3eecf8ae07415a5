"""Answers that are not quite what the documents say, and checks before sending."""

from datetime import UTC, datetime

import pytest

from siyu.vendors.wecom import FollowInfo, InvalidRequest, Member, Unanswered
from siyu.vendors.wecom.models import Checks, batches, read, read_all, texts


def test_missing_and_null_fields_take_their_defaults() -> None:
    member = read(Member, {"userid": "zhang", "name": None, "department": None}, path="user/get")

    assert (member.name, member.department, member.gender, member.main_department) == ("", (), 0, None)


def test_numbers_and_texts_are_read_either_way() -> None:
    member = read(Member, {"userid": 7, "gender": "2", "status": "1", "mobile": 13800000000}, path="user/get")

    assert (member.userid, member.gender, member.is_active, member.mobile) == ("7", 2, True, "13800000000")


def test_unknown_fields_are_kept() -> None:
    member = read(Member, {"userid": "zhang", "extattr": {"attrs": []}}, path="user/get")

    assert member.unknown == {"extattr": {"attrs": []}}


@pytest.mark.parametrize("wire", [1700000000, "1700000000"])
def test_times_come_as_numbers_or_texts(wire: object) -> None:
    assert read(FollowInfo, {"userid": "z", "createtime": wire}, path="p").createtime == datetime.fromtimestamp(
        1700000000, UTC
    )


@pytest.mark.parametrize("wire", [0, "", "soon", -1, 10**15, [], True])
def test_a_senseless_time_is_unknown(wire: object) -> None:
    assert read(FollowInfo, {"userid": "z", "createtime": wire}, path="p").createtime is None


def test_an_answer_that_does_not_fit_names_fields_but_no_values() -> None:
    with pytest.raises(Unanswered, match="department") as failure:
        read(Member, {"userid": "zhang", "department": "13800000000"}, path="user/get")

    assert "13800000000" not in str(failure.value)


@pytest.mark.parametrize("answer", [None, [], "x", 5, {}])
def test_an_answer_of_another_kind_is_told(answer: object) -> None:
    with pytest.raises(Unanswered):
        read(Member, answer, path="user/get")


@pytest.mark.parametrize("rows", [None, "x", 5, {}])
def test_a_missing_list_is_an_empty_one(rows: object) -> None:
    assert read_all(Member, rows, path="p") == ()
    assert texts(rows) == ()


def test_tag_ids_are_found_in_both_shapes() -> None:
    single = FollowInfo.model_validate({"userid": "z", "tags": [{"tag_id": "et1"}, {"type": 2}]})
    batch = FollowInfo.model_validate({"userid": "z", "tag_id": ["et1"]})

    assert single.tag_ids == batch.tag_ids == ("et1",)


def test_bytes_are_counted_not_characters() -> None:
    checks = Checks("p")
    checks.at_most_bytes("title", "汉" * 21, 64)
    with pytest.raises(InvalidRequest, match="title has 66 bytes, at most 64 are allowed"):
        checks.at_most_bytes("title", "汉" * 22, 64)


def test_characters_are_counted_not_bytes() -> None:
    checks = Checks("p")
    checks.at_most_chars("state", "汉" * 30, 30)
    with pytest.raises(InvalidRequest, match="31 characters"):
        checks.at_most_chars("state", "汉" * 31, 30)


def test_batches_cover_everything_once() -> None:
    rows = list(range(250))

    assert [len(some) for some in batches(rows)] == [100, 100, 50]
    assert [row for some in batches(rows) for row in some] == rows
