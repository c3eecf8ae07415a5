"""Every event of the product by name, and the registry of a brand's own events."""

from siyu.warehouse.catalogue import messages, people, trade, work
from siyu.warehouse.catalogue.entries import Entry
from siyu.warehouse.catalogue.grammar import Kind, Property

AREAS: dict[str, tuple[Entry, ...]] = {
    "identity": people.IDENTITY,
    "arrival": people.ARRIVAL,
    "classes": people.CLASSES,
    "sends": messages.SENDS,
    "journeys": messages.JOURNEYS,
    "groups": messages.GROUPS,
    "conversations": messages.CONVERSATIONS,
    "behaviour": trade.BEHAVIOUR,
    "commerce": trade.COMMERCE,
    "membership": trade.MEMBERSHIP,
    "voice": work.VOICE,
    "place": work.PLACE,
    "work": work.WORK,
    "risk": work.RISK,
    "numbers": work.NUMBERS,
}

EVENTS: dict[str, Entry] = {item.name: item for area in AREAS.values() for item in area}

CUSTOM_PREFIX = "x_"


def typed_paths() -> dict[str, Property]:
    """Every property of the catalogue by name; raises ValueError if one name has two column types."""
    paths: dict[str, Property] = {}
    for item in EVENTS.values():
        for prop in item.properties:
            known = paths.setdefault(prop.name, prop)
            if _column_kind(known) != _column_kind(prop):
                raise ValueError(f"{prop.name} has two types: {known.kind} and {prop.kind} (in {item.name})")
    return dict(sorted(paths.items()))


def _column_kind(prop: Property) -> tuple[Kind, bool]:
    return (Kind.CODE if prop.kind is Kind.ENUM else prop.kind, prop.is_list)


def check_custom_entry(item: Entry) -> None:
    """Refuse a brand's own event that could be taken for one of ours or for another type of ours.

    Raises ValueError with the reason; the caller translates it.
    """
    if not item.name.startswith(CUSTOM_PREFIX):
        raise ValueError(f"a brand's own event begins with {CUSTOM_PREFIX}")
    paths = typed_paths()
    for prop in item.properties:
        ours = paths.get(prop.name)
        if ours is not None and _column_kind(ours) != _column_kind(prop):
            raise ValueError(f"{prop.name} is {ours.kind} everywhere else")
