"""Tables of segments: stored rules by revision, frozen audiences and who is in them."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from siyu.runtime.schema import instant, metadata, new_id

segments = Table(
    "segments",
    metadata,
    new_id(),
    Column("name", Text, nullable=False),
    Column("revision", Integer, nullable=False, server_default=text("1")),
    Column("rule", JSONB, nullable=False),
    Column("is_archived", Boolean, nullable=False, server_default=text("false")),
    Column("created_by", BigInteger),
    instant("created_at"),
    instant("changed_at"),
    Index("ix_segments_is_archived_id", "is_archived", "id"),
)

segment_revisions = Table(
    "segment_revisions",
    metadata,
    Column("segment_id", BigInteger, ForeignKey("segments.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("rule", JSONB, nullable=False),
    Column("changed_by", BigInteger),
    instant("changed_at"),
    PrimaryKeyConstraint("segment_id", "revision"),
)

audiences = Table(
    "audiences",
    metadata,
    new_id(),
    Column("segment_id", BigInteger, ForeignKey("segments.id")),
    Column("revision", Integer, nullable=False, server_default=text("0")),
    Column("rule", JSONB, nullable=False),
    Column("members_n", BigInteger, nullable=False, server_default=text("0")),
    instant("as_of"),
    Column("frozen_by", BigInteger),
    instant("frozen_at"),
    Index("ix_audiences_segment_id", "segment_id"),
)

# No foreign key to customers: a frozen list stays as it was, and checking a million of them costs seconds.
audience_members = Table(
    "audience_members",
    metadata,
    Column("audience_id", BigInteger, ForeignKey("audiences.id", ondelete="CASCADE"), nullable=False),
    Column("customer_id", BigInteger, nullable=False),
    PrimaryKeyConstraint("audience_id", "customer_id"),
    Index("ix_audience_members_customer_id", "customer_id"),
)
