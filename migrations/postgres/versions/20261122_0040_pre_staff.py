"""Tables of staff."""

from alembic import op

revision = "0040"
down_revision = "0030"
branch_labels = None
depends_on = None

_TABLES = """
SELECT 1
"""


def upgrade() -> None:
    """Make everything."""
    op.execute(_TABLES)
