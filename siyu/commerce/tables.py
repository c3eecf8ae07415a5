"""Tables of commerce."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from siyu.runtime.schema import instant, metadata, new_id


def _cents(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False, server_default=text("0"))


shops = Table(
    "shops",
    metadata,
    new_id(),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("sales_channel", Text, nullable=False),
    Column("secret_sealed", Text, nullable=False),
    Column("is_active", Boolean, nullable=False, server_default=text("true")),
    instant("created_at"),
)

products = Table(
    "products",
    metadata,
    new_id(),
    Column("shop_id", BigInteger, ForeignKey("shops.id"), nullable=False),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False, server_default=text("''")),
    Column("category", Text, nullable=False, server_default=text("''")),
    Column("price_cents", BigInteger),
    instant("updated_at"),
    UniqueConstraint("shop_id", "code"),
)

orders = Table(
    "orders",
    metadata,
    new_id(),
    Column("shop_id", BigInteger, ForeignKey("shops.id"), nullable=False),
    Column("number", Text, nullable=False),
    Column("customer_id", BigInteger, nullable=False),
    Column("origin_customer_id", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("sales_channel", Text, nullable=False),
    Column("currency", Text, nullable=False, server_default=text("'CNY'")),
    _cents("total_cents"),
    _cents("paid_cents"),
    _cents("discount_cents"),
    _cents("shipping_cents"),
    _cents("refunded_cents"),
    instant("placed_at", nullable=True),
    instant("paid_at", nullable=True),
    instant("cancelled_at", nullable=True),
    instant("delivered_at", nullable=True),
    instant("happened_at"),
    Column("import_id", BigInteger),
    Column("store", Text),
    Column("staff_userid", Text),
    Column("staff_id", BigInteger),
    Column("revision", Integer, nullable=False, server_default=text("0")),
    instant("created_at"),
    instant("updated_at"),
    UniqueConstraint("shop_id", "number"),
    Index("ix_orders_customer_id_happened_at", "customer_id", "happened_at"),
    Index("ix_orders_happened_at_id", "happened_at", "id"),
    Index("ix_orders_store_happened_at", "store", "happened_at", postgresql_where=text("store IS NOT NULL")),
    Index("ix_orders_staff_id_happened_at", "staff_id", "happened_at", postgresql_where=text("staff_id IS NOT NULL")),
)

order_items = Table(
    "order_items",
    metadata,
    Column("order_id", BigInteger, ForeignKey("orders.id", ondelete="CASCADE"), nullable=False),
    Column("line_n", Integer, nullable=False),
    Column("product", Text, nullable=False),
    Column("name", Text, nullable=False, server_default=text("''")),
    Column("qty_n", Integer, nullable=False),
    Column("cents", BigInteger, nullable=False),
    PrimaryKeyConstraint("order_id", "line_n"),
)

refunds = Table(
    "refunds",
    metadata,
    Column("order_id", BigInteger, ForeignKey("orders.id", ondelete="CASCADE"), nullable=False),
    Column("number", Text, nullable=False),
    Column("cents", BigInteger, nullable=False),
    Column("reason", Text),
    instant("refunded_at"),
    PrimaryKeyConstraint("order_id", "number"),
)

custom_events = Table(
    "custom_events",
    metadata,
    Column("name", Text, nullable=False, primary_key=True),
    Column("zh", Text, nullable=False),
    Column("en", Text, nullable=False),
    Column("properties", JSONB, nullable=False),
    Column("created_by", BigInteger),
    instant("created_at"),
)
