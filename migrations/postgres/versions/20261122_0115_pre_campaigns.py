"""Tables of campaigns."""

from alembic import op

revision = "0115"
down_revision = "0110"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE campaigns (
    id bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    state text DEFAULT 'draft' NOT NULL,
    spec jsonb NOT NULL,
    revision integer DEFAULT 1 NOT NULL,
    audience_id bigint,
    audience_n bigint,
    created_by text NOT NULL,
    submitted_by text,
    approved_by text,
    submitter text,
    reason text,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT pk_campaigns PRIMARY KEY (id),
    CONSTRAINT ck_campaigns_state CHECK (state IN ('draft','submitted','approved','running','ended','stopped'))
);
CREATE INDEX ix_campaigns_state ON campaigns (state);
CREATE TABLE campaign_people (
    campaign_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    CONSTRAINT pk_campaign_people PRIMARY KEY (campaign_id, customer_id),
    CONSTRAINT fk_campaign_people_campaign_id_campaigns FOREIGN KEY (campaign_id) REFERENCES campaigns (id)
);
"""


def upgrade() -> None:
    """Make everything."""
    op.execute(_TABLES)
