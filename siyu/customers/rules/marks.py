"""What a relation's tags are, seen from both sides: ours (with what waits to be told) and WeCom's."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Mark(StrEnum):
    """A tag on a relation: WeCom has it, or is to get it, or is to lose it."""

    ON = "on"
    ADDING = "adding"
    REMOVING = "removing"


@dataclass(frozen=True, slots=True)
class Ours:
    """One of our marks and since when it is so."""

    mark: Mark
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Difference:
    """What WeCom's reading means: tags that came, tags that went, orders that turn out to be done."""

    came: frozenset[int]
    went: frozenset[int]
    confirmed: frozenset[int]
    settled: frozenset[int]


def compare(ours: Mapping[int, Ours], theirs: Collection[int], as_of: datetime) -> Difference:
    """Compare a relation with WeCom's reading of `as_of`; what we changed or ordered since then stays ours.

    `confirmed`: ordered additions WeCom has already; `settled`: ordered removals that are done.
    """
    shown = frozenset(theirs)
    gone = {tag: mine for tag, mine in ours.items() if tag not in shown and mine.changed_at <= as_of}
    return Difference(
        came=shown - ours.keys(),
        went=frozenset(tag for tag, mine in gone.items() if mine.mark is Mark.ON),
        confirmed=frozenset(tag for tag in shown if tag in ours and ours[tag].mark is Mark.ADDING),
        settled=frozenset(tag for tag, mine in gone.items() if mine.mark is Mark.REMOVING),
    )
