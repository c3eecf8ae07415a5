"""Jobs, schedules and lanes: what a worker runs. Filled when the domains' `jobs` modules are plugged in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

Work = Callable[..., Awaitable[None]]
Turn = Callable[..., Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Job:
    """A door to work: `run(house, **arguments)`; safe to run twice, short, named `domain.verb`."""

    name: str
    run: Work
    queue: str = "default"
    retries: int = 5
    cron: str | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """A loop of its own that no backlog can block: `turn(house)` answers how much it did; 0 lets it rest.

    `channel` is a PostgreSQL notification that wakes it early; `copies` is how many run side by side in a worker.
    """

    name: str
    turn: Turn
    rest_seconds: float = 1.0
    channel: str | None = None
    copies: int = 1


_JOBS: dict[str, Job] = {}
_LANES: dict[str, Lane] = {}


def job(name: str, *, queue: str = "default", retries: int = 5) -> Callable[[Work], Job]:
    """Register a job; call `uow.enqueue(that_job, argument=…)` to order it. Arguments are plain JSON values."""

    def register(run: Work) -> Job:
        return _add(Job(name=name, run=run, queue=queue, retries=retries))

    return register


def every(cron: str, *, name: str, queue: str = "default") -> Callable[[Work], Job]:
    """Register a job that the clock orders too, by a cron line in UTC."""

    def register(run: Work) -> Job:
        return _add(Job(name=name, run=run, queue=queue, cron=cron))

    return register


def lane(
    name: str, *, rest_seconds: float = 1.0, channel: str | None = None, copies: int = 1
) -> Callable[[Turn], Lane]:
    """Register a loop that every worker keeps turning."""

    def register(turn: Turn) -> Lane:
        _LANES[name] = Lane(name=name, turn=turn, rest_seconds=rest_seconds, channel=channel, copies=copies)
        return _LANES[name]

    return register


def _add(new: Job) -> Job:
    known = _JOBS.get(new.name)
    if known is not None and known.run.__module__ != new.run.__module__:
        raise ValueError(f"two jobs are named {new.name}")
    _JOBS[new.name] = new
    return new


def registered_jobs() -> dict[str, Job]:
    """Every job by name."""
    return dict(_JOBS)


def registered_lanes() -> dict[str, Lane]:
    """Every lane by name."""
    return dict(_LANES)
