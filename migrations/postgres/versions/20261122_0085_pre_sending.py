"""Tables of sending."""

from alembic import op

revision = "0085"
down_revision = "0080"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE message_contents (
    id bigint GENERATED ALWAYS AS IDENTITY,
    fingerprint text NOT NULL,
    body jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_message_contents PRIMARY KEY (id),
    CONSTRAINT uq_message_contents_fingerprint UNIQUE (fingerprint)
);
CREATE TABLE messages (
    id bigint GENERATED ALWAYS AS IDENTITY,
    customer_id bigint NOT NULL,
    origin_id bigint NOT NULL,
    origin text NOT NULL,
    visit integer NOT NULL,
    channel text NOT NULL,
    purpose text NOT NULL,
    topic text NOT NULL,
    state text NOT NULL,
    gate text,
    reason text,
    corp_id bigint,
    staff_id bigint,
    external_userid text,
    content_id bigint,
    variant text,
    batch_id bigint,
    provider_ref text,
    planned_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_messages PRIMARY KEY (id),
    CONSTRAINT ck_messages_state CHECK (
        state IN ('planned','held','dispatching','submitted','delivered','failed','unknown','skipped')),
    CONSTRAINT uq_messages_send_key UNIQUE (customer_id, origin_id, origin, visit, channel)
);
CREATE INDEX ix_messages_batch_id ON messages (batch_id) WHERE batch_id IS NOT NULL;
CREATE INDEX ix_messages_held ON messages (due_at) WHERE state = 'held';
CREATE INDEX ix_messages_origin_id_origin_id ON messages (origin_id, origin, id);
CREATE INDEX ix_messages_ready ON messages (origin_id, staff_id, id) WHERE state = 'planned';
CREATE TABLE send_plans (
    origin text NOT NULL,
    origin_id bigint NOT NULL,
    visit integer NOT NULL,
    channel text NOT NULL,
    after_customer_id bigint DEFAULT 0 NOT NULL,
    considered bigint DEFAULT 0 NOT NULL,
    is_finished boolean DEFAULT false NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT pk_send_plans PRIMARY KEY (origin, origin_id, visit, channel)
);
CREATE TABLE send_queues (
    id bigint GENERATED ALWAYS AS IDENTITY,
    origin text NOT NULL,
    origin_id bigint NOT NULL,
    corp_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    content_id bigint NOT NULL,
    purpose text NOT NULL,
    topic text NOT NULL,
    is_stopped boolean DEFAULT false NOT NULL,
    fence bigint DEFAULT 0 NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    problem text,
    next_at timestamp with time zone,
    not_after timestamp with time zone,
    leased_until timestamp with time zone,
    ask_since timestamp with time zone,
    CONSTRAINT pk_send_queues PRIMARY KEY (id),
    CONSTRAINT uq_send_queues_work UNIQUE (origin_id, origin, staff_id, corp_id, content_id)
);
CREATE INDEX ix_send_queues_next_at ON send_queues (next_at) WHERE next_at IS NOT NULL;
CREATE TABLE message_batches (
    id bigint GENERATED ALWAYS AS IDENTITY,
    queue_id bigint NOT NULL,
    origin text NOT NULL,
    origin_id bigint NOT NULL,
    corp_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    content_id bigint NOT NULL,
    state text NOT NULL,
    reason text,
    size integer NOT NULL,
    fence bigint NOT NULL,
    body_text text NOT NULL,
    fingerprint text NOT NULL,
    msgid text,
    asks smallint DEFAULT 0 NOT NULL,
    polls integer DEFAULT 0 NOT NULL,
    reminders text[] DEFAULT '{}'::text[] NOT NULL,
    intended_at timestamp with time zone NOT NULL,
    ask_at timestamp with time zone,
    submitted_at timestamp with time zone,
    confirmed_at timestamp with time zone,
    closed_at timestamp with time zone,
    poll_at timestamp with time zone,
    CONSTRAINT pk_message_batches PRIMARY KEY (id),
    CONSTRAINT ck_message_batches_state CHECK (
        state IN ('intended','submitted','closed','refused','withdrawn','unknown','cancelled')),
    CONSTRAINT uq_message_batches_msgid UNIQUE (corp_id, msgid)
);
CREATE INDEX ix_message_batches_origin_id_origin ON message_batches (origin_id, origin);
CREATE INDEX ix_message_batches_poll_at ON message_batches (poll_at) WHERE poll_at IS NOT NULL;
CREATE INDEX ix_message_batches_queue_id ON message_batches (queue_id);
CREATE TABLE send_rules (
    id smallint NOT NULL,
    quiet_from time,
    quiet_to time,
    day_cap integer,
    week_cap integer,
    month_cap integer,
    holdout smallint NOT NULL,
    holdout_salt text NOT NULL,
    quota_mode text NOT NULL,
    banned_words text[] NOT NULL,
    needs_two_people boolean NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_send_rules PRIMARY KEY (id),
    CONSTRAINT ck_send_rules_single CHECK (id = 1),
    CONSTRAINT ck_send_rules_quota_mode CHECK (quota_mode IN ('monthly_days','monthly_4','weekly_7','daily_1'))
);
CREATE TABLE send_fences (
    name text NOT NULL,
    is_down boolean NOT NULL,
    reason text NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_send_fences PRIMARY KEY (name)
);
"""


def upgrade() -> None:
    """Make everything."""
    op.execute(_TABLES)
