"""What the catalogue knows of one event, and the short form in which the areas write it."""

from dataclasses import dataclass
from enum import StrEnum

from siyu.warehouse.catalogue.grammar import Property, read_properties


class Key(StrEnum):
    """How the dedup key of an event is made (its letter in the dictionary of events)."""

    TRANSITION = "T"
    OUTSIDE = "X"
    SEND = "S"
    SCHEDULED = "O"
    POLLED = "D"


class Retention(StrEnum):
    """How long an event is kept."""

    TRACE = "T"
    LIFE = "L"
    EVIDENCE = "E"
    SENSITIVE = "X"


class Op(StrEnum):
    """How a property is compared."""

    IN = "in"
    NOT_IN = "not_in"
    AT_LEAST = "at_least"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison of a property; a missing property satisfies only the negative ones."""

    property: str
    op: Op
    values: tuple[str | int | bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Interaction:
    """When the event is an act of the customer towards us: any of these, each being all of its tests.

    One empty alternative means always. `without_staff`: only if no staff member did it.
    """

    any_of: tuple[tuple[Test, ...], ...] = ((),)
    without_staff: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One event; `source` is the domain that writes it, `cause` what outside makes it happen."""

    name: str
    zh: str
    en: str
    source: str
    cause: str
    needs_customer: bool
    needs_staff: bool
    key: Key
    interaction: Interaction | None
    retention: Retention
    properties: tuple[Property, ...]
    version: int = 1
    retired_on: str = ""

    def property(self, name: str) -> Property | None:
        """The property of this name, or None."""
        return next((item for item in self.properties if item.name == name), None)


YES = Interaction()


def when(name: str, *values: str | bool) -> Interaction:
    """An interaction if the property has one of these values."""
    return Interaction(((Test(name, Op.IN, values),),))


def unless(name: str, *values: str | bool) -> Interaction:
    """An interaction if the property has none of these values."""
    return Interaction(((Test(name, Op.NOT_IN, values),),))


UNLESS_BOT = unless("is_bot", True)


def entry(  # noqa: PLR0913  # one row of the dictionary of events, written as a row
    name: str,
    zh: str,
    en: str,
    source: str,
    who: str,
    rules: str,
    properties: str,
    *,
    interaction: Interaction | None = None,
    version: int = 1,
) -> Entry:
    """One row: `source` is `domain (cause)`; `who` has C, S when required; `rules` is key and retention."""
    domain, _, cause = source.partition(" (")
    key, retention = rules.split()
    return Entry(
        name=name,
        zh=zh,
        en=en,
        source=domain,
        cause=cause.rstrip(")"),
        needs_customer="C" in who,
        needs_staff="S" in who,
        key=Key(key),
        interaction=interaction,
        retention=Retention(retention),
        properties=read_properties(properties),
        version=version,
    )
