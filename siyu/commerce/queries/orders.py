"""Orders as they are written: many at a time, by shop and number."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, text

from siyu.commerce.contracts import Item, Refund, Shop
from siyu.commerce.rules.orders import Standing
from siyu.commerce.tables import order_items, orders, refunds
from siyu.runtime.database import UnitOfWork


@dataclass(slots=True)
class Draft:
    """An order while facts are being told to it; `id` is None until it is written."""

    number: str
    customer_id: int
    sales_channel: str
    currency: str = "CNY"
    id: int | None = None
    standing: Standing = field(default_factory=Standing)
    total_cents: int = 0
    discount_cents: int = 0
    shipping_cents: int = 0
    import_id: int | None = None
    store: str | None = None
    staff_userid: str | None = None
    staff_id: int | None = None
    happened_at: datetime | None = None
    items: Sequence[Item] = ()
    new_items: Sequence[Item] = ()
    new_refunds: list[Refund] = field(default_factory=list)


_LOAD = text("""
SELECT o.id, o.number, o.customer_id, o.sales_channel, o.currency, o.placed_at, o.paid_at, o.cancelled_at,
       o.delivered_at, o.paid_cents, o.total_cents, o.discount_cents, o.shipping_cents, o.import_id, o.happened_at,
       o.store, o.staff_userid, o.staff_id,
       (SELECT jsonb_agg(jsonb_build_object('product', i.product, 'qty_n', i.qty_n, 'cents', i.cents, 'name', i.name)
                         ORDER BY i.line_n)
        FROM order_items AS i WHERE i.order_id = o.id) AS items,
       (SELECT coalesce(jsonb_object_agg(r.number, r.cents), '{}') FROM refunds AS r WHERE r.order_id = o.id) AS refunds
FROM orders AS o
WHERE o.shop_id = :shop AND o.number = ANY(cast(:numbers AS text[]))
ORDER BY o.id
FOR UPDATE OF o
""")


async def lock_orders(uow: UnitOfWork, shop: Shop, numbers: Sequence[str]) -> dict[str, Draft]:
    """The known ones of these orders, held until the transaction ends; the caller holds the shop already."""
    rows = await uow.execute(_LOAD, {"shop": shop.id, "numbers": list(numbers)})
    return {row.number: _draft(row) for row in rows}


def _draft(row: Any) -> Draft:
    return Draft(
        number=row.number,
        customer_id=row.customer_id,
        sales_channel=row.sales_channel,
        currency=row.currency,
        id=row.id,
        standing=Standing(
            row.placed_at, row.paid_at, row.cancelled_at, row.delivered_at, row.paid_cents, dict(row.refunds)
        ),
        total_cents=row.total_cents,
        discount_cents=row.discount_cents,
        shipping_cents=row.shipping_cents,
        items=[Item(**item) for item in row.items or ()],
        import_id=row.import_id,
        store=row.store,
        staff_userid=row.staff_userid,
        staff_id=row.staff_id,
        happened_at=row.happened_at,
    )


_INSERT = text("""
INSERT INTO orders (shop_id, number, customer_id, origin_customer_id, state, sales_channel, currency, total_cents,
                    paid_cents, discount_cents, shipping_cents, refunded_cents, placed_at, paid_at, cancelled_at,
                    delivered_at, happened_at, import_id, store, staff_userid, staff_id, created_at, updated_at)
SELECT :shop, number, customer_id, customer_id, state, sales_channel, currency, total_cents, paid_cents,
       discount_cents, shipping_cents, refunded_cents, placed_at, paid_at, cancelled_at, delivered_at, happened_at,
       import_id, store, staff_userid, staff_id, :now, :now
FROM unnest(cast(:number AS text[]), cast(:customer_id AS bigint[]), cast(:state AS text[]),
            cast(:sales_channel AS text[]), cast(:currency AS text[]), cast(:total_cents AS bigint[]),
            cast(:paid_cents AS bigint[]), cast(:discount_cents AS bigint[]), cast(:shipping_cents AS bigint[]),
            cast(:refunded_cents AS bigint[]), cast(:placed_at AS timestamptz[]), cast(:paid_at AS timestamptz[]),
            cast(:cancelled_at AS timestamptz[]), cast(:delivered_at AS timestamptz[]),
            cast(:happened_at AS timestamptz[]), cast(:import_id AS bigint[]), cast(:store AS text[]),
            cast(:staff_userid AS text[]), cast(:staff_id AS bigint[]))
     WITH ORDINALITY AS input(number, customer_id, state, sales_channel, currency, total_cents, paid_cents,
            discount_cents, shipping_cents, refunded_cents, placed_at, paid_at, cancelled_at, delivered_at,
            happened_at, import_id, store, staff_userid, staff_id, place)
ORDER BY place
RETURNING number, id
""")

_UPDATE = text("""
UPDATE orders AS o SET
    state = u.state, total_cents = u.total_cents, paid_cents = u.paid_cents, discount_cents = u.discount_cents,
    shipping_cents = u.shipping_cents, refunded_cents = u.refunded_cents, placed_at = u.placed_at, paid_at = u.paid_at,
    cancelled_at = u.cancelled_at, delivered_at = u.delivered_at, happened_at = u.happened_at, store = u.store,
    staff_userid = u.staff_userid, staff_id = u.staff_id,
    revision = o.revision + 1, updated_at = :now
