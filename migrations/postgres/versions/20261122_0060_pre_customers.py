"""Tables of customers."""

from alembic import op

revision = "0060"
down_revision = "0050"
branch_labels = None
depends_on = None

_TABLES = """
SELECT 1
"""


def upgrade() -> None:
    """Make everything."""
    op.execute(_TABLES)
