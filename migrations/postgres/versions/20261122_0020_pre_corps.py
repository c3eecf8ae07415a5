"""Tables of corps."""

from alembic import op

revision = "0020"
down_revision = "0010"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE corps (
    id bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    wecom_corp_id text NOT NULL,
    agent_id bigint,
    api_base text NOT NULL,
    secret_sealed text,
    path_secret text NOT NULL,
    callback_token_sealed text,
    callback_key_sealed text,
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_corps PRIMARY KEY (id),
    CONSTRAINT uq_corps_wecom_corp_id UNIQUE (wecom_corp_id),
    CONSTRAINT uq_corps_path_secret UNIQUE (path_secret)
);
CREATE TABLE wecom_tokens (
    key text NOT NULL,
    value_sealed text,
    expires_at timestamp with time zone NOT NULL,
    refresh_at timestamp with time zone NOT NULL,
    refusals integer NOT NULL DEFAULT 0,
    refused_code integer,
    CONSTRAINT pk_wecom_tokens PRIMARY KEY (key)
);
CREATE TABLE wecom_quotas (
    wecom_corp_id text NOT NULL,
    api text NOT NULL,
    minute_from timestamp with time zone NOT NULL,
    minute_calls integer NOT NULL DEFAULT 0,
    hour_from timestamp with time zone NOT NULL,
    hour_calls integer NOT NULL DEFAULT 0,
    blocked_until timestamp with time zone NOT NULL,
    breaches integer NOT NULL DEFAULT 0,
    CONSTRAINT pk_wecom_quotas PRIMARY KEY (wecom_corp_id, api)
);
"""


def upgrade() -> None:
    """Make everything."""
    op.execute(_TABLES)
