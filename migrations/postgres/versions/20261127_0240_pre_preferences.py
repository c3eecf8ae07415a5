"""How people like their console."""

from alembic import op

revision = "0240"
down_revision = "0220"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE user_preferences (
    user_id bigint NOT NULL,
    chosen jsonb NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_user_preferences PRIMARY KEY (user_id),
    CONSTRAINT fk_user_preferences_user_id_users FOREIGN KEY (user_id) REFERENCES users (id)
);
"""


def upgrade() -> None:
    """Make everything."""
    op.execute(_TABLES)
