"""How callbacks of each corp were met at the door: counts and times, nothing of their content."""

from alembic import op

revision = "0210"
down_revision = "0120"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE callback_visits (
    corp_id bigint NOT NULL,
    outcome text NOT NULL,
    seen bigint NOT NULL,
    last_at timestamptz NOT NULL,
    CONSTRAINT pk_callback_visits PRIMARY KEY (corp_id, outcome)
)
"""


def upgrade() -> None:
    """Make everything."""
    op.execute(_TABLES)
