"""Tables of sending."""

from alembic import op

revision = "0085"
down_revision = "0080"
branch_labels = None
depends_on = None

_TABLES = """
SELECT 1
"""


def upgrade() -> None:
    """Make everything."""
    op.execute(_TABLES)
