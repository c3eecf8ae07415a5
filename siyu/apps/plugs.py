"""What the domains plug into the house: tables, handlers, jobs, routes, and what they provide."""

from fastapi import APIRouter

from siyu import acquisition, commerce, corps, customers, desk, intake, staff, warehouse
from siyu.acquisition.campaigns import jobs as campaign_jobs
from siyu.acquisition.campaigns import routes as campaign_routes
from siyu.acquisition.live_codes import handlers as live_code_handlers
from siyu.acquisition.live_codes import jobs as live_code_jobs
from siyu.acquisition.live_codes import routes as live_code_routes
from siyu.apps import health
from siyu.channels.inbox import jobs as inbox_jobs
from siyu.channels.inbox import routes as inbox_routes
from siyu.channels.sending import jobs as sending_jobs
from siyu.channels.sending import routes as sending_routes
from siyu.commerce import handlers as commerce_handlers
from siyu.commerce import routes as commerce_routes
from siyu.corps import routes as corps_routes
from siyu.customers import handlers as customer_handlers
from siyu.customers import jobs as customer_jobs
from siyu.customers import routes as customer_routes
from siyu.desk import jobs as desk_jobs
from siyu.desk import routes as desk_routes
from siyu.insights import routes as insight_routes
from siyu.intake import jobs as intake_jobs
from siyu.intake import routes as intake_routes
from siyu.privacy import handlers as privacy_handlers
from siyu.privacy import routes as privacy_routes
from siyu.runtime.house import House
from siyu.runtime.http import SignIn
from siyu.segments import routes as segment_routes
from siyu.staff import jobs as staff_jobs
from siyu.staff import routes as staff_routes
from siyu.warehouse import jobs as warehouse_jobs

#: Importing these modules registers their jobs, lanes and handlers.
WORK = (
    campaign_jobs,
    commerce_handlers,
    customer_handlers,
    customer_jobs,
    desk_jobs,
    inbox_jobs,
    intake_jobs,
    live_code_handlers,
    live_code_jobs,
    privacy_handlers,
    sending_jobs,
    staff_jobs,
    warehouse_jobs,
)

_ROUTES = (
    health,
    staff_routes,
    corps_routes,
    inbox_routes,
    customer_routes,
    privacy_routes,
    live_code_routes,
    segment_routes,
    campaign_routes,
    sending_routes,
    insight_routes,
    commerce_routes,
    intake_routes,
    desk_routes,
)


def routers() -> list[APIRouter]:
    """Every domain's routes, in the order in which the API's documentation shows them."""
    return [module.router for module in _ROUTES]


def register() -> None:
    """Let domains register what higher floors give to lower ones; safe to call twice."""
    warehouse.register_snapshot_source(customers.CustomerSnapshots())
    customers.register_panel(commerce.OrdersPanel())
    staff.register_scope_counter(customers.CustomersInScope())


def provide(house: House) -> None:
    """Give the house what its domains need at run time."""
    house.provide(corps.WeComClients.over(house))
    house.provide(staff.StaffSignIn(house), as_=SignIn)
    house.provide(desk.StreamHub(house.database))
    acquisition.provide_live_codes(house)
    intake.register_import_kind(commerce.OrdersKind(house.vault))
    intake.register_import_kind(customers.CustomersKind(house.vault))
