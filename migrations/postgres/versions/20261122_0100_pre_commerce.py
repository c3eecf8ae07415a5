"""Tables of commerce."""

from alembic import op

revision = "0100"
down_revision = "0090"
branch_labels = None
depends_on = None

_TABLES = """
SELECT 1
"""


def upgrade() -> None:
    """Make everything."""
    op.execute(_TABLES)
