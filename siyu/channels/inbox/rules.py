"""Pure decisions about callbacks: which lane, about whom, when to try again, when to give up."""

from datetime import timedelta

from siyu.channels.inbox.contracts import InboxLane
from siyu.vendors.wecom import CallbackEvent

#: A row is parked after so many tries; a try that killed the process counts too.
MOST_TRIES = 5
#: How long a taken row belongs to its taker. A dead taker's rows come back after it; welcome codes cannot wait long.
LEASE = {InboxLane.URGENT: timedelta(seconds=7), InboxLane.NORMAL: timedelta(seconds=20)}

#: WeCom's 20 seconds and a little, since its clock and ours differ.
WELCOME_LIFE = timedelta(seconds=25)

_SUBJECT_FIELDS = ("ExternalUserID", "ChatId", "UserID", "Id")


#: A welcome that could not be sent is tried again after this.
URGENT_RETRY = timedelta(seconds=1)


def lane_of(event: CallbackEvent) -> InboxLane:
    """New relations with a welcome code cannot wait behind anything else."""
    is_start = event.event == "change_external_contact" and event.change_type.startswith("add_")
    return InboxLane.URGENT if is_start and event.text("WelcomeCode") else InboxLane.NORMAL


def subject_of(event: CallbackEvent) -> str | None:
    """Whom or what an event is about: events of one subject are applied in order; None: order means nothing."""
    for name in _SUBJECT_FIELDS:
        value = event.text(name)
        if value:
            return f"{event.event}:{value.lower() if name == 'UserID' else value}"
    return None


def retry_delay(tries: int) -> timedelta:
    """How long to wait after the `tries`-th failed try: 1, 2, 4, … seconds, at most a minute."""
    return timedelta(seconds=min(2 ** max(tries - 1, 0), 60))


def is_exhausted(tries: int) -> bool:
    """Whether a callback that failed so often is set aside for a person."""
    return tries >= MOST_TRIES


def is_welcome_over(waited: timedelta) -> bool:
    """Whether a welcome code that arrived so long ago is certainly dead."""
    return waited > WELCOME_LIFE
