"""The pure rules of sending."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.channels.sending.contracts import LinkPart, Message, State
from siyu.channels.sending.rules.hours import quiet_until, windows_at
from siyu.channels.sending.rules.pauses import pause_before_poll, pause_before_retry
from siyu.channels.sending.rules.reasons import REASONS, sentence_for
from siyu.channels.sending.rules.recognition import Listed, pick_candidates
from siyu.channels.sending.rules.refusals import failure_reason
from siyu.channels.sending.rules.rendering import RenderFailed, find_template_problem, render
from siyu.channels.sending.rules.shares import arm_at, arm_bounds, place_of
from siyu.channels.sending.rules.states import may_become, states_before
from siyu.channels.sending.rules.wording import find_banned_words, find_content_problem

SHANGHAI = ZoneInfo("Asia/Shanghai")
ZONES = st.sampled_from(["Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "UTC"])
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
MINUTES = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@pytest.mark.parametrize(
    ("local", "until"),
    [
        ("2026-09-01T21:00", "2026-09-02T08:00"),
        ("2026-09-01T20:59", None),
        ("2026-09-02T07:59", "2026-09-02T08:00"),
        ("2026-09-02T08:00", None),
        ("2026-09-02T00:00", "2026-09-02T08:00"),
    ],
)
def test_quiet_hours_cross_midnight(local: str, until: str | None) -> None:
    now = datetime.fromisoformat(local).replace(tzinfo=SHANGHAI)
    found = quiet_until(now, SHANGHAI, time(21), time(8))
    assert found == (None if until is None else datetime.fromisoformat(until).replace(tzinfo=SHANGHAI))


@given(MOMENTS, ZONES, MINUTES, MINUTES)
def test_the_end_of_quiet_time_is_later_and_not_quiet(now: datetime, name: str, start: time, end: time) -> None:
    zone = ZoneInfo(name)
    until = quiet_until(now, zone, start, end)
    if until is not None:
        assert now <= until <= now + timedelta(hours=26)
        assert quiet_until(until, zone, start, end) is None or until == now


def test_no_quiet_time_without_both_ends() -> None:
    now = datetime(2026, 9, 1, tzinfo=UTC)
    assert quiet_until(now, SHANGHAI, None, time(8)) is None
    assert quiet_until(now, SHANGHAI, time(8), time(8)) is None


@given(MOMENTS, ZONES)
def test_an_instant_lies_in_its_windows(now: datetime, name: str) -> None:
    found = windows_at(now, ZoneInfo(name))
    for start, end in (found.day, found.week, found.month):
        assert start <= now < end
    assert found.week[0] <= found.day[0]
    assert found.month[0] <= found.day[0]


@given(st.text(max_size=20), st.integers(1, 2**60))
def test_a_place_depends_on_salt_and_person_only(salt: str, customer_id: int) -> None:
    assert 0 <= place_of(salt, customer_id) < 1000
    assert place_of(salt, customer_id) == place_of(salt, customer_id)


def test_places_are_spread_evenly() -> None:
    held = sum(place_of("campaign:1:holdout", number) < 100 for number in range(20_000))
    assert 1800 < held < 2200


@given(st.lists(st.integers(0, 300), min_size=1, max_size=3), st.integers(0, 999))
def test_each_place_belongs_to_one_arm_or_none(shares: list[int], place: int) -> None:
    bounds = arm_bounds(shares)
    arm = arm_at(place, bounds)
    assert (arm is None) == (place >= sum(shares))
    if arm is not None:
        assert (bounds[arm - 1] if arm else 0) <= place < bounds[arm]


def test_shares_over_the_whole_are_refused() -> None:
    with pytest.raises(ValueError, match="1000"):
        arm_bounds([600, 401])


def test_texts_are_filled_and_missing_values_are_errors() -> None:
    assert render("{{ staff.name }}：您好", {"staff": {"name": "王敏"}}) == "王敏：您好"
    for values in ({}, {"staff": {"name": None}}, {"staff": {"name": ""}}):
        with pytest.raises(RenderFailed, match="missing_variable"):
            render("{{ staff.name }}", values)


@pytest.mark.parametrize(
    ("text", "mass", "single"),
    [
        ("您好", None, None),
        ("{{ staff.name }} {{ corp.name }}", None, None),
        ("{{ customer.name }}", "variable_per_customer", None),
        ("{{ order.total }}", "unknown_variable", "unknown_variable"),
        ("{{ staff.name", "bad_template", "bad_template"),
        ("{% include 'x' %}", "bad_template", "bad_template"),
    ],
)
def test_templates_that_cannot_be_sent(text: str, mass: str | None, single: str | None) -> None:
    assert find_template_problem(text, is_mass=True) in (mass, "bad_template" if "include" in text else mass)
    if "include" not in text:
        assert find_template_problem(text, is_mass=False) == single
    else:
        with pytest.raises(RenderFailed):
            render(text, {})


def test_an_endless_text_is_refused() -> None:
    with pytest.raises(RenderFailed):
        render("{% for i in (1..100000) %}{% for j in (1..100000) %}x{% endfor %}{% endfor %}", {})


@pytest.mark.parametrize("words", ["全网最低", "全 网 最 低", "全\u200b网最低", "１００％有效"])
def test_absolute_words_are_found_however_they_are_hidden(words: str) -> None:
    assert find_banned_words(f"本店{words}！")


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        (Message(text="好" * 1333), None),
        (Message(text="好" * 1334), "text_too_long"),
        (Message(text=" "), "empty"),
        (Message(attachments=(LinkPart(title="题" * 43, url="https://a.cn"),)), "part_too_long"),
        (Message(attachments=(LinkPart(title="国家级好物", url="https://a.cn"),)), "banned_word"),
        (Message(attachments=(LinkPart(title="好物", url="https://a.cn"),)), None),
    ],
)
def test_contents_beyond_the_limits_are_found(message: Message, problem: str | None) -> None:
    assert find_content_problem(message, message.text) == problem


def test_the_organisations_own_words_count_too() -> None:
    assert find_content_problem(Message(text="内部价"), "内部价", ("内部价",)) == "banned_word"


def test_final_states_stay() -> None:
    for state in (State.DELIVERED, State.FAILED, State.SKIPPED):
        assert not any(may_become(state, after) for after in State)
    assert set(states_before(State.DELIVERED)) == {State.DISPATCHING, State.SUBMITTED, State.UNKNOWN}


def test_pauses_grow_and_are_bounded() -> None:
    polls = [pause_before_poll(number) for number in range(30)]
    assert polls == sorted(polls)
    assert polls[-1] == timedelta(hours=1)
    assert pause_before_retry(1) == timedelta(seconds=2)
    assert pause_before_retry(99) == timedelta(minutes=15)


def test_only_messages_alike_and_not_recorded_are_candidates() -> None:
    message = Message(text="您好", attachments=(LinkPart(title="好物", url="https://a.cn"),))
    listed = [
        Listed("ours", "您好", ("link",)),
        Listed("known", "您好", ("link",)),
        Listed("plain", "您好", ()),
        Listed("other", "再见", ("link",)),
    ]
    assert [one.msgid for one in pick_candidates(listed, {"known"}, message, "您好")] == ["ours"]


def test_a_wrong_set_up_lets_people_wait() -> None:
    assert failure_reason(41048) == "not_friend"
    assert failure_reason(40058) == "rejected"
    assert failure_reason(60020) is None


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_every_reason_has_words_in_both_languages(reason: str) -> None:
    zh, en = sentence_for("skipped", reason)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in zh)
    assert en.isascii()
