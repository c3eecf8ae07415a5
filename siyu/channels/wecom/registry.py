"""Who understands which callback; domains above register the kinds that are theirs."""

from collections.abc import Callable

from siyu.channels.wecom.contracts import JointReaction, Reaction, Received
from siyu.channels.wecom.errors import CallbackIncomplete
from siyu.runtime.database import UnitOfWork

_REACTIONS: dict[tuple[str, str], Reaction] = {}
_JOINT: dict[tuple[str, str], JointReaction] = {}


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


def on_callbacks(event: str, *change_types: str) -> Callable[[JointReaction], JointReaction]:
    """Register a reaction that takes many callbacks of these kinds at once; one alone is taken by it, too."""

    def register(react: JointReaction) -> JointReaction:
        async def react_to_one(uow: UnitOfWork, received: Received) -> str:
            [word] = await react(uow, [received])
            return word

        react_to_one.__module__ = react.__module__
        on_callback(event, *change_types)(react_to_one)
        _JOINT.update({(event, change_type): react for change_type in change_types})
        return react

    return register


def find_joint_reaction(event: str, change_type: str) -> JointReaction | None:
    """The reaction that takes many of this kind at once, if there is one."""
    return _JOINT.get((event, change_type))


def find_reaction(event: str, change_type: str) -> Reaction | None:
    """The reaction to this kind of callback, or None when nobody uses it."""
    return _REACTIONS.get((event, change_type)) or _REACTIONS.get((event, ""))


def required(received: Received, name: str) -> str:
    """The text of a field that this kind of callback always has; `CallbackIncomplete` when it does not."""
    value = received.event.text(name)
    if value is None:
        raise CallbackIncomplete(name)
    return value
