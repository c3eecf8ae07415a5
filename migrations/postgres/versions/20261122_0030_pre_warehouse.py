"""What PostgreSQL remembers of loading the warehouse."""

from alembic import op

revision = "0030"
down_revision = "0020"
branch_labels = None
depends_on = None

_TABLES = """
CREATE SEQUENCE load_mark_numbers AS bigint;
CREATE TABLE load_generations (
    id bigint GENERATED ALWAYS AS IDENTITY,
    generation uuid NOT NULL,
    target_xid bigint NOT NULL,
    reason text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ready_at timestamp with time zone,
    CONSTRAINT pk_load_generations PRIMARY KEY (id),
    CONSTRAINT uq_load_generations_generation UNIQUE (generation)
);
CREATE TABLE load_blocks (
    generation uuid NOT NULL,
    number bigint NOT NULL,
    from_xid bigint NOT NULL,
    from_id bigint NOT NULL,
    to_xid bigint NOT NULL,
    to_id bigint NOT NULL,
    horizon_xid bigint NOT NULL,
    row_count integer NOT NULL,
    id_sum numeric NOT NULL,
    newest_received_at timestamp with time zone NOT NULL,
    planned_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_load_blocks PRIMARY KEY (generation, number)
);
CREATE TABLE load_comparisons (
    id bigint GENERATED ALWAYS AS IDENTITY,
    compared_at timestamp with time zone NOT NULL,
    month integer NOT NULL,
    row_count bigint NOT NULL,
    differing integer NOT NULL,
    example text NOT NULL DEFAULT '',
    is_mended boolean NOT NULL,
    CONSTRAINT pk_load_comparisons PRIMARY KEY (id)
);
CREATE TABLE load_mends (
    month integer NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_load_mends PRIMARY KEY (month)
);
CREATE INDEX ix_load_comparisons_compared_at ON load_comparisons (compared_at);
"""


def upgrade() -> None:
    """Make everything."""
    op.execute(_TABLES)
