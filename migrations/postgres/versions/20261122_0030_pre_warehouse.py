"""Tables of warehouse."""

from alembic import op

revision = "0030"
down_revision = "0020"
branch_labels = None
depends_on = None

_TABLES = """
SELECT 1
"""


def upgrade() -> None:
    """Make everything."""
    op.execute(_TABLES)
