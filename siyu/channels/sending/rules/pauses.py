"""How long to wait before the next question or try."""

from datetime import timedelta

#: Where results are expected soon after a staff member confirms, and then less and less often.
_POLLS = (5, 15, 30, 60, 120, 300, 600, 1800)
_LAST_POLL = 3600
#: A task nobody confirms is asked about for so long; then it stays as it is.
PATIENCE = timedelta(days=35)


def pause_before_poll(polls: int) -> timedelta:
    """The pause after the n-th fruitless question about results (0 = first)."""
    return timedelta(seconds=_POLLS[polls] if polls < len(_POLLS) else _LAST_POLL)


def pause_before_retry(tries: int, *, most: float = 900.0) -> timedelta:
    """The pause after the n-th failed try (1 = first): 2, 4, 8 … seconds, at most `most`."""
    return timedelta(seconds=min(2.0 ** min(tries, 20), most))
