"""Customers are found by pieces of their names and remarks, and their list is filtered by index.

The pieces stand in the indexes alone: nothing of the tables is rewritten, and who writes does not wait.
"""

from alembic import op
from sqlalchemy import text

revision = "0250"
down_revision = "0244"
branch_labels = None
depends_on = None

_PIECES = """
CREATE OR REPLACE FUNCTION search_pieces(said text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY(
    SELECT one FROM unnest(string_to_array(said, NULL)) AS one
    UNION ALL
    SELECT substr(said, n, 2) FROM generate_series(1, length(said) - 1) AS n
)
"""
_INDEXES = {
    "ix_customers_name_pieces": "customers USING gin (search_pieces(name_search)) WITH (gin_pending_list_limit = 512)",
    "ix_follows_remark_pieces": "follows USING gin (search_pieces(remark_search)) WITH (gin_pending_list_limit = 512)",
    "ix_customers_created_at": "customers (created_at)",
    "ix_customers_first_source": "customers (first_source)",
    "ix_customers_last_source": "customers (last_source)",
}
_HALF_BUILT = text("SELECT 1 FROM pg_index WHERE indexrelid = to_regclass(:name) AND NOT indisvalid")


def upgrade() -> None:
    """Make everything; an index that an earlier attempt left half built is built again."""
    op.execute(_PIECES)
    with op.get_context().autocommit_block():
        for name, on in _INDEXES.items():
            if op.get_bind().execute(_HALF_BUILT, {"name": name}).first():
                op.execute(f"DROP INDEX CONCURRENTLY {name}")
            op.execute(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {on}")
        # Only then do searches know how common a piece is.
        op.execute("ANALYZE customers, follows")
