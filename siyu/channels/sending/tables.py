"""The messages, their contents, the queues and batches that carry them, and the rules of speaking."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    Time,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from siyu.runtime.schema import instant, metadata, new_id

message_contents = Table(
    "message_contents",
    metadata,
    new_id(),
    Column("fingerprint", Text, nullable=False, unique=True),
    Column("body", JSONB, nullable=False),
    instant("created_at"),
)

# One row per person considered. The unique key is the send key; it begins with the customer because caps ask by it.
messages = Table(
    "messages",
    metadata,
    new_id(),
    Column("customer_id", BigInteger, nullable=False),
    Column("origin_id", BigInteger, nullable=False),
    Column("origin", Text, nullable=False),
    Column("visit", Integer, nullable=False),
    Column("channel", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("gate", Text),
    Column("reason", Text),
    Column("corp_id", BigInteger),
    Column("staff_id", BigInteger),
    Column("external_userid", Text),
    Column("content_id", BigInteger),
    Column("variant", Text),
    Column("batch_id", BigInteger),
    Column("provider_ref", Text),
    instant("planned_at"),
    instant("due_at"),
    instant("changed_at"),
    CheckConstraint(
        "state IN ('planned','held','dispatching','submitted','delivered','failed','unknown','skipped')", name="state"
    ),
    UniqueConstraint("customer_id", "origin_id", "origin", "visit", "channel", name="uq_messages_send_key"),
    Index("ix_messages_origin_id_origin_id", "origin_id", "origin", "id"),
    Index("ix_messages_ready", "origin_id", "staff_id", "id", postgresql_where=text("state = 'planned'")),
    Index("ix_messages_held", "due_at", postgresql_where=text("state = 'held'")),
    Index("ix_messages_batch_id", "batch_id", postgresql_where=text("batch_id IS NOT NULL")),
)

send_plans = Table(
    "send_plans",
    metadata,
    Column("origin", Text, nullable=False),
    Column("origin_id", BigInteger, nullable=False),
    Column("visit", Integer, nullable=False),
    Column("channel", Text, nullable=False),
    Column("after_customer_id", BigInteger, nullable=False, server_default=text("0")),
    Column("considered", BigInteger, nullable=False, server_default=text("0")),
    Column("is_finished", Boolean, nullable=False, server_default=text("false")),
    instant("started_at"),
    instant("finished_at", nullable=True),
    PrimaryKeyConstraint("origin", "origin_id", "visit", "channel"),
)

# What one staff member has to send for one origin; leased by workers, the fence number outdates slow ones.
send_queues = Table(
    "send_queues",
    metadata,
    new_id(),
    Column("origin", Text, nullable=False),
    Column("origin_id", BigInteger, nullable=False),
    Column("corp_id", BigInteger, nullable=False),
    Column("staff_id", BigInteger, nullable=False),
    Column("content_id", BigInteger, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("is_stopped", Boolean, nullable=False, server_default=text("false")),
    Column("fence", BigInteger, nullable=False, server_default=text("0")),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    Column("problem", Text),
    instant("next_at", nullable=True),
    instant("not_after", nullable=True),
    instant("leased_until", nullable=True),
    instant("ask_since", nullable=True),
    UniqueConstraint("origin_id", "origin", "staff_id", "corp_id", "content_id", name="uq_send_queues_work"),
    Index("ix_send_queues_next_at", "next_at", postgresql_where=text("next_at IS NOT NULL")),
)

# One call of WeCom: written before the call as an intent, completed after it.
message_batches = Table(
    "message_batches",
    metadata,
    new_id(),
    Column("queue_id", BigInteger, nullable=False),
    Column("origin", Text, nullable=False),
    Column("origin_id", BigInteger, nullable=False),
    Column("corp_id", BigInteger, nullable=False),
    Column("staff_id", BigInteger, nullable=False),
    Column("content_id", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("size", Integer, nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("body_text", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("msgid", Text),
    Column("asks", SmallInteger, nullable=False, server_default=text("0")),
    Column("polls", Integer, nullable=False, server_default=text("0")),
    Column("reminders", ARRAY(Text), nullable=False, server_default=text("'{}'::text[]")),
    instant("intended_at"),
    instant("ask_at", nullable=True),
    instant("submitted_at", nullable=True),
    instant("confirmed_at", nullable=True),
    instant("closed_at", nullable=True),
    instant("poll_at", nullable=True),
    CheckConstraint(
        "state IN ('intended','submitted','closed','refused','withdrawn','unknown','cancelled')", name="state"
    ),
    UniqueConstraint("corp_id", "msgid", name="uq_message_batches_msgid"),
    Index("ix_message_batches_queue_id", "queue_id"),
    Index("ix_message_batches_origin_id_origin", "origin_id", "origin"),
    Index("ix_message_batches_poll_at", "poll_at", postgresql_where=text("poll_at IS NOT NULL")),
)

send_rules = Table(
    "send_rules",
    metadata,
    Column("id", SmallInteger, autoincrement=False, nullable=False),
    Column("quiet_from", Time),
    Column("quiet_to", Time),
    Column("day_cap", Integer),
    Column("week_cap", Integer),
    Column("month_cap", Integer),
    Column("holdout", SmallInteger, nullable=False),
    Column("holdout_salt", Text, nullable=False),
    Column("quota_mode", Text, nullable=False),
    Column("banned_words", ARRAY(Text), nullable=False),
    Column("needs_two_people", Boolean, nullable=False),
    instant("changed_at"),
    PrimaryKeyConstraint("id"),
    CheckConstraint("id = 1", name="single"),
    CheckConstraint("quota_mode IN ('monthly_days','monthly_4','weekly_7','daily_1')", name="quota_mode"),
)

send_fences = Table(
    "send_fences",
    metadata,
    Column("name", Text, nullable=False),
    Column("is_down", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("changed_by", Text, nullable=False),
    instant("changed_at"),
    PrimaryKeyConstraint("name"),
)
