"""Who is on duty and which welcome fits: pure decisions."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from siyu.acquisition.live_codes.contracts import CodeSpec, Shift, TimeWindow, WelcomeVariant
from siyu.acquisition.live_codes.rules import choose_staff, choose_welcome, covers, new_state_code, picture_type

SHANGHAI = ZoneInfo("Asia/Shanghai")
TIMES = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of September 2026 in Shanghai; the 1st is a Tuesday."""
    return datetime(2026, 9, day, hour, minute, tzinfo=SHANGHAI)


def test_a_window_begins_sharp_and_ends_before_its_end():
    window = TimeWindow(start=time(9), end=time(18))
    seen = [covers(window, at(1, *moment)) for moment in ((8, 59), (9, 0), (17, 59), (18, 0))]
    assert seen == [False, True, True, False]


def test_a_window_over_midnight_belongs_to_the_day_on_which_it_begins():
    tuesday_night = TimeWindow(weekdays=frozenset({2}), start=time(22), end=time(6))
    assert covers(tuesday_night, at(1, 23))
    assert covers(tuesday_night, at(2, 5, 59))
    assert not covers(tuesday_night, at(1, 5))
    assert not covers(tuesday_night, at(2, 23))


@given(start=TIMES, end=TIMES, minutes=st.integers(0, 7 * 24 * 60))
def test_a_window_and_its_complement_cover_every_moment_once(start, end, minutes):
    moment = at(1, 0) + timedelta(minutes=minutes)
    if start != end:
        assert covers(TimeWindow(start=start, end=end), moment) != covers(TimeWindow(start=end, end=start), moment)
    else:
        assert covers(TimeWindow(start=start, end=end), moment)


def test_the_shift_answers_unless_nobody_of_it_is_able():
    shift = Shift(windows=(TimeWindow(start=time(18), end=time(22)),), staff_ids=(2,))
    spec = CodeSpec(name="x", staff_ids=(1,), shifts=(shift,))
    evening, noon = at(1, 19).astimezone(UTC), at(1, 12).astimezone(UTC)
    assert choose_staff(spec, evening, SHANGHAI, {1, 2}) == (2,)
    assert choose_staff(spec, noon, SHANGHAI, {1, 2}) == (1,)
    assert choose_staff(spec, evening, SHANGHAI, {1}) == (1,)
    assert choose_staff(spec, noon, SHANGHAI, {2}) == (2,)
    assert choose_staff(spec, noon, SHANGHAI, set()) == ()


def test_the_first_fitting_welcome_is_chosen():
    night = WelcomeVariant(name="night", windows=(TimeWindow(start=time(22), end=time(6)),), text="a")
    bobs = WelcomeVariant(name="bob", staff_ids=(2,), text="b")
    chosen = [
        choose_welcome((night, bobs), staff_id=staff_id, at=at(1, hour), zone=SHANGHAI)
        for staff_id, hour in ((1, 23), (2, 12), (1, 12))
    ]
    assert [variant and variant.name for variant in chosen] == ["night", "bob", None]


def test_state_codes_fit_wecom_and_do_not_repeat():
    made = {new_state_code() for _ in range(2000)}
    assert len(made) == 2000
    assert all(len(code) <= 30 and code.isalnum() for code in made)


def test_pictures_are_known_by_their_first_bytes():
    assert picture_type(b"\x89PNG\r\n\x1a\n" + b"\0" * 9) == "image/png"
    assert picture_type(b"\xff\xd8\xff\xe0" + b"\0" * 9) == "image/jpeg"
    assert picture_type(b"GIF89a" + b"\0" * 9) is None
    assert picture_type(b"\xff\xd8\xff" + b"\0" * (2 * 1024 * 1024)) is None
