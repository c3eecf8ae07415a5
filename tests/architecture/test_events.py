"""The event classes say exactly what the catalogue says."""

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import fields

import siyu
from siyu.runtime.spine import Event
from siyu.warehouse import catalogue

for module in pkgutil.walk_packages(siyu.__path__, "siyu."):
    if module.name.split(".")[-1] == "contracts" or ".contracts." in module.name:
        importlib.import_module(module.name)

ENVELOPE = {item.name for item in fields(Event)}


def event_classes(kind: type[Event] = Event) -> Iterator[type[Event]]:
    for child in kind.__subclasses__():
        if child.__module__.startswith("siyu.") and "name" in vars(child):
            yield child
        yield from event_classes(child)


def test_every_event_class_is_in_the_catalogue() -> None:
    assert [kind.__name__ for kind in event_classes() if kind.name not in catalogue.EVENTS] == []


def test_class_names_are_the_events_words() -> None:
    odd = [kind.__name__ for kind in event_classes() if kind.__name__ != kind.name.title().replace("_", "")]
    assert odd == []


def test_events_carry_only_properties_of_the_catalogue() -> None:
    strays = {}
    for kind in event_classes():
        entry = catalogue.EVENTS.get(kind.name)
        known = {item.name for item in entry.properties} if entry else set()
        if stray := {item.name for item in fields(kind)} - ENVELOPE - known:
            strays[kind.name] = sorted(stray)
    assert strays == {}
