"""Old versions of an event, read as the newest."""

from collections.abc import Callable, Mapping
from typing import Any

from siyu.warehouse.catalogue.registry import EVENTS

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]

_UPCASTERS: dict[tuple[str, int], Upcaster] = {}


def upcaster(name: str, from_version: int) -> Callable[[Upcaster], Upcaster]:
    """Register how properties of version `from_version` become those of the next one."""

    def register(change: Upcaster) -> Upcaster:
        if (name, from_version) in _UPCASTERS:
            raise ValueError(f"{name} version {from_version} has an up-caster already")
        _UPCASTERS[name, from_version] = change
        return change

    return register


def newest(name: str, version: int, properties: Mapping[str, Any]) -> dict[str, Any]:
    """The properties as the newest version of the event has them; unknown events are left as they are."""
    wanted = EVENTS[name].version if name in EVENTS else version
    told = dict(properties)
    for step in range(version, wanted):
        told = _UPCASTERS[name, step](told)
    return told


def missing_upcasters() -> list[tuple[str, int]]:
    """Steps between versions of the catalogue that nobody wrote; must be empty."""
    return [
        (item.name, step)
        for item in EVENTS.values()
        for step in range(1, item.version)
        if (item.name, step) not in _UPCASTERS
    ]
