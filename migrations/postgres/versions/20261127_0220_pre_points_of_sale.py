"""Where and by whom an order was taken."""

from alembic import op

revision = "0220"
down_revision = "0210"
branch_labels = None
depends_on = None

_TABLES = """
ALTER TABLE orders ADD COLUMN IF NOT EXISTS store text;
ALTER TABLE orders ADD COLUMN IF NOT EXISTS staff_userid text;
ALTER TABLE orders ADD COLUMN IF NOT EXISTS staff_id bigint;
"""
_INDEXES = (
    "CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_orders_store_happened_at"
    " ON orders (store, happened_at) WHERE store IS NOT NULL",
    "CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_orders_staff_id_happened_at"
    " ON orders (staff_id, happened_at) WHERE staff_id IS NOT NULL",
)


def upgrade() -> None:
    """Make everything."""
    op.execute(_TABLES)
    with op.get_context().autocommit_block():
        for statement in _INDEXES:
            op.execute(statement)
