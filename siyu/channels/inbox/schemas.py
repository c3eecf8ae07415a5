"""Shapes of the inbox over HTTP."""

from datetime import datetime

from siyu.runtime.http import Shape


class CallbackOut(Shape):
    """One callback: what it was, where it stands and, if it failed, why. Times are UTC."""

    id: int
    corp_id: int
    lane: str
    event: str
    change_type: str
    state: str
    tries: int
    reason: str | None
    outcome: str | None
    happened_at: datetime
    received_at: datetime
    finished_at: datetime | None


class ReplayedOut(Shape):
    """How many callbacks are tried again."""

    replayed: int
