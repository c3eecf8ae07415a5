"""Who understands which callback; domains above register the kinds that are theirs."""

from collections.abc import Callable

from siyu.channels.wecom.contracts import Reaction, Received
from siyu.channels.wecom.errors import CallbackIncomplete

_REACTIONS: dict[tuple[str, str], Reaction] = {}


def on_callback(event: str, *change_types: str) -> Callable[[Reaction], Reaction]:
    """Register a reaction to an event, for some of its change types or (none given) for all others."""

    def register(react: Reaction) -> Reaction:
        for change_type in change_types or ("",):
            known = _REACTIONS.get((event, change_type))
            if known is not None and known.__module__ != react.__module__:
                raise ValueError(f"two reactions to {event} {change_type}")
            _REACTIONS[event, change_type] = react
        return react

    return register


def find_reaction(event: str, change_type: str) -> Reaction | None:
    """The reaction to this kind of callback, or None when nobody uses it."""
    return _REACTIONS.get((event, change_type)) or _REACTIONS.get((event, ""))


def required(received: Received, name: str) -> str:
    """The text of a field that this kind of callback always has; `CallbackIncomplete` when it does not."""
    value = received.event.text(name)
    if value is None:
        raise CallbackIncomplete(name)
    return value
