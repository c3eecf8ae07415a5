"""Who reacts to which event: a registry filled when the domains' `handlers` modules are plugged in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from siyu.runtime.spine.contracts import Event

E = TypeVar("E", bound=Event)
#: `async def reaction(event, uow)`; the unit of work is one floor up, so its type is not named here.
Reaction = Callable[[E, Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Handler:
    """One reaction: its stable name (module and function), the event class it wants, and what to call."""

    name: str
    event: type[Event]
    react: Callable[[Any, Any], Awaitable[None]]


_HANDLERS: dict[str, Handler] = {}


def on(event: type[E]) -> Callable[[Reaction[E]], Reaction[E]]:
    """Register a reaction; it runs in a transaction of its own batch, in order per customer, exactly once."""

    def register(react: Reaction[E]) -> Reaction[E]:
        name = f"{react.__module__}.{react.__name__}".removeprefix("siyu.")
        _HANDLERS[name] = Handler(name=name, event=event, react=react)
        return react

    return register


def registered_handlers() -> dict[str, list[Handler]]:
    """Every handler by the name of the event it wants, in a stable order."""
    by_event: dict[str, list[Handler]] = {}
    for handler in sorted(_HANDLERS.values(), key=lambda item: item.name):
        by_event.setdefault(handler.event.name, []).append(handler)
    return by_event
