"""The durable inbox: every accepted callback until it was applied, and for a while after."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, SmallInteger, Table, Text, UniqueConstraint, text

from siyu.runtime.schema import instant, metadata, new_id

# `due_at` is when a row may be taken (again): its arrival, the end of a lease, or the next try.
# `happened_at` is WeCom's CreateTime; `subject` is whom or what it is about, and keeps one subject's events in order.
callback_inbox = Table(
    "callback_inbox",
    metadata,
    new_id(),
    Column("corp_id", BigInteger, nullable=False),
    Column("body_hash", Text, nullable=False),
    Column("body_sealed", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("change_type", Text, nullable=False),
    Column("subject", Text),
    instant("happened_at"),
    instant("received_at"),
    Column("state", Text, nullable=False, server_default=text("'waiting'")),
    instant("due_at"),
    Column("tries", SmallInteger, nullable=False, server_default=text("0")),
    Column("lease", BigInteger, nullable=False, server_default=text("0")),
    Column("reason", Text),
    Column("outcome", Text),
    instant("finished_at", nullable=True),
    UniqueConstraint("corp_id", "body_hash"),
    CheckConstraint("lane IN ('urgent', 'normal')", name="lane"),
    CheckConstraint("state IN ('waiting', 'applied', 'parked')", name="state"),
    Index("ix_callback_inbox_lane_due_at_id", "lane", "due_at", "id", postgresql_where=text("state = 'waiting'")),
    # Those tried before are few among many that wait, and are asked for apart.
    Index(
        "ix_callback_inbox_tried_lane_due_at_id",
        "lane",
        "due_at",
        "id",
        postgresql_where=text("state = 'waiting' AND tries > 1"),
    ),
    Index(
        "ix_callback_inbox_corp_id_subject_happened_at_id",
        "corp_id",
        "subject",
        "happened_at",
        "id",
        postgresql_where=text("state = 'waiting'"),
    ),
    Index("ix_callback_inbox_parked_id", "id", postgresql_where=text("state = 'parked'")),
    Index("ix_callback_inbox_finished_at", "finished_at", postgresql_where=text("state = 'applied'")),
)

# One row per corp and outcome (`accepted`, or why it was refused): bounded, and nothing of what was sent.
callback_visits = Table(
    "callback_visits",
    metadata,
    Column("corp_id", BigInteger, primary_key=True, autoincrement=False),
    Column("outcome", Text, primary_key=True),
    Column("seen", BigInteger, nullable=False),
    instant("last_at"),
)
