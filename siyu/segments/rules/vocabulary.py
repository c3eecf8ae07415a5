"""The words from which rules are made: a person's fields with their comparisons, and events with their properties."""

from siyu import warehouse
from siyu.segments.contracts import EventWord, FieldWord, PropertyWord, Vocabulary
from siyu.segments.rules.check import is_summable
from siyu.segments.rules.fields import FIELDS, OPS

#: What happens to a person and is worth asking for; the rest of the catalogue is the house's own business.
_AREAS = ("commerce", "behaviour", "conversations", "arrival", "sends", "membership", "place", "voice")


def vocabulary() -> Vocabulary:
    """Every field and event that a rule may name, in the order in which people look for them."""
    fields = tuple(
        FieldWord(name=name, kind=field.kind, zh=field.zh, en=field.en, ops=tuple(sorted(OPS[field.kind])))
        for name, field in FIELDS.items()
    )
    events = tuple(_event(area, entry) for area in _AREAS for entry in warehouse.catalogue.AREAS[area])
    return Vocabulary(fields=fields, events=events)


def _event(area: str, entry: warehouse.catalogue.Entry) -> EventWord:
    usable = [prop for prop in entry.properties if prop.privacy is warehouse.catalogue.Privacy.NONE]
    return EventWord(
        name=entry.name,
        area=area,
        zh=entry.zh,
        en=entry.en,
        properties=tuple(
            PropertyWord(name=prop.name, kind=str(prop.kind), values=prop.values, is_summable=is_summable(prop))
            for prop in usable
        ),
    )
