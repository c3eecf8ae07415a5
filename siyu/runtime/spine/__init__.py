"""The spine: one stream of events, written with the state they change and read in commit order."""

from siyu.runtime.spine.contracts import Event, EventRecord, Mark, Source
from siyu.runtime.spine.handlers import Handler, on, registered_handlers
from siyu.runtime.spine.queries import current_mark, read_events, write_events
from siyu.runtime.spine.selected import named, write_selected

__all__ = [
    "Event",
    "EventRecord",
    "Handler",
    "Mark",
    "Source",
    "current_mark",
    "named",
    "on",
    "read_events",
    "registered_handlers",
    "write_events",
    "write_selected",
]
