"""Tables of privacy."""

from alembic import op

revision = "0070"
down_revision = "0060"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE consent_entries (
    id bigint GENERATED ALWAYS AS IDENTITY,
    customer_id bigint NOT NULL,
    purpose text NOT NULL,
    topic text NOT NULL DEFAULT '',
    channel text NOT NULL DEFAULT '',
    is_granted boolean NOT NULL,
    notice_version integer,
    proof_hash text,
    basis text,
    campaign_id bigint,
    source text NOT NULL,
    user_id bigint,
    copied_from bigint,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_consent_entries PRIMARY KEY (id),
    CONSTRAINT fk_consent_entries_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id)
);
CREATE INDEX ix_consent_entries_customer_id_id ON consent_entries (customer_id, id);
CREATE FUNCTION refuse_consent_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the consent ledger is append-only';
END $$;
CREATE TRIGGER consent_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON consent_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_consent_change();
CREATE TABLE consent_states (
    customer_id bigint NOT NULL,
    purpose text NOT NULL,
    topic text NOT NULL,
    channel text NOT NULL,
    is_granted boolean NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    entry_id bigint NOT NULL,
    notice_version integer,
    CONSTRAINT pk_consent_states PRIMARY KEY (customer_id, purpose, topic, channel),
    CONSTRAINT fk_consent_states_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id)
);
CREATE INDEX ix_consent_states_purpose_customer_id ON consent_states (purpose, customer_id);
CREATE TABLE suppressions (
    customer_id bigint NOT NULL,
    channel text NOT NULL,
    reason text NOT NULL,
    until timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_suppressions PRIMARY KEY (customer_id, channel),
    CONSTRAINT fk_suppressions_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id)
);
CREATE TABLE reveal_budgets (
    user_id bigint NOT NULL,
    on_day date NOT NULL,
    used integer NOT NULL,
    CONSTRAINT pk_reveal_budgets PRIMARY KEY (user_id, on_day)
);
"""


def upgrade() -> None:
    """Make everything."""
    op.execute(_TABLES)
