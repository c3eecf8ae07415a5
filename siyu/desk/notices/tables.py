"""Notices; `key` names the fact, so that nobody is told twice."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB

from siyu.runtime.schema import instant, metadata, new_id

notices = Table(
    "notices",
    metadata,
    new_id(),
    Column("user_id", BigInteger, ForeignKey("users.id"), nullable=False),
    Column("code", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("details", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("link", Text, nullable=False),
    instant("told_at"),
    instant("read_at", nullable=True),
    UniqueConstraint("user_id", "key"),
    Index("ix_notices_user_id_id", "user_id", "id"),
)
