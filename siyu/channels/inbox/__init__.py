"""Inbox: callbacks are verified, stored durably, answered at once and applied afterwards."""

from siyu.channels.inbox.contracts import InboxItem, InboxLane, InboxState, WelcomeAsk, WelcomeChooser
from siyu.channels.inbox.errors import CallbackNotAccepted, CallbackNotParked, InboxBusy
from siyu.channels.inbox.service import count_waiting, list_callbacks, replay_all, replay_callback, visits_of
from siyu.channels.inbox.shortcut import install_shortcut
from siyu.channels.inbox.welcome import register_welcome

__all__ = [
    "CallbackNotAccepted",
    "CallbackNotParked",
    "InboxBusy",
    "InboxItem",
    "InboxLane",
    "InboxState",
    "WelcomeAsk",
    "WelcomeChooser",
    "count_waiting",
    "install_shortcut",
    "list_callbacks",
    "register_welcome",
    "replay_all",
    "replay_callback",
    "visits_of",
]
