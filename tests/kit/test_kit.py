"""Grammar: masking, text, paging, days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.kit.clock import ManualClock, SystemClock
from siyu.kit.masking import mask_name, mask_phone
from siyu.kit.paging import Page
from siyu.kit.text import cut_bytes, normalise
from siyu.kit.zones import days_between, local_day, start_of_day

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13812345678", "138****5678"), ("02188886666", "021****6666"), ("12345", "***45"), ("", ""), (None, None)],
)
def test_a_phone_keeps_its_ends_only(phone: str | None, shown: str | None) -> None:
    assert mask_phone(phone) == shown


@given(st.text("0123456789", min_size=8, max_size=20))
def test_a_masked_phone_hides_the_middle(phone: str) -> None:
    masked = mask_phone(phone)
    assert masked is not None
    assert len(masked) == len(phone)
    assert masked.count("*") == len(phone) - 7


def test_a_name_keeps_its_first_character() -> None:
    assert mask_name("王小明") == "王**"
    assert mask_name("") == ""


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("  张  三 ", "张 三"),
        ("vip\u200b会员", "vip会员"),
        ("\u202eevil", "evil"),
        ("Ⅷ", "viii"),
    ],
)
def test_text_is_compared_in_one_form(typed: str, normal: str) -> None:
    assert normalise(typed) == normal


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(), st.integers(0, 50))
def test_cut_text_fits_and_is_a_beginning(text: str, limit: int) -> None:
    cut = cut_bytes(text, limit)
    assert len(cut.encode()) <= limit
    assert text.startswith(cut)
    assert len(text.encode()) <= limit or len(text[: len(cut) + 1].encode()) > limit


def test_a_page_keeps_its_place_when_its_rows_change() -> None:
    assert Page([1, 2], "next", 9).map(str) == Page(["1", "2"], "next", 9)


def test_days_are_cut_in_the_zone() -> None:
    assert local_day(datetime(2026, 8, 31, 16, 0, 30, tzinfo=UTC), SHANGHAI) == date(2026, 9, 1)
    assert start_of_day(date(2026, 9, 1), SHANGHAI) == datetime(2026, 8, 31, 16, tzinfo=UTC)
    assert days_between(date(2026, 2, 27), date(2026, 3, 1)) == [date(2026, 2, 27), date(2026, 2, 28)]


def test_clocks_tell_utc() -> None:
    clock = ManualClock()
    before = clock.now()
    clock.advance(timedelta(minutes=1))
    assert clock.now() - before == timedelta(minutes=1)
    assert SystemClock().now().tzinfo is UTC
