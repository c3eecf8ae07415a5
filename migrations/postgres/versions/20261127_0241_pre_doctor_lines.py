"""How each line of the connection doctor stood."""

from alembic import op

revision = "0241"
down_revision = "0240"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE doctor_lines (
    corp_id bigint NOT NULL,
    line text NOT NULL,
    state text NOT NULL,
    findings jsonb DEFAULT '[]'::jsonb NOT NULL,
    checked_at timestamp with time zone,
    red_since timestamp with time zone,
    skipped_by bigint,
    CONSTRAINT pk_doctor_lines PRIMARY KEY (corp_id, line),
    CONSTRAINT ck_doctor_lines_state CHECK (state IN ('unchecked', 'pass', 'needs_work', 'skipped'))
);
"""


def upgrade() -> None:
    """Make everything."""
    op.execute(_TABLES)
