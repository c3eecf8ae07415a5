"""Tables of commerce."""

from alembic import op

revision = "0100"
down_revision = "0090"
branch_labels = None
depends_on = None

_SHOPS = """
CREATE TABLE shops (
    id bigint GENERATED ALWAYS AS IDENTITY,
    key text NOT NULL,
    name text NOT NULL,
    sales_channel text NOT NULL,
    secret_sealed text NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_shops PRIMARY KEY (id),
    CONSTRAINT uq_shops_key UNIQUE (key)
);
CREATE TABLE products (
    id bigint GENERATED ALWAYS AS IDENTITY,
    shop_id bigint NOT NULL,
    code text NOT NULL,
    name text NOT NULL DEFAULT '',
    category text NOT NULL DEFAULT '',
    price_cents bigint,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_products PRIMARY KEY (id),
    CONSTRAINT uq_products_shop_id_code UNIQUE (shop_id, code),
    CONSTRAINT fk_products_shop_id_shops FOREIGN KEY (shop_id) REFERENCES shops (id)
);
"""

_ORDERS = """
CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY,
    shop_id bigint NOT NULL,
    number text NOT NULL,
    customer_id bigint NOT NULL,
    origin_customer_id bigint NOT NULL,
    state text NOT NULL,
    sales_channel text NOT NULL,
    currency text NOT NULL DEFAULT 'CNY',
    total_cents bigint NOT NULL DEFAULT 0,
    paid_cents bigint NOT NULL DEFAULT 0,
    discount_cents bigint NOT NULL DEFAULT 0,
    shipping_cents bigint NOT NULL DEFAULT 0,
    refunded_cents bigint NOT NULL DEFAULT 0,
    placed_at timestamp with time zone,
    paid_at timestamp with time zone,
    cancelled_at timestamp with time zone,
    delivered_at timestamp with time zone,
    happened_at timestamp with time zone NOT NULL,
    import_id bigint,
    revision integer NOT NULL DEFAULT 0,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_orders PRIMARY KEY (id),
    CONSTRAINT uq_orders_shop_id_number UNIQUE (shop_id, number),
    CONSTRAINT fk_orders_shop_id_shops FOREIGN KEY (shop_id) REFERENCES shops (id)
);
CREATE INDEX ix_orders_customer_id_happened_at ON orders (customer_id, happened_at);
CREATE INDEX ix_orders_happened_at_id ON orders (happened_at, id);
CREATE TABLE order_items (
    order_id bigint NOT NULL,
    line_n integer NOT NULL,
    product text NOT NULL,
    name text NOT NULL DEFAULT '',
    qty_n integer NOT NULL,
    cents bigint NOT NULL,
    CONSTRAINT pk_order_items PRIMARY KEY (order_id, line_n),
    CONSTRAINT fk_order_items_order_id_orders FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE
);
CREATE TABLE refunds (
    order_id bigint NOT NULL,
    number text NOT NULL,
    cents bigint NOT NULL,
    reason text,
    refunded_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_refunds PRIMARY KEY (order_id, number),
    CONSTRAINT fk_refunds_order_id_orders FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE
);
"""

_CUSTOM_EVENTS = """
CREATE TABLE custom_events (
    name text NOT NULL,
    zh text NOT NULL,
    en text NOT NULL,
    properties jsonb NOT NULL,
    created_by bigint,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_custom_events PRIMARY KEY (name)
);
"""


def upgrade() -> None:
    """Make everything."""
    op.execute(_SHOPS)
    op.execute(_ORDERS)
    op.execute(_CUSTOM_EVENTS)
