"""The audit trail's table."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from siyu.runtime.schema import instant, metadata

audit_entries = Table(
    "audit_entries",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    instant("at"),
    Column("user_id", BigInteger),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("object_kind", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    Column("reason", Text),
    Column("details", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("hash", LargeBinary, nullable=False),
    Index("ix_audit_entries_object_kind_object_id", "object_kind", "object_id"),
    Index("ix_audit_entries_user_id_at", "user_id", "at"),
)
