"""Exports; the file lies in the data folder under `file_key`."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from siyu.runtime.schema import instant, metadata, new_id

exports = Table(
    "exports",
    metadata,
    new_id(),
    Column("kind", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("filters", JSONB, nullable=False),
    Column("user_id", BigInteger, ForeignKey("users.id"), nullable=False),
    Column("state", Text, nullable=False, server_default=text("'waiting'")),
    Column("total_n", BigInteger),
    Column("done_n", BigInteger, nullable=False, server_default=text("0")),
    Column("file_key", Text, nullable=False, unique=True),
    Column("problem", Text),
    instant("created_at"),
    instant("started_at", nullable=True),
    instant("ended_at", nullable=True),
    CheckConstraint("state IN ('waiting', 'running', 'done', 'failed', 'stopped', 'expired')", name="state"),
    Index("ix_exports_user_id_id", "user_id", "id"),
)
