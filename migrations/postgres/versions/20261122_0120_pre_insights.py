"""Tables of insights."""

from alembic import op

revision = "0120"
down_revision = "0115"
branch_labels = None
depends_on = None

_TABLES = """
SELECT 1
"""


def upgrade() -> None:
    """Make everything."""
    op.execute(_TABLES)
