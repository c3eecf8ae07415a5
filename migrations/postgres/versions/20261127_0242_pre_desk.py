"""What belongs to the person at the desk: saved views, notices, first steps passed over."""

from alembic import op

revision = "0242"
down_revision = "0241"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE saved_views (
    id bigint GENERATED ALWAYS AS IDENTITY,
    page text NOT NULL,
    name text NOT NULL,
    owner_id bigint NOT NULL,
    shared_role text,
    filters jsonb NOT NULL,
    columns jsonb DEFAULT '[]'::jsonb NOT NULL,
    sort text DEFAULT '' NOT NULL,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_saved_views PRIMARY KEY (id),
    CONSTRAINT uq_saved_views_owner_id_page_name UNIQUE (owner_id, page, name),
    CONSTRAINT fk_saved_views_owner_id_users FOREIGN KEY (owner_id) REFERENCES users (id)
);
CREATE INDEX ix_saved_views_page_shared_role ON saved_views (page, shared_role);
CREATE TABLE notices (
    id bigint GENERATED ALWAYS AS IDENTITY,
    user_id bigint NOT NULL,
    code text NOT NULL,
    key text NOT NULL,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    link text NOT NULL,
    told_at timestamp with time zone NOT NULL,
    read_at timestamp with time zone,
    CONSTRAINT pk_notices PRIMARY KEY (id),
    CONSTRAINT uq_notices_user_id_key UNIQUE (user_id, key),
    CONSTRAINT fk_notices_user_id_users FOREIGN KEY (user_id) REFERENCES users (id)
);
CREATE INDEX ix_notices_user_id_id ON notices (user_id, id);
CREATE TABLE onboarding_choices (
    user_id bigint NOT NULL,
    skipped jsonb DEFAULT '[]'::jsonb NOT NULL,
    is_dismissed boolean DEFAULT false NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_onboarding_choices PRIMARY KEY (user_id),
    CONSTRAINT fk_onboarding_choices_user_id_users FOREIGN KEY (user_id) REFERENCES users (id)
);
"""


def upgrade() -> None:
    """Make everything."""
    op.execute(_TABLES)
