"""All endpoints by path. A new area of the API is a module with an ``area`` and one line here."""

from simulator.wecom import (
    contact_ways,
    customers,
    directory,
    group_welcomes,
    groups,
    join_ways,
    mass_results,
    mass_send,
    media,
    network,
    tags,
    welcome,
)
from simulator.wecom.call import Endpoint

AREAS = (
    directory.area,
    customers.area,
    contact_ways.area,
    tags.area,
    groups.area,
    join_ways.area,
    group_welcomes.area,
    welcome.area,
    mass_send.area,
    mass_results.area,
    media.area,
    network.area,
)
ENDPOINTS: dict[str, Endpoint] = {path: end for area in AREAS for path, end in area.endpoints.items()}
