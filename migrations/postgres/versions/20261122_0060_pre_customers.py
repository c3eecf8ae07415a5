"""Tables of customers."""

from alembic import op

revision = "0060"
down_revision = "0050"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE customers (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    kind TEXT NOT NULL,
    name TEXT DEFAULT '' NOT NULL,
    name_search TEXT DEFAULT '' NOT NULL,
    avatar_url TEXT DEFAULT '' NOT NULL,
    gender TEXT DEFAULT '' NOT NULL,
    birth_on DATE,
    country TEXT DEFAULT '' NOT NULL,
    region TEXT DEFAULT '' NOT NULL,
    city TEXT DEFAULT '' NOT NULL,
    company TEXT DEFAULT '' NOT NULL,
    position TEXT DEFAULT '' NOT NULL,
    phone_sealed TEXT,
    phone_mark TEXT,
    phone_masked TEXT,
    phone_tail TEXT,
    is_phone_verified BOOLEAN DEFAULT false NOT NULL,
    attributes JSONB DEFAULT '{}'::jsonb NOT NULL,
    first_source TEXT,
    first_source_at TIMESTAMP WITH TIME ZONE,
    first_channel BIGINT,
    last_source TEXT,
    last_source_at TIMESTAMP WITH TIME ZONE,
    last_channel BIGINT,
    is_test BOOLEAN DEFAULT false NOT NULL,
    is_employee BOOLEAN DEFAULT false NOT NULL,
    is_minor BOOLEAN DEFAULT false NOT NULL,
    is_blocked BOOLEAN DEFAULT false NOT NULL,
    is_erased BOOLEAN DEFAULT false NOT NULL,
    merged_into BIGINT,
    revision INTEGER DEFAULT 0 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_customers PRIMARY KEY (id),
    CONSTRAINT fk_customers_merged_into_customers FOREIGN KEY(merged_into) REFERENCES customers (id)
);
CREATE INDEX ix_customers_merged_into ON customers (merged_into);
CREATE INDEX ix_customers_phone_mark ON customers (phone_mark);
CREATE INDEX ix_customers_phone_tail ON customers (phone_tail);
CREATE TABLE identities (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    customer_id BIGINT NOT NULL,
    origin_customer_id BIGINT NOT NULL,
    source TEXT NOT NULL,
    linked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_identities PRIMARY KEY (id),
    CONSTRAINT uq_identities_kind_value UNIQUE (kind, value),
    CONSTRAINT fk_identities_customer_id_customers FOREIGN KEY(customer_id) REFERENCES customers (id)
);
CREATE INDEX ix_identities_customer_id ON identities (customer_id);
CREATE TABLE identity_conflicts (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    left_customer_id BIGINT NOT NULL,
    right_customer_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT DEFAULT 'open' NOT NULL,
    found_at TIMESTAMP WITH TIME ZONE NOT NULL,
    settled_at TIMESTAMP WITH TIME ZONE,
    settled_by BIGINT,
    CONSTRAINT pk_identity_conflicts PRIMARY KEY (id),
    CONSTRAINT uq_identity_conflicts_left_customer_id_right_customer_id_kind
        UNIQUE (left_customer_id, right_customer_id, kind),
    CONSTRAINT fk_identity_conflicts_left_customer_id_customers FOREIGN KEY(left_customer_id) REFERENCES customers (id),
    CONSTRAINT fk_identity_conflicts_right_customer_id_customers
        FOREIGN KEY(right_customer_id) REFERENCES customers (id)
);
CREATE TABLE customer_merges (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    survivor_id BIGINT NOT NULL,
    loser_id BIGINT NOT NULL,
    rule TEXT NOT NULL,
    strength TEXT NOT NULL,
    moved JSONB DEFAULT '{}'::jsonb NOT NULL,
    merged_at TIMESTAMP WITH TIME ZONE NOT NULL,
    merged_by BIGINT,
    undone_at TIMESTAMP WITH TIME ZONE,
    undone_by BIGINT,
    CONSTRAINT pk_customer_merges PRIMARY KEY (id),
    CONSTRAINT fk_customer_merges_survivor_id_customers FOREIGN KEY(survivor_id) REFERENCES customers (id),
    CONSTRAINT fk_customer_merges_loser_id_customers FOREIGN KEY(loser_id) REFERENCES customers (id)
);
CREATE INDEX ix_customer_merges_loser_id ON customer_merges (loser_id);
CREATE INDEX ix_customer_merges_survivor_id ON customer_merges (survivor_id);
CREATE TABLE follows (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    customer_id BIGINT NOT NULL,
    corp_id BIGINT NOT NULL,
    staff_id BIGINT NOT NULL,
    external_userid TEXT NOT NULL,
    spell INTEGER NOT NULL,
    is_live BOOLEAN NOT NULL,
    is_half BOOLEAN DEFAULT false NOT NULL,
    is_current BOOLEAN DEFAULT true NOT NULL,
    started_by TEXT DEFAULT 'customer' NOT NULL,
    add_way INTEGER,
    state TEXT,
    live_code BIGINT,
    acq_channel BIGINT,
    started_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    ended_by TEXT,
    unlisted_at TIMESTAMP WITH TIME ZONE,
    moved_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_interaction_at TIMESTAMP WITH TIME ZONE,
    remark TEXT DEFAULT '' NOT NULL,
    remark_search TEXT DEFAULT '' NOT NULL,
    description TEXT DEFAULT '' NOT NULL,
    remark_company TEXT DEFAULT '' NOT NULL,
    remark_phones_sealed TEXT,
    source TEXT NOT NULL,
    synced_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_follows PRIMARY KEY (id),
    CONSTRAINT uq_follows_staff_id_external_userid_spell UNIQUE (staff_id, external_userid, spell),
    CONSTRAINT fk_follows_customer_id_customers FOREIGN KEY(customer_id) REFERENCES customers (id)
);
CREATE INDEX ix_follows_customer_id ON follows (customer_id);
CREATE INDEX ix_follows_external_userid ON follows (external_userid);
CREATE INDEX ix_follows_staff_id_is_current ON follows (staff_id, is_current);
CREATE TABLE tag_groups (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    corp_id BIGINT,
    wecom_id TEXT,
    name TEXT NOT NULL,
    is_exclusive BOOLEAN DEFAULT false NOT NULL,
    position BIGINT DEFAULT 0 NOT NULL,
    is_deleted BOOLEAN DEFAULT false NOT NULL,
    push_state TEXT DEFAULT 'none' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_tag_groups PRIMARY KEY (id),
    CONSTRAINT uq_tag_groups_wecom_id UNIQUE (wecom_id)
);
CREATE INDEX ix_tag_groups_corp_id_name ON tag_groups (corp_id, name);
CREATE TABLE tags (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    group_id BIGINT NOT NULL,
    wecom_id TEXT,
    name TEXT NOT NULL,
    position BIGINT DEFAULT 0 NOT NULL,
    is_deleted BOOLEAN DEFAULT false NOT NULL,
    push_state TEXT DEFAULT 'none' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_tags PRIMARY KEY (id),
    CONSTRAINT fk_tags_group_id_tag_groups FOREIGN KEY(group_id) REFERENCES tag_groups (id),
    CONSTRAINT uq_tags_wecom_id UNIQUE (wecom_id)
);
CREATE INDEX ix_tags_group_id_name ON tags (group_id, name);
CREATE TABLE customer_tags (
    customer_id BIGINT NOT NULL,
    tag_id BIGINT NOT NULL,
    is_on BOOLEAN NOT NULL,
    changes_n INTEGER DEFAULT 1 NOT NULL,
    origin TEXT NOT NULL,
    by_user_id BIGINT,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_customer_tags PRIMARY KEY (customer_id, tag_id),
    CONSTRAINT fk_customer_tags_customer_id_customers FOREIGN KEY(customer_id) REFERENCES customers (id),
    CONSTRAINT fk_customer_tags_tag_id_tags FOREIGN KEY(tag_id) REFERENCES tags (id)
);
CREATE INDEX ix_customer_tags_tag_id_is_on ON customer_tags (tag_id, is_on);
CREATE TABLE follow_tags (
    follow_id BIGINT NOT NULL,
    tag_id BIGINT NOT NULL,
    state TEXT NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    claimed_until TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_follow_tags PRIMARY KEY (follow_id, tag_id),
    CONSTRAINT fk_follow_tags_follow_id_follows FOREIGN KEY(follow_id) REFERENCES follows (id),
    CONSTRAINT fk_follow_tags_tag_id_tags FOREIGN KEY(tag_id) REFERENCES tags (id)
);
CREATE INDEX ix_follow_tags_state_follow_id ON follow_tags (state, follow_id);
CREATE INDEX ix_follow_tags_tag_id ON follow_tags (tag_id);
CREATE TABLE contact_reconciles (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    corp_id BIGINT NOT NULL,
    state TEXT DEFAULT 'running' NOT NULL,
    staff_left JSONB DEFAULT '[]'::jsonb NOT NULL,
    staff_total INTEGER DEFAULT 0 NOT NULL,
    relations_seen INTEGER DEFAULT 0 NOT NULL,
    started INTEGER DEFAULT 0 NOT NULL,
    ended INTEGER DEFAULT 0 NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    finished_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_contact_reconciles PRIMARY KEY (id)
);
CREATE INDEX ix_contact_reconciles_corp_id_started_at ON contact_reconciles (corp_id, started_at);
"""


def upgrade() -> None:
    """Make everything."""
    op.execute(_TABLES)
