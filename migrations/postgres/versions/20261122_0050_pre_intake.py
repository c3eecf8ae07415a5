"""Tables of intake."""

from alembic import op

revision = "0050"
down_revision = "0040"
branch_labels = None
depends_on = None

_TABLES = """
SELECT 1
"""


def upgrade() -> None:
    """Make everything."""
    op.execute(_TABLES)
