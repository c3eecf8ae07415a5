"""Who may be contacted, by the latest word that covers the question. Pure."""

from collections.abc import Iterable
from datetime import datetime

from siyu.privacy.contracts import ANY, Channel, ConsentState, Decision, Purpose, Suppression

#: On these, silence means no: marketing there needs an agreement first.
OPT_IN_CHANNELS = frozenset({Channel.SMS, Channel.VOICE, Channel.EMAIL, Channel.WHATSAPP})
#: These need an agreement of their own wherever they happen.
OPT_IN_PURPOSES = frozenset(
    {
        Purpose.SHARING,
        Purpose.EXPORT,
        Purpose.LOCATION,
        Purpose.HEALTH,
        Purpose.FINANCE,
        Purpose.CHILD,
    }
)


def needs_consent(purpose: str, channel: str) -> bool:
    """Whether silence means no; otherwise only a withdrawal does."""
    return purpose in OPT_IN_PURPOSES or (purpose != Purpose.SERVICE and channel in OPT_IN_CHANNELS)


def covers(state: ConsentState, *, purpose: str, topic: str, channel: str) -> bool:
    """Whether a word was said about this purpose, topic and channel, or about more than that."""
    return state.purpose == purpose and state.topic in {ANY, topic} and state.channel in {ANY, channel}


def decide(states: Iterable[ConsentState], *, purpose: str, topic: str = ANY, channel: str = ANY) -> Decision:
    """The latest covering word; of two in the same instant the refusal counts."""
    said = [state for state in states if covers(state, purpose=purpose, topic=topic, channel=channel)]
    if not said:
        return Decision.UNKNOWN
    latest = max(said, key=lambda state: (state.changed_at, not state.is_granted))
    return Decision.GRANTED if latest.is_granted else Decision.WITHDRAWN


def is_suppressed(suppressions: Iterable[Suppression], channel: str, at: datetime) -> bool:
    """Whether a stop of this channel, or of all, is in force."""
    return any(one.channel in {ANY, channel} and (one.until is None or one.until > at) for one in suppressions)


def is_allowed(decision: Decision, *, purpose: str, channel: str) -> bool:
    """Whether a decision lets us speak."""
    if decision is Decision.UNKNOWN:
        return not needs_consent(purpose, channel)
    return decision is Decision.GRANTED


def is_repeated(
    before: ConsentState, said: Iterable[ConsentState], *, is_granted: bool, notice: int | None, at: datetime
) -> bool:
    """Whether a word adds nothing to `before`, the one on the same topic and channel: it is older, or says the same.

    Saying the same counts again when something else was said of this purpose in between.
    """
    if at < before.changed_at:
        return True
    if before.is_granted != is_granted or (is_granted and notice != before.notice_version):
        return False
    return all(one.is_granted == is_granted or one.changed_at < before.changed_at for one in said)
