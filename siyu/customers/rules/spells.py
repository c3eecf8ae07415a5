"""When a spell of a relation begins and ends, whatever the order in which the news arrive.

`moved_at` is the newest moment we have heard of; older news never undo newer state. A callback says that something
happened at a time; a reading of WeCom's list says what was so when we asked (`as_of`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

# The callback of an addition and the relation's `createtime` may be a little apart; so may be repeated sources.
SAME_ADDITION = timedelta(seconds=60)

ASSIGNED_BY_ADMIN = 202
SHARED_BY_COLLEAGUE = 201


@dataclass(frozen=True, slots=True)
class Spell:
    """The newest spell of a relation. `unlisted_at`: since when the member's list does not show the customer."""

    number: int
    started_at: datetime | None
    ended_at: datetime | None
    moved_at: datetime
    unlisted_at: datetime | None = None
    is_half: bool = False

    @property
    def is_live(self) -> bool:
        """Whether the relation stands."""
        return self.ended_at is None


class Step(Enum):
    """What a piece of news does to a relation."""

    BEGIN = auto()  # a new spell
    RESTART = auto()  # an end went unnoticed: end the standing spell, then a new one
    COMPLETE = auto()  # a half addition is whole now
    FILL_START = auto()  # the end came first; now we learn of its beginning
    TOUCH = auto()  # nothing but a newer moment
    END = auto()
    END_UNSEEN = auto()  # the end of a spell whose beginning we have not heard of
    UNLIST = auto()  # ended already; now the member's list has lost it too
    NOTHING = auto()


def on_start(last: Spell | None, at: datetime, *, is_half: bool) -> Step:
    """The news that the two were joined at `at`."""
    if last is None:
        return Step.BEGIN
    if last.is_live:
        return _on_start_while_live(last, at, is_half=is_half)
    if at > last.moved_at:
        return Step.BEGIN
    return Step.FILL_START if last.started_at is None else Step.NOTHING


def _on_start_while_live(last: Spell, at: datetime, *, is_half: bool) -> Step:
    if last.is_half and not is_half:
        return Step.COMPLETE
    if at <= last.moved_at or is_half:
        return Step.NOTHING
    return Step.TOUCH if at <= last.moved_at + SAME_ADDITION else Step.RESTART


def on_end(last: Spell | None, at: datetime, *, unlists: bool) -> Step:
    """The news that it ended at `at`; `unlists` if the member's list loses the customer by it."""
    if last is None:
        return Step.END_UNSEEN
    if at < last.moved_at:
        return Step.NOTHING
    if last.is_live:
        return Step.END
    if unlists and last.unlisted_at is None:
        return Step.UNLIST
    # A second end means that the two were joined in between, of which we have not heard; when we do, it is over.
    return Step.TOUCH if at > last.moved_at else Step.NOTHING


def on_present(last: Spell | None, since: datetime | None, as_of: datetime) -> Step:
    """WeCom's list, asked at `as_of`, shows the relation as made at `since`.

    A customer who left stays in the list, so that his presence says nothing unless he was added anew.
    """
    if last is None:
        return Step.BEGIN
    if last.moved_at > as_of:
        return Step.NOTHING
    anew = since is not None and since > last.moved_at + SAME_ADDITION
    if last.is_live:
        return Step.RESTART if anew and not last.is_half else Step.NOTHING
    return Step.BEGIN if anew or last.unlisted_at is not None else Step.NOTHING


def on_absent(last: Spell, as_of: datetime) -> Step:
    """WeCom's list, asked at `as_of`, does not show the relation."""
    if last.moved_at >= as_of or (last.is_live and last.is_half):
        return Step.NOTHING
    if last.is_live:
        return Step.END
    return Step.UNLIST if last.unlisted_at is None else Step.NOTHING


def begun_by(given: str, add_way: int | None) -> str:
    """Who made the relation: customer, staff, admin or transfer."""
    if given:
        return given
    return "admin" if add_way == ASSIGNED_BY_ADMIN else "customer"


def lived_seconds(started_at: datetime | None, ended_at: datetime) -> int | None:
    """How long a spell lasted, if its beginning is known."""
    return None if started_at is None else max(0, int((ended_at - started_at).total_seconds()))
