"""Who may be contacted, as pure rules."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.privacy.contracts import ANY, Channel, ConsentState, Decision, Purpose, Suppression
from siyu.privacy.rules import covers, decide, is_allowed, is_repeated, is_suppressed, needs_consent

T0 = datetime(2026, 9, 1, tzinfo=UTC)
TOPICS = (ANY, "news", "member_day")
CHANNELS = (ANY, "wecom", "sms")

states = st.builds(
    ConsentState,
    purpose=st.sampled_from(["marketing", "service"]),
    topic=st.sampled_from(TOPICS),
    channel=st.sampled_from(CHANNELS),
    is_granted=st.booleans(),
    changed_at=st.integers(0, 5).map(lambda minutes: T0 + timedelta(minutes=minutes)),
    entry_id=st.just(1),
)
question = {"purpose": "marketing", "topic": "news", "channel": "sms"}


def a_word(minutes: int, *, is_granted: bool, topic: str = ANY, channel: str = ANY) -> ConsentState:
    return ConsentState("marketing", topic, channel, is_granted, T0 + timedelta(minutes=minutes), 1)


def test_a_no_to_everything_ends_every_earlier_yes() -> None:
    said = [a_word(1, is_granted=True, topic="news", channel="sms"), a_word(2, is_granted=False)]

    assert decide(said, **question) is Decision.WITHDRAWN


def test_a_later_yes_to_one_topic_opens_that_topic_only() -> None:
    said = [a_word(1, is_granted=False), a_word(2, is_granted=True, topic="news")]

    assert decide(said, **question) is Decision.GRANTED
    assert decide(said, purpose="marketing", topic="member_day", channel="sms") is Decision.WITHDRAWN


def test_in_the_same_instant_no_counts() -> None:
    said = [a_word(1, is_granted=True, topic="news"), a_word(1, is_granted=False, channel="sms")]

    assert decide(said, **question) is Decision.WITHDRAWN
    assert decide(reversed(said), **question) is Decision.WITHDRAWN


@given(st.lists(states, max_size=6))
def test_words_about_other_things_never_matter(said: list[ConsentState]) -> None:
    relevant = [state for state in said if covers(state, **question)]

    assert decide(said, **question) is decide(relevant, **question)


@given(st.lists(states, max_size=6))
def test_a_final_no_to_everything_always_blocks(said: list[ConsentState]) -> None:
    final = a_word(9, is_granted=False)

    assert decide([*said, final], **question) is Decision.WITHDRAWN


@given(st.lists(states, max_size=6), st.randoms())
def test_the_order_in_which_words_are_read_does_not_matter(said: list[ConsentState], random: object) -> None:
    shuffled = list(said)
    random.shuffle(shuffled)

    assert decide(said, **question) is decide(shuffled, **question)


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("purpose", list(Purpose))
def test_silence_is_no_where_an_agreement_is_needed(purpose: Purpose, channel: Channel) -> None:
    unknown = is_allowed(Decision.UNKNOWN, purpose=purpose, channel=channel)

    assert unknown is not needs_consent(purpose, channel)
    assert is_allowed(Decision.GRANTED, purpose=purpose, channel=channel)
    assert not is_allowed(Decision.WITHDRAWN, purpose=purpose, channel=channel)


def test_marketing_by_sms_needs_a_yes_and_a_wecom_friend_does_not() -> None:
    assert needs_consent("marketing", "sms")
    assert not needs_consent("marketing", "wecom")
    assert not needs_consent("service", "sms")
    assert needs_consent("location", "wecom")


@pytest.mark.parametrize(
    ("stop", "is_stopped"),
    [
        (Suppression("sms", "r", T0), True),
        (Suppression(ANY, "r", T0), True),
        (Suppression("wecom", "r", T0), False),
        (Suppression("sms", "r", T0, T0 + timedelta(hours=1)), True),
        (Suppression("sms", "r", T0, T0), False),
    ],
)
def test_a_stop_holds_for_its_channel_until_its_end(stop: Suppression, is_stopped: bool) -> None:
    assert is_suppressed([stop], "sms", T0) is is_stopped


def test_the_same_word_is_repeated_only_while_nothing_else_was_said() -> None:
    no = a_word(1, is_granted=False)
    later = T0 + timedelta(minutes=9)

    assert is_repeated(no, [no], is_granted=False, notice=None, at=later)
    assert not is_repeated(no, [no, a_word(2, is_granted=True, channel="sms")], is_granted=False, notice=None, at=later)
    assert not is_repeated(no, [no], is_granted=True, notice=None, at=later)
    assert is_repeated(no, [no], is_granted=True, notice=None, at=T0)
    yes = a_word(1, is_granted=True)
    assert not is_repeated(yes, [yes], is_granted=True, notice=2, at=later)
