"""Registering a brand's own events."""

from siyu import warehouse
from siyu.commerce.errors import EventDefinitionRefused, EventNameTaken
from siyu.commerce.queries.definitions import custom_entry, find_definitions, save_definition
from siyu.runtime.audit import write_audit
from siyu.runtime.house import House
from siyu.runtime.viewer import Viewer


async def define_event(
    house: House, viewer: Viewer, *, name: str, zh: str, en: str, properties: tuple[warehouse.catalogue.Property, ...]
) -> warehouse.catalogue.Entry:
    """Register an event that begins with `x_`; again with the same properties is nothing.

    Raises `EventDefinitionRefused` and `EventNameTaken`.
    """
    entry = custom_entry(name, zh, en, properties)
    try:
        warehouse.catalogue.check_custom_entry(entry)
    except ValueError as error:
        raise EventDefinitionRefused(why=str(error)) from error
    async with house.unit() as uow:
        if await save_definition(uow, entry, created_by=viewer.user_id):
            await write_audit(uow, viewer, "commerce.event_defined", on=("event", name))
            return entry
        known = (await find_definitions(uow, [name]))[name]
    if known.properties != entry.properties:
        raise EventNameTaken(name=name)
    return known
