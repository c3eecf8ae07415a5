"""What WeCom's callbacks mean for us: each kind becomes a call of the domain it belongs to."""

from siyu.channels.wecom.contracts import Reaction, Received
from siyu.channels.wecom.errors import CallbackIncomplete
from siyu.channels.wecom.registry import find_reaction, on_callback, required

__all__ = ["CallbackIncomplete", "Reaction", "Received", "find_reaction", "on_callback", "required"]
