"""A decrypted callback on its way to whoever understands it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from siyu.runtime.database import UnitOfWork
from siyu.vendors.wecom import CallbackEvent


@dataclass(frozen=True, slots=True)
class Received:
    """One callback; times are UTC.

    `happened_at` is WeCom's CreateTime (whole seconds), or the arrival when it has none. `key` is the hash of the
    body: the same for every delivery of the same callback, so it serves as a dedup key.
    """

    corp_id: int
    event: CallbackEvent
    happened_at: datetime
    received_at: datetime
    key: str


#: Applies a callback in the given transaction and may answer in a word what came of it. WeCom promises no order and
#: delivers at least once: it must be safe to call again after a failure, and to be late.
Reaction: TypeAlias = Callable[[UnitOfWork, Received], Awaitable[str | None]]

#: The same for callbacks of different subjects at once, with set-based statements; a word for each, in order.
JointReaction: TypeAlias = Callable[[UnitOfWork, Sequence[Received]], Awaitable[list[str]]]
