"""Tables of channels: the durable inbox of callbacks."""

from alembic import op

revision = "0080"
down_revision = "0070"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE callback_inbox (
    id bigint GENERATED ALWAYS AS IDENTITY,
    corp_id bigint NOT NULL,
    body_hash text NOT NULL,
    body_sealed text NOT NULL,
    lane text NOT NULL,
    event text NOT NULL,
    change_type text NOT NULL,
    subject text,
    happened_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    state text NOT NULL DEFAULT 'waiting',
    due_at timestamp with time zone NOT NULL,
    tries smallint NOT NULL DEFAULT 0,
    lease bigint NOT NULL DEFAULT 0,
    reason text,
    outcome text,
    finished_at timestamp with time zone,
    CONSTRAINT pk_callback_inbox PRIMARY KEY (id),
    CONSTRAINT uq_callback_inbox_corp_id_body_hash UNIQUE (corp_id, body_hash),
    CONSTRAINT ck_callback_inbox_lane CHECK (lane IN ('urgent', 'normal')),
    CONSTRAINT ck_callback_inbox_state CHECK (state IN ('waiting', 'applied', 'parked'))
);
CREATE INDEX ix_callback_inbox_lane_due_at_id ON callback_inbox (lane, due_at, id) WHERE state = 'waiting';
CREATE INDEX ix_callback_inbox_corp_id_subject_happened_at_id
    ON callback_inbox (corp_id, subject, happened_at, id) WHERE state = 'waiting';
CREATE INDEX ix_callback_inbox_parked_id ON callback_inbox (id) WHERE state = 'parked';
CREATE INDEX ix_callback_inbox_finished_at ON callback_inbox (finished_at) WHERE state = 'applied';
"""


def upgrade() -> None:
    """Make everything."""
    op.execute(_TABLES)
