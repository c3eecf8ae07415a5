"""Does an event class of the product say the same as its entry in the catalogue?"""

from dataclasses import MISSING, fields
from typing import Any

from siyu.runtime.spine import Event, EventRecord
from siyu.warehouse.catalogue.registry import EVENTS
from siyu.warehouse.catalogue.validation import Problem, find_problem

_ENVELOPE = {item.name for item in fields(Event)}


def list_disagreements(event: type[Event]) -> list[str]:
    """What an event class says differently; an empty list when class and catalogue agree."""
    found = EVENTS.get(event.name)
    if found is None:
        return [f"{event.name} is not in the catalogue"]
    told = [] if event.version == found.version else [f"version {event.version}, the catalogue has {found.version}"]
    ours = {item.name: item for item in fields(event) if item.name not in _ENVELOPE}
    told += [f"{name} is not in the catalogue" for name in ours if found.property(name) is None]
    for prop in found.properties:
        item: Any = ours.get(prop.name)
        if item is None:
            told += [] if prop.is_optional else [f"{prop.name} is missing in the class"]
        elif not prop.is_optional and (item.default is None or item.default_factory is not MISSING):
            told.append(f"{prop.name} is required by the catalogue and may be left out in the class")
    return [f"{event.name}: {line}" for line in told]


def find_record_problem(record: EventRecord) -> Problem | None:
    """The problem of a stored row, or None."""
    return find_problem(
        record.name,
        record.properties,
        has_customer=record.customer_id is not None,
        has_staff=record.staff_id is not None,
    )
