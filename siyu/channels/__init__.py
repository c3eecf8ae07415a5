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
    register_welcome,
    replay_all,
    replay_callback,
)
from siyu.channels.sending import (
    ImagePart,
    LinkPart,
    Message,
    MessageDelivered,
    MessageFailed,
    MessageSkipped,
    MessageUnknown,
    MiniProgramPart,
)
from siyu.channels.sending.rules.rendering import find_template_problem
from siyu.channels.wecom import Received, on_callback

__all__ = [
    "CallbackNotAccepted",
    "CallbackNotParked",
    "ImagePart",
    "InboxBusy",
    "InboxItem",
    "InboxLane",
    "InboxState",
    "LinkPart",
    "Message",
    "MessageDelivered",
    "MessageFailed",
    "MessageSkipped",
    "MessageUnknown",
    "MiniProgramPart",
    "Received",
    "WelcomeAsk",
    "WelcomeChooser",
    "count_waiting",
    "find_template_problem",
    "list_callbacks",
    "on_callback",
    "register_welcome",
    "replay_all",
    "replay_callback",
]
