"""Which events the stream shows, and how a place in it is written. Pure."""

import re

from siyu import warehouse
from siyu.runtime.spine import Mark

#: What happens between people. Bookkeeping (audiences, snapshots, planning of each message) would drown it.
_AREAS = ("arrival", "commerce", "conversations", "groups", "membership", "voice", "place")
_MORE = frozenset(
    {
        "tag_added", "tag_removed", "message_submitted", "message_confirmed", "message_delivered", "message_failed",
        "message_unknown", "message_clicked", "message_replied", "message_complained", "consent_granted",
        "consent_withdrawn", "staff_left",
    }
)  # fmt: skip
SHOWN = _MORE | {entry.name for area in _AREAS for entry in warehouse.catalogue.AREAS[area]}
#: Events that belong to no customer, and the right that shows them.
_RIGHT_OF_OTHERS = {"campaign_moved": "campaigns.read", "staff_left": "staff.read"}
_PLACE = re.compile(r"([0-9]{1,18})\.([0-9]{1,18})")


def right_for(name: str) -> str:
    """The right that shows an event which belongs to no customer."""
    return _RIGHT_OF_OTHERS.get(name, "metrics.read")


def write_place(mark: Mark) -> str:
    """A place in the stream, as the browser sends it back in `Last-Event-ID`."""
    return f"{mark.xid}.{mark.id}"


def read_place(text: str | None) -> Mark | None:
    """The place that a browser sent back; None when it is none of ours."""
    found = _PLACE.fullmatch(text or "")
    return Mark(int(found[1]), int(found[2])) if found else None
