"""How fast sending works and how patient it is; a house may be given another pace."""

from dataclasses import dataclass
from datetime import timedelta

from siyu.runtime.house import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """A worker that lives renews its `lease` three times while it lasts, so the lease is the wait after one died.

    After a lost answer WeCom is asked `ask_after` later, and an absence must be seen `sure_asks` times, with
    `ask_again` between, before the task counts as never made; after `give_up` without a clear answer it is unknown.
    """

    lease: timedelta = timedelta(seconds=12)
    ask_after: timedelta = timedelta(seconds=20)
    ask_again: timedelta = timedelta(seconds=10)
    sure_asks: int = 2
    give_up: timedelta = timedelta(hours=6)
    most_people: int = 10_000
    clock_skew: timedelta = timedelta(minutes=10)


_USUAL = Pace()


def pace_of(house: House) -> Pace:
    """The pace of this house."""
    try:
        return house.get(Pace)
    except LookupError:
        return _USUAL
