"""Shops and products."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from siyu.commerce.contracts import SalesChannel, Shop
from siyu.commerce.tables import shops
from siyu.kit.paging import Page, Paging
from siyu.runtime.database import UnitOfWork

_SHOWN = (shops.c.id, shops.c.key, shops.c.name, shops.c.sales_channel, shops.c.is_active)


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What is known of a product; empty means unknown."""

    code: str
    name: str = ""
    category: str = ""
    price_cents: int | None = None


async def save_shop(
    uow: UnitOfWork, *, key: str, name: str, sales_channel: SalesChannel, secret_sealed: str
) -> Shop | None:
    """A new shop; None when the key is taken."""
    statement = upsert(shops).values(
        key=key, name=name, sales_channel=sales_channel, secret_sealed=secret_sealed, created_at=uow.now()
    )
    row = (await uow.execute(statement.on_conflict_do_nothing().returning(*_SHOWN))).one_or_none()
    return _shop(row) if row else None


async def find_shop(uow: UnitOfWork, key: str) -> tuple[Shop, str] | None:
    """A shop by its key, with its sealed secret."""
    row = (await uow.execute(select(*_SHOWN, shops.c.secret_sealed).where(shops.c.key == key))).one_or_none()
    return (_shop(row), row.secret_sealed) if row else None


async def find_shops_by_words(uow: UnitOfWork, words: Sequence[str]) -> dict[str, Shop]:
    """Shops by key or name, as people write them in a file."""
    statement = select(*_SHOWN).where(shops.c.key.in_(words) | shops.c.name.in_(words))
    found = [_shop(row) for row in await uow.execute(statement.order_by(shops.c.id))]
    return {word: shop for shop in reversed(found) for word in (shop.name, shop.key)}


async def lock_shop(uow: UnitOfWork, shop_id: int) -> None:
    """One writer of a shop's orders at a time; readers and other shops are not held up."""
    await uow.execute(text("SELECT id FROM shops WHERE id = :id FOR NO KEY UPDATE"), {"id": shop_id})


async def list_shops(uow: UnitOfWork, paging: Paging) -> Page[Shop]:
    """By key."""
    statement = select(*_SHOWN).order_by(shops.c.key).limit(paging.limit + 1)
    if paging.cursor:
        statement = statement.where(shops.c.key > paging.cursor.replace("\x00", ""))
    rows = (await uow.execute(statement)).all()
    items = [_shop(row) for row in rows[: paging.limit]]
    total = (await uow.execute(select(func.count()).select_from(shops))).scalar_one()
    return Page(items, items[-1].key if len(rows) > paging.limit else None, total)


async def save_secret(uow: UnitOfWork, shop_id: int, secret_sealed: str) -> Shop | None:
    """Another secret for a shop."""
    statement = update(shops).where(shops.c.id == shop_id).values(secret_sealed=secret_sealed).returning(*_SHOWN)
    row = (await uow.execute(statement)).one_or_none()
    return _shop(row) if row else None


def _shop(row: Row[Any]) -> Shop:
    return Shop(row.id, row.key, row.name, SalesChannel(row.sales_channel), row.is_active)


_PRODUCTS = text("""
INSERT INTO products AS p (shop_id, code, name, category, price_cents, updated_at)
SELECT :shop, code, name, category, price_cents, :now
FROM unnest(cast(:codes AS text[]), cast(:names AS text[]), cast(:categories AS text[]), cast(:prices AS bigint[]))
     AS input(code, name, category, price_cents)
ORDER BY code
ON CONFLICT (shop_id, code) DO UPDATE SET
    name = coalesce(nullif(excluded.name, ''), p.name),
    category = coalesce(nullif(excluded.category, ''), p.category),
    price_cents = coalesce(excluded.price_cents, p.price_cents),
    updated_at = excluded.updated_at
WHERE (coalesce(nullif(excluded.name, ''), p.name), coalesce(nullif(excluded.category, ''), p.category),
       coalesce(excluded.price_cents, p.price_cents)) IS DISTINCT FROM (p.name, p.category, p.price_cents)
""")


async def save_products(uow: UnitOfWork, shop_id: int, items: Sequence[ProductFacts]) -> None:
    """What a shop says about its products; what it does not say stays."""
    latest = {item.code: item for item in items}
    if not latest:
        return
    values = list(latest.values())
    await uow.execute(
        _PRODUCTS,
        {
            "shop": shop_id,
            "now": uow.now(),
            "codes": [item.code for item in values],
            "names": [item.name for item in values],
            "categories": [item.category for item in values],
            "prices": [item.price_cents for item in values],
        },
    )
