"""What is shown of a person: their state, their age, and only the properties everybody may see."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from siyu import warehouse


def relation_state(lives: Iterable[bool]) -> str:
    """`followed` while any relation stands, `lost` when all have ended, `never` when there was none."""
    known = list(lives)
    if not known:
        return "never"
    return "followed" if any(known) else "lost"


def age_on(birth_on: date | None, today: date) -> int | None:
    """Full years on a day; who was born on 29 February is a year older on 1 March."""
    if birth_on is None or birth_on > today:
        return None
    return today.year - birth_on.year - ((today.month, today.day) < (birth_on.month, birth_on.day))


def shown_properties(
    entry: warehouse.catalogue.Entry | None, properties: Mapping[str, Any], *, reveals: bool
) -> Mapping[str, Any]:
    """The properties of an event without the personal and sensitive ones, unless the viewer may see them."""
    if reveals:
        return properties
    if entry is None:
        return {}
    hidden = {item.name for item in entry.properties if item.privacy is not warehouse.catalogue.Privacy.NONE}
    return {name: value for name, value in properties.items() if name not in hidden}
