"""Files of orders: one row is one order, paid or placed, perhaps refunded."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from siyu.commerce.contracts import Fact, FactKind, Item, OrderRefunded, Shop, Told, Verdict, order_name
from siyu.commerce.queries import orders as queries
from siyu.commerce.queries.shops import find_shops_by_words
from siyu.commerce.rules.order_rows import COLUMNS, find_reason
from siyu.commerce.service.buyers import Buyer, find_customers, shop_buyer
from siyu.commerce.service.orders import Origin, tell_orders
from siyu.commerce.service.shops import import_shop
from siyu.customers import IdentityKind, Known
from siyu.intake import Column, ImportRun, Made, Reason, Row, RowResult, Undone
from siyu.runtime.database import UnitOfWork
from siyu.runtime.secrets import Vault
from siyu.runtime.spine import Source

_IDENTITIES = {
    "unionid": IdentityKind.UNIONID,
    "phone": IdentityKind.PHONE,
    "member_no": IdentityKind.MEMBER_NO,
    "external_userid": IdentityKind.EXTERNAL,
}
_NO_SHOP = Reason("shop_unknown", "没有这个店铺，请先在店铺中新建。", "There is no such shop; open it first.", "shop")
_NO_BUYER = Reason("no_buyer", "无法识别买家。", "The buyer cannot be identified.")


@dataclass(frozen=True, slots=True)
class OrdersKind:
    """The import kind `orders`; phones are found by their keyed hash, so it needs the vault."""

    vault: Vault
    name: str = "orders"
    zh: str = "订单"
    en: str = "orders"
    columns: Sequence[Column] = COLUMNS

    def check(self, row: Row) -> Reason | None:
        """What the values of a row must have together."""
        return find_reason(row.values)

    async def apply(self, uow: UnitOfWork, run: ImportRun, rows: Sequence[Row]) -> list[RowResult]:
        """Tell each shop's orders what the rows say."""
        shops = await self._shops(uow, rows)
        people = await self._people(uow, rows, shops)
        results: dict[int, RowResult] = {}
        by_shop: dict[Shop, list[tuple[Row, int]]] = defaultdict(list)
        for row, customer_id in zip(rows, people, strict=True):
            shop = shops.get(row.values.get("shop", ""))
            if shop is None:
                results[row.number] = RowResult.rejected(_NO_SHOP)
            elif customer_id is None:
                results[row.number] = RowResult.rejected(_NO_BUYER)
            else:
                by_shop[shop].append((row, customer_id))
        for shop in sorted(by_shop, key=lambda shop: shop.id):
            results |= await _tell(uow, shop, by_shop[shop], run)
        return [results[row.number] for row in rows]

    async def _shops(self, uow: UnitOfWork, rows: Sequence[Row]) -> dict[str, Shop]:
        words = sorted({row.values["shop"] for row in rows if "shop" in row.values})
        found = await find_shops_by_words(uow, words) if words else {}
        if any("shop" not in row.values for row in rows):
            found[""] = await import_shop(uow)
        return found

    async def _people(self, uow: UnitOfWork, rows: Sequence[Row], shops: dict[str, Shop]) -> list[int | None]:
        buyers = [_buyer(row, shops) for row in rows]
        return await find_customers(uow, self.vault, buyers, source=Source.IMPORT)

    async def undo(self, uow: UnitOfWork, run: ImportRun, made: Sequence[Made]) -> list[Undone]:
        """Delete orders that nobody touched; what they paid is booked back, since events stay for ever."""
        ids = [item.id for item in made]
        gone = {row.id: row for row in await queries.take_back(uow, run.id, ids)}
        uow.say(*(_booked_back(row, run) for row in gone.values() if row.paid_cents > row.refunded_cents))
        existing = await queries.find_existing(uow, ids)
        return [_undone(item.id in gone, item.id in existing) for item in made]


def _undone(is_gone: bool, exists: bool) -> Undone:
    if is_gone or not exists:
        return Undone(True)
    return Undone(False, Reason("touched", "导入之后订单有新变化，已保留。", "The order changed after the import."))


def _booked_back(row: Any, run: ImportRun) -> OrderRefunded:
    order = order_name(row.key, row.number)
    return OrderRefunded(
        dedup_key=f"{order}:undo{run.id}",
        customer_id=row.customer_id,
        source=Source.IMPORT,
        order=order,
        refund=f"undo:{run.id}",
        refund_cents=row.paid_cents - row.refunded_cents,
        is_full=True,
    )


def _buyer(row: Row, shops: dict[str, Shop]) -> Buyer:
    known = [Known(kind, row.values[key]) for key, kind in _IDENTITIES.items() if key in row.values]
    shop = shops.get(row.values.get("shop", ""))
    if "buyer" in row.values and shop is not None:
        known.append(shop_buyer(shop.key, row.values["buyer"]))
    return Buyer(tuple(known))


async def _tell(uow: UnitOfWork, shop: Shop, rows: Sequence[tuple[Row, int]], run: ImportRun) -> dict[int, RowResult]:
    owners: list[int] = []
    facts: list[Fact] = []
    for row, customer_id in rows:
        for fact in _facts(row, customer_id):
            owners.append(row.number)
            facts.append(fact)
    told: dict[int, list[Told]] = defaultdict(list)
    for number, answer in zip(owners, await tell_orders(uow, shop, facts, Origin(Source.IMPORT, run.id)), strict=True):
        told[number].append(answer)
    return {number: _result(answers) for number, answers in told.items()}


def _result(answers: Sequence[Told]) -> RowResult:
    refused = next((answer for answer in answers if answer.verdict is Verdict.REJECTED), None)
    taken = [answer for answer in answers if answer.verdict is Verdict.ACCEPTED]
    if taken:
        new = next((answer for answer in taken if answer.is_new_order and answer.order_id), None)
        return RowResult.accepted(("order", new.order_id) if new and new.order_id else None)
    if refused:
        return RowResult.rejected(Reason(refused.code or "refused", refused.zh, refused.en))
    return RowResult.duplicate()


def _facts(row: Row, customer_id: int) -> list[Fact]:
    values = row.values
    shared: dict[str, Any] = {
        "number": values["order_no"],
        "customer_id": customer_id,
        "sales_channel": values.get("sales_channel"),
        "currency": values.get("currency", "CNY").upper(),
        "total_cents": values.get("total_cents"),
        "discount_cents": values.get("discount_cents"),
        "shipping_cents": values.get("shipping_cents"),
        "items": _items(values),
        "store": values.get("store"),
        "staff_userid": values.get("staff"),
    }
    facts = []
    for kind, column in ((FactKind.PLACED, "placed_at"), (FactKind.PAID, "paid_at")):
        if column in values:
            paid = values.get("paid_cents", 0)
            is_day = column in row.day_only
            facts.append(Fact(kind, occurred_at=values[column], is_day=is_day, paid_cents=paid, **shared))
    if values.get("refunded_cents"):
        when = "refunded_at" if "refunded_at" in values else "paid_at"
        facts.append(
            Fact(
                FactKind.REFUNDED,
                number=values["order_no"],
                customer_id=customer_id,
                occurred_at=values[when],
                is_day=when in row.day_only,
                refund="import",
                refund_cents=values["refunded_cents"],
            )
        )
    return facts


def _items(values: Any) -> Sequence[Item]:
    if "product" not in values:
        return ()
    cents = values.get("paid_cents", values.get("total_cents", 0))
    return (Item(values["product"], values.get("qty_n") or 1, cents, values.get("product_name", "")),)
