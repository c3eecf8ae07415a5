"""What the domains plug into the house: tables, handlers, jobs, routes, and what they provide."""

from fastapi import APIRouter

from siyu import corps
from siyu.apps import health
from siyu.channels.inbox import jobs as inbox_jobs
from siyu.channels.inbox import routes as inbox_routes
from siyu.corps import routes as corps_routes
from siyu.intake import jobs as intake_jobs
from siyu.intake import routes as intake_routes
from siyu.runtime.house import House
from siyu.warehouse import jobs as warehouse_jobs

#: Importing these modules registers their jobs, lanes and handlers.
WORK = (inbox_jobs, intake_jobs, warehouse_jobs)


def routers() -> list[APIRouter]:
    """Every domain's routes, in the order in which the API's documentation shows them."""
    return [health.router, corps_routes.router, inbox_routes.router, intake_routes.router]


def register() -> None:
    """Let domains register what higher floors give to lower ones; safe to call twice."""


def provide(house: House) -> None:
    """Give the house what its domains need at run time."""
    house.provide(corps.WeComClients.over(house))
