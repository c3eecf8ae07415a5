"""Channels: how customers reach us (inbox) and how we reach them (sending)."""

from siyu.channels.inbox import (
    CallbackNotAccepted,
    CallbackNotParked,
    InboxBusy,
    InboxItem,
    InboxLane,
    InboxState,
    WelcomeAsk,
    WelcomeChooser,
    count_waiting,
    list_callbacks,
    replay_all,
    replay_callback,
)

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
    "list_callbacks",
    "replay_all",
    "replay_callback",
]
