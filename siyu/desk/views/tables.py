"""Saved views."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB

from siyu.runtime.schema import instant, metadata, new_id

saved_views = Table(
    "saved_views",
    metadata,
    new_id(),
    Column("page", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("owner_id", BigInteger, ForeignKey("users.id"), nullable=False),
    Column("shared_role", Text),
    Column("filters", JSONB, nullable=False),
    Column("columns", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    Column("sort", Text, nullable=False, server_default=text("''")),
    instant("created_at"),
    instant("changed_at"),
    UniqueConstraint("owner_id", "page", "name"),
    Index("ix_saved_views_page_shared_role", "page", "shared_role"),
)
