"""Tables of segments."""

from alembic import op

revision = "0090"
down_revision = "0085"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE segments (
    id bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    revision integer NOT NULL DEFAULT 1,
    rule jsonb NOT NULL,
    is_archived boolean NOT NULL DEFAULT false,
    created_by bigint,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_segments PRIMARY KEY (id)
);
CREATE INDEX ix_segments_is_archived_id ON segments (is_archived, id);
CREATE TABLE segment_revisions (
    segment_id bigint NOT NULL,
    revision integer NOT NULL,
    rule jsonb NOT NULL,
    changed_by bigint,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_segment_revisions PRIMARY KEY (segment_id, revision),
    CONSTRAINT fk_segment_revisions_segment_id_segments FOREIGN KEY (segment_id) REFERENCES segments (id)
);
CREATE TABLE audiences (
    id bigint GENERATED ALWAYS AS IDENTITY,
    segment_id bigint,
    revision integer NOT NULL DEFAULT 0,
    rule jsonb NOT NULL,
    members_n bigint NOT NULL DEFAULT 0,
    as_of timestamp with time zone NOT NULL,
    frozen_by bigint,
    frozen_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_audiences PRIMARY KEY (id),
    CONSTRAINT fk_audiences_segment_id_segments FOREIGN KEY (segment_id) REFERENCES segments (id)
);
CREATE INDEX ix_audiences_segment_id ON audiences (segment_id);
CREATE TABLE audience_members (
    audience_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    CONSTRAINT pk_audience_members PRIMARY KEY (audience_id, customer_id),
    CONSTRAINT fk_audience_members_audience_id_audiences FOREIGN KEY (audience_id)
        REFERENCES audiences (id) ON DELETE CASCADE
);
CREATE INDEX ix_audience_members_customer_id ON audience_members (customer_id);
"""


def upgrade() -> None:
    """Make everything."""
    op.execute(_TABLES)