FROM unnest(cast(:id AS bigint[]), cast(:state AS text[]), cast(:total_cents AS bigint[]),
            cast(:paid_cents AS bigint[]), cast(:discount_cents AS bigint[]), cast(:shipping_cents AS bigint[]),
            cast(:refunded_cents AS bigint[]), cast(:placed_at AS timestamptz[]), cast(:paid_at AS timestamptz[]),
            cast(:cancelled_at AS timestamptz[]), cast(:delivered_at AS timestamptz[]),
            cast(:happened_at AS timestamptz[]), cast(:store AS text[]), cast(:staff_userid AS text[]),
            cast(:staff_id AS bigint[]))
     AS u(id, state, total_cents, paid_cents, discount_cents, shipping_cents, refunded_cents, placed_at, paid_at,
          cancelled_at, delivered_at, happened_at, store, staff_userid, staff_id)
WHERE o.id = u.id
""")

_UPDATED = (
    "id", "state", "total_cents", "paid_cents", "discount_cents", "shipping_cents", "refunded_cents", "placed_at",
    "paid_at", "cancelled_at", "delivered_at", "happened_at", "store", "staff_userid", "staff_id",
)  # fmt: skip


async def save_orders(uow: UnitOfWork, shop: Shop, drafts: Sequence[Draft]) -> None:
    """Write what was told: new orders get their ids, known ones a higher revision."""
    new = [draft for draft in drafts if draft.id is None]
    known = [draft for draft in drafts if draft.id is not None]
    if new:
        columns = _columns([_values(draft) for draft in new], leave_out=("id",))
        rows = await uow.execute(_INSERT, {"shop": shop.id, "now": uow.now(), **columns})
        ids = {row.number: row.id for row in rows}
        for draft in new:
            draft.id = ids[draft.number]
    if known:
        values = [{name: _values(draft)[name] for name in _UPDATED} for draft in known]
        await uow.execute(_UPDATE, {"now": uow.now(), **_columns(values)})
    await _save_lines(uow, drafts)


def _values(draft: Draft) -> dict[str, Any]:
    standing = draft.standing
    return {
        "id": draft.id,
        "number": draft.number,
        "customer_id": draft.customer_id,
        "state": str(standing.state),
        "sales_channel": draft.sales_channel,
        "currency": draft.currency,
        "total_cents": draft.total_cents,
        "paid_cents": standing.paid_cents,
        "discount_cents": draft.discount_cents,
        "shipping_cents": draft.shipping_cents,
        "refunded_cents": standing.refunded_cents,
        "placed_at": standing.placed_at,
        "paid_at": standing.paid_at,
        "cancelled_at": standing.cancelled_at,
        "delivered_at": standing.delivered_at,
        "happened_at": standing.paid_at or standing.placed_at or draft.happened_at,
        "import_id": draft.import_id,
        "store": draft.store,
        "staff_userid": draft.staff_userid,
        "staff_id": draft.staff_id,
    }


def _columns(rows: Sequence[dict[str, Any]], *, leave_out: Sequence[str] = ()) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0] if name not in leave_out}


async def _save_lines(uow: UnitOfWork, drafts: Sequence[Draft]) -> None:
    lines = [
        {"order_id": draft.id, "line_n": place, "product": item.product, "name": item.name, "qty_n": item.qty_n,
         "cents": item.cents}
        for draft in drafts
        for place, item in enumerate(draft.new_items, start=1)
    ]  # fmt: skip
    if lines:
        await uow.execute(insert(order_items), lines)
    back = [
        {"order_id": draft.id, "number": item.number, "cents": item.cents, "reason": item.reason,
         "refunded_at": item.refunded_at}
        for draft in drafts
        for item in draft.new_refunds
    ]  # fmt: skip
    if back:
        await uow.execute(insert(refunds), back)


_TAKE_BACK = text("""
DELETE FROM orders AS o USING shops AS s
WHERE o.shop_id = s.id AND o.id = ANY(cast(:ids AS bigint[])) AND o.import_id = :import AND o.revision = 0
RETURNING o.id, s.key, o.number, o.customer_id, o.paid_at, o.paid_cents, o.refunded_cents
""")


async def take_back(uow: UnitOfWork, import_id: int, ids: Sequence[int]) -> list[Any]:
    """Delete orders that an import made and nobody touched since; what they were."""
    return list(await uow.execute(_TAKE_BACK, {"ids": list(ids), "import": import_id}))


async def find_existing(uow: UnitOfWork, ids: Sequence[int]) -> set[int]:
    """Those of the ids that still are orders."""
    return set((await uow.execute(select(orders.c.id).where(orders.c.id.in_(ids)))).scalars())


_MERGED = text("UPDATE orders SET customer_id = :survivor WHERE customer_id = :loser")
_UNMERGED = text("UPDATE orders SET customer_id = :loser WHERE origin_customer_id = :loser")


async def move_orders(uow: UnitOfWork, *, loser: int, survivor: int) -> None:
    """The orders of a merged customer follow the person."""
    await uow.execute(_MERGED, {"loser": loser, "survivor": survivor})


async def return_orders(uow: UnitOfWork, *, loser: int) -> None:
    """A merge was taken back: the orders go back to whom they came from."""
    await uow.execute(_UNMERGED, {"loser": loser})
