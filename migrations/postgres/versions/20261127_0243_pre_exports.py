"""Exports: lists written into files that are kept for a week."""

from alembic import op

revision = "0243"
down_revision = "0242"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE exports (
    id bigint GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL,
    format text NOT NULL,
    filters jsonb NOT NULL,
    user_id bigint NOT NULL,
    state text DEFAULT 'waiting' NOT NULL,
    total_n bigint,
    done_n bigint DEFAULT 0 NOT NULL,
    file_key text NOT NULL,
    problem text,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT pk_exports PRIMARY KEY (id),
    CONSTRAINT uq_exports_file_key UNIQUE (file_key),
    CONSTRAINT fk_exports_user_id_users FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT ck_exports_state CHECK (state IN ('waiting', 'running', 'done', 'failed', 'stopped', 'expired'))
);
CREATE INDEX ix_exports_user_id_id ON exports (user_id, id);
"""


def upgrade() -> None:
    """Make everything."""
    op.execute(_TABLES)
