"""The spine: event log by month, keys of facts, readers' cursors; the audit trail; the job tables."""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0010"
down_revision = None
branch_labels = None
depends_on = None

_EVENTS = """
CREATE SEQUENCE event_ids AS bigint;
CREATE TABLE events (
    id bigint NOT NULL,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    name text NOT NULL,
    version smallint NOT NULL DEFAULT 1,
    customer_id bigint,
    anonymous_id text,
    staff_id bigint,
    corp_id bigint,
    occurred_at timestamp(3) with time zone NOT NULL,
    occurred_basis text NOT NULL DEFAULT 'exact',
    received_at timestamp(3) with time zone NOT NULL,
    source text NOT NULL,
    dedup_key text NOT NULL,
    cause_id bigint,
    properties jsonb NOT NULL DEFAULT '{}'::jsonb,
    CONSTRAINT pk_events PRIMARY KEY (received_at, id)
) PARTITION BY RANGE (received_at);
CREATE INDEX ix_events_xid_id ON events (xid, id);
CREATE INDEX ix_events_customer_id_occurred_at_id ON events (customer_id, occurred_at, id);
CREATE TABLE event_keys (
    name text NOT NULL,
    key_hash uuid NOT NULL,
    event_id bigint NOT NULL,
    occurred_at timestamp(3) with time zone NOT NULL,
    received_at timestamp(3) with time zone NOT NULL,
    CONSTRAINT pk_event_keys PRIMARY KEY (name, key_hash)
) PARTITION BY HASH (key_hash);
"""

_KEY_PARTS = 8

# A month is made by whoever first needs it; the lock keeps two from making it at once.
# The answer says whether it was there already.
_MONTHS = """
CREATE FUNCTION ensure_event_month(year int, month int) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    part text := format('events_%s', to_char(make_date(year, month, 1), 'YYYYMM'));
    first timestamptz := make_timestamptz(year, month, 1, 0, 0, 0, 'UTC');
BEGIN
    IF to_regclass(part) IS NOT NULL THEN
        RETURN true;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('ensure_event_month'));
    IF to_regclass(part) IS NOT NULL THEN
        RETURN true;
    END IF;
    -- Attaching, unlike CREATE … PARTITION OF, does not wait for those who are writing events.
    EXECUTE format('CREATE TABLE %I (LIKE events INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part);
    EXECUTE format('ALTER TABLE events ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                   part, first, make_timestamptz(year + month / 12, month % 12 + 1, 1, 0, 0, 0, 'UTC'));
    RETURN false;
END $$;
"""

_READERS = """
CREATE TABLE event_cursors (
    consumer text NOT NULL,
    shard integer NOT NULL,
    xid bigint NOT NULL DEFAULT 0,
    event_id bigint NOT NULL DEFAULT 0,
    crashes integer NOT NULL DEFAULT 0,
    moved_at timestamp with time zone,
    CONSTRAINT pk_event_cursors PRIMARY KEY (consumer, shard)
);
CREATE TABLE parked_events (
    handler text NOT NULL,
    event_id bigint NOT NULL,
    received_at timestamp(3) with time zone NOT NULL,
    customer_id bigint,
    reason text NOT NULL,
    tries integer NOT NULL DEFAULT 1,
    parked_at timestamp with time zone NOT NULL,
    retry_at timestamp with time zone,
    CONSTRAINT pk_parked_events PRIMARY KEY (handler, event_id)
);
CREATE INDEX ix_parked_events_handler_customer_id ON parked_events (handler, customer_id);
"""

_AUDIT = """
CREATE TABLE audit_entries (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    user_id bigint,
    actor text NOT NULL,
    action text NOT NULL,
    object_kind text NOT NULL,
    object_id text NOT NULL,
    reason text,
    details jsonb NOT NULL DEFAULT '{}'::jsonb,
    hash bytea NOT NULL,
    CONSTRAINT pk_audit_entries PRIMARY KEY (id)
);
CREATE INDEX ix_audit_entries_object_kind_object_id ON audit_entries (object_kind, object_id);
CREATE INDEX ix_audit_entries_user_id_at ON audit_entries (user_id, at);
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only';
END $$;
CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    """Make everything."""
    op.execute(_EVENTS)
    for part in range(_KEY_PARTS):
        op.execute(
            f"CREATE TABLE event_keys_{part} PARTITION OF event_keys "
            f"FOR VALUES WITH (MODULUS {_KEY_PARTS}, REMAINDER {part})"
        )
    op.execute(_MONTHS)
    op.execute(
        "SELECT ensure_event_month(extract(year FROM month)::int, extract(month FROM month)::int) "
        "FROM generate_series(now() - interval '1 month', now() + interval '6 months', '1 month') AS month"
    )
    op.execute(_READERS)
    op.execute(_AUDIT)
    # The job tables belong to procrastinate 3.10; a later version's changes come as migrations of their own.
    op.get_bind().exec_driver_sql(SchemaManager.get_schema(), execution_options={"no_parameters": True})
