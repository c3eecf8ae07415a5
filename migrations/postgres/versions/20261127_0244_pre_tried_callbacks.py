"""Callbacks that were tried before are found without passing all that wait."""

from alembic import op

revision = "0244"
down_revision = "0243"
branch_labels = None
depends_on = None

_INDEX = (
    "CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_callback_inbox_tried_lane_due_at_id"
    " ON callback_inbox (lane, due_at, id) WHERE state = 'waiting' AND tries > 1"
)


def upgrade() -> None:
    """Make the index."""
    with op.get_context().autocommit_block():
        op.execute(_INDEX)
