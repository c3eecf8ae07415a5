"""Tables of acquisition: live codes, what they brought, the pictures of their welcomes."""

from alembic import op

revision = "0110"
down_revision = "0100"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE acq_channels (
    id bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_acq_channels PRIMARY KEY (id),
    CONSTRAINT uq_acq_channels_name UNIQUE (name)
);
CREATE TABLE live_codes (
    id bigint GENERATED ALWAYS AS IDENTITY,
    corp_id bigint NOT NULL,
    acq_channel_id bigint,
    state_code text NOT NULL,
    status text NOT NULL DEFAULT 'creating',
    problem text,
    spec jsonb NOT NULL,
    staff_ids bigint[] NOT NULL,
    config_id text,
    qr_code text,
    revision integer NOT NULL DEFAULT 1,
    published_revision integer NOT NULL DEFAULT 0,
    published_userids text[] NOT NULL DEFAULT '{}'::text[],
    creates smallint NOT NULL DEFAULT 0,
    asked_at timestamp with time zone,
    busy_until timestamp with time zone,
    created_by bigint,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_live_codes PRIMARY KEY (id),
    CONSTRAINT uq_live_codes_state_code UNIQUE (state_code),
    CONSTRAINT fk_live_codes_acq_channel_id_acq_channels FOREIGN KEY (acq_channel_id) REFERENCES acq_channels (id),
    CONSTRAINT ck_live_codes_status
        CHECK (status IN ('creating', 'active', 'unknown', 'failed', 'retiring', 'retired'))
);
CREATE INDEX ix_live_codes_corp_id ON live_codes (corp_id);
CREATE INDEX ix_live_codes_staff_ids ON live_codes USING gin (staff_ids);
CREATE TABLE live_code_adds (
    id bigint GENERATED ALWAYS AS IDENTITY,
    code_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    spell integer NOT NULL,
    is_first boolean NOT NULL,
    welcome text,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    ended_by text,
    CONSTRAINT pk_live_code_adds PRIMARY KEY (id),
    CONSTRAINT fk_live_code_adds_code_id_live_codes FOREIGN KEY (code_id) REFERENCES live_codes (id)
);
CREATE INDEX ix_live_code_adds_code_id_started_at ON live_code_adds (code_id, started_at);
CREATE INDEX ix_live_code_adds_customer_id_staff_id ON live_code_adds (customer_id, staff_id);
CREATE TABLE live_code_pictures (
    id bigint GENERATED ALWAYS AS IDENTITY,
    digest text NOT NULL,
    name text NOT NULL,
    content_type text NOT NULL,
    content bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_live_code_pictures PRIMARY KEY (id),
    CONSTRAINT uq_live_code_pictures_digest UNIQUE (digest)
);
CREATE TABLE live_code_media (
    picture_id bigint NOT NULL,
    corp_id bigint NOT NULL,
    media_id text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_live_code_media PRIMARY KEY (picture_id, corp_id),
    CONSTRAINT fk_live_code_media_picture_id_live_code_pictures
        FOREIGN KEY (picture_id) REFERENCES live_code_pictures (id)
);
"""


def upgrade() -> None:
    """Make everything."""
    op.execute(_TABLES)
