"""What WeCom's callbacks mean for us: each kind becomes a call of the domain it belongs to."""

from siyu.channels.wecom.contracts import JointReaction, Reaction, Received
from siyu.channels.wecom.errors import CallbackIncomplete
from siyu.channels.wecom.registry import find_joint_reaction, find_reaction, on_callback, on_callbacks, required

__all__ = [
    "CallbackIncomplete",
    "JointReaction",
    "Reaction",
    "Received",
    "find_joint_reaction",
    "find_reaction",
    "on_callback",
    "on_callbacks",
    "required",
]
