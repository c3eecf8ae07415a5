"""Orders over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from siyu.commerce.contracts import OrderFilter, OrderState
from siyu.commerce.errors import OrderNotFound
from siyu.commerce.queries import reading
from siyu.commerce.schemas import OrderOut
from siyu.runtime.http import Moment, Paged, PageOut, TheHouse, needs
from siyu.runtime.viewer import Viewer

router = APIRouter(prefix="/v1/orders", tags=["orders"])

_RIGHT = "orders.read"
_Id = Annotated[int | None, Query(ge=1, lt=2**63)]


@router.get("", summary="Orders of the customers you may see, newest first")
async def list_orders(  # noqa: PLR0913  # one parameter per filter of the address
    house: TheHouse,
    paging: Paged,
    customer_id: _Id = None,
    shop_id: _Id = None,
    state: OrderState | None = None,
    number: Annotated[str | None, Query(max_length=64, pattern=r"^[^\x00]*$")] = None,
    since: Moment | None = None,
    until: Moment | None = None,
    store: Annotated[str | None, Query(max_length=64, pattern=r"^[^\x00]*$")] = None,
    staff_id: _Id = None,
    viewer: Viewer = needs(_RIGHT),
) -> PageOut[OrderOut]:
    """`since` and `until` are half open and compare the moment of payment, else of placing."""
    wanted = OrderFilter(customer_id, shop_id, state, number, since, until, store, staff_id)
    async with house.unit() as uow:
        page = await reading.list_orders(uow, viewer, wanted, paging)
    return PageOut.of(page.map(OrderOut.of))


@router.get("/{order_id}", summary="One order with its lines and refunds")
async def get_order(
    house: TheHouse, order_id: Annotated[int, Path(ge=1, lt=2**63)], viewer: Viewer = needs(_RIGHT)
) -> OrderOut:
    async with house.unit() as uow:
        order = await reading.find_order(uow, viewer, order_id)
    if order is None:
        raise OrderNotFound(what="order")
    return OrderOut.of(order)
