"""What a customer bought, in short, for the page about the customer."""

from collections.abc import Mapping, Sequence
from typing import Any

from siyu.commerce.queries.reading import sum_orders
from siyu.runtime.database import UnitOfWork
from siyu.runtime.viewer import Viewer


class OrdersPanel:
    """Orders of a person in figures: how many are valid, what they brought, when the first and last were paid."""

    name = "orders"

    async def show(self, uow: UnitOfWork, viewer: Viewer, customer_ids: Sequence[int]) -> Mapping[str, Any]:
        """Plain JSON; empty for a viewer who may not see orders. A valid order is paid and not wholly refunded."""
        if not viewer.may("orders.read"):
            return {}
        found = await sum_orders(uow, customer_ids)
        return {
            "orders_n": found.orders_n,
            "valid_n": found.valid_n,
            "net_cents": found.net_cents,
            "first_paid_at": found.first_paid_at and found.first_paid_at.isoformat(),
            "last_paid_at": found.last_paid_at and found.last_paid_at.isoformat(),
        }
