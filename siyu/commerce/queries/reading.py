"""Orders as people read them: only those of customers whom the viewer may see."""

import base64
import binascii
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select, text, true, tuple_

from siyu import customers, staff
from siyu.commerce.contracts import Item, Order, OrderFilter, OrderState, Refund, RefundState
from siyu.commerce.rules.orders import refund_state_of
from siyu.commerce.tables import order_items, orders, refunds, shops
from siyu.kit.masking import mask_name
from siyu.kit.paging import Page, Paging
from siyu.runtime.database import UnitOfWork
from siyu.runtime.schema import metadata
from siyu.runtime.viewer import Viewer


def _seen_by(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.sees_everyone:
        return true()
    # The predicate is about the customers' table, which only its own domain may import.
    persons = metadata.tables["customers"]
    return orders.c.customer_id.in_(select(persons.c.id).where(customers.visible_to(viewer)))


def _shown(viewer: Viewer) -> Select[Any]:
    return select(orders, shops.c.key).join(shops, shops.c.id == orders.c.shop_id).where(_seen_by(viewer))


def _wanted(wanted: OrderFilter) -> list[ColumnElement[bool]]:
    pairs: tuple[tuple[Any, Callable[[Any], ColumnElement[bool]]], ...] = (
        (wanted.customer_id, orders.c.customer_id.__eq__),
        (wanted.shop_id, orders.c.shop_id.__eq__),
        (wanted.state, orders.c.state.__eq__),
        (wanted.number, orders.c.number.__eq__),
        (wanted.since, orders.c.happened_at.__ge__),
        (wanted.until, orders.c.happened_at.__lt__),
        (wanted.store, orders.c.store.__eq__),
        (wanted.staff_id, orders.c.staff_id.__eq__),
    )
    return [condition(value) for value, condition in pairs if value is not None]


async def list_orders(uow: UnitOfWork, viewer: Viewer, wanted: OrderFilter, paging: Paging) -> Page[Order]:
    """Newest first by payment, else by placing, with the number of all that fit."""
    newest = (orders.c.happened_at.desc(), orders.c.id.desc())
    statement = _shown(viewer).where(*_wanted(wanted)).order_by(*newest).limit(paging.limit + 1)
    before = _read_cursor(paging.cursor)
    if before is not None:
        statement = statement.where(tuple_(orders.c.happened_at, orders.c.id) < tuple_(*before))
    rows = (await uow.execute(statement)).all()
    shown = rows[: paging.limit]
    found = await _named(uow, viewer, await _with_lines(uow, shown))
    counted = select(func.count()).select_from(orders).where(_seen_by(viewer), *_wanted(wanted))
    total = (await uow.execute(counted)).scalar_one()
    return Page(found, _cursor(shown[-1]) if len(rows) > paging.limit else None, total)


async def find_order(uow: UnitOfWork, viewer: Viewer, order_id: int) -> Order | None:
    """An order of a customer whom the viewer may see."""
    rows = (await uow.execute(_shown(viewer).where(orders.c.id == order_id))).all()
    return next(iter(await _named(uow, viewer, await _with_lines(uow, rows))), None)


async def _named(uow: UnitOfWork, viewer: Viewer, found: list[Order]) -> list[Order]:
    """With the names of customers and sellers, asked for once for all."""
    people = await customers.list_names(uow, viewer, [order.customer_id for order in found])
    sellers = await staff.list_names(uow, {order.staff_id for order in found if order.staff_id})
    may_open = viewer.may("customers.read")
    shown = {person: name if may_open else mask_name(name) for person, name in people.items() if name}
    return [
        replace(order, customer_name=shown.get(order.customer_id), staff_name=sellers.get(order.staff_id or 0))
        for order in found
    ]


async def _with_lines(uow: UnitOfWork, rows: Sequence[Row[Any]]) -> list[Order]:
    ids = [row.id for row in rows]
    items: dict[int, list[Item]] = defaultdict(list)
    back: dict[int, list[Refund]] = defaultdict(list)
    if ids:
        lines = select(order_items).where(order_items.c.order_id.in_(ids)).order_by(order_items.c.line_n)
        for line in await uow.execute(lines):
            items[line.order_id].append(Item(line.product, line.qty_n, line.cents, line.name))
        returned = select(refunds).where(refunds.c.order_id.in_(ids)).order_by(refunds.c.refunded_at, refunds.c.number)
        for refund in await uow.execute(returned):
            back[refund.order_id].append(Refund(refund.number, refund.cents, refund.reason, refund.refunded_at))
    return [_order(row, items[row.id], back[row.id]) for row in rows]


_SUMS = text("""
SELECT count(*) AS orders_n,
       count(*) FILTER (WHERE paid_at IS NOT NULL AND paid_cents > refunded_cents) AS valid_n,
       coalesce(sum(paid_cents - refunded_cents) FILTER (WHERE paid_at IS NOT NULL), 0)::bigint AS net_cents,
       min(paid_at) AS first_paid_at, max(paid_at) AS last_paid_at
FROM orders WHERE customer_id = ANY(cast(:ids AS bigint[]))
""")


async def sum_orders(uow: UnitOfWork, customer_ids: Sequence[int]) -> Row[Any]:
    """The orders of a person who may have several ids, in figures."""
    return (await uow.execute(_SUMS, {"ids": list(customer_ids)})).one()


_HIDDEN = ("shop_id", "key", "origin_customer_id", "happened_at", "import_id", "revision", "created_at", "updated_at")


def _order(row: Row[Any], items: list[Item], back: list[Refund]) -> Order:
    values = {name: value for name, value in row._mapping.items() if name not in _HIDDEN}
    values["state"] = OrderState(values["state"])
    refunded: RefundState = refund_state_of(row.paid_cents if row.paid_at else None, row.refunded_cents)
    return Order(shop_key=row.key, refund_state=refunded, items=items, refunds=back, **values)


def _cursor(row: Row[Any]) -> str:
    micros = int(row.happened_at.timestamp() * 1_000_000)
    return base64.urlsafe_b64encode(f"{micros}.{row.id}".encode()).decode()


def _read_cursor(cursor: str | None) -> tuple[datetime, int] | None:
    """The place behind which to go on; a cursor that is none of ours begins anew."""
    if not cursor:
        return None
    try:
        micros, _, order_id = base64.urlsafe_b64decode(cursor.encode()).decode().partition(".")
        moment = datetime.fromtimestamp(int(micros) / 1_000_000, UTC)
        return (moment, int(order_id)) if 0 < int(order_id) < 2**63 else None
    except (ValueError, OverflowError, OSError, binascii.Error):
        return None
