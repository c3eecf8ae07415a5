"""Live codes, what they have brought, and the pictures their welcomes show."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from siyu.runtime.schema import instant, metadata, new_id

acq_channels = Table(
    "acq_channels",
    metadata,
    new_id(),
    Column("name", Text, nullable=False, unique=True),
    instant("created_at"),
)

# `spec` is what people chose; `published_*` is what WeCom has. `asked_at` is set while a creation may be under way.
live_codes = Table(
    "live_codes",
    metadata,
    new_id(),
    Column("corp_id", BigInteger, nullable=False),
    Column("acq_channel_id", BigInteger, ForeignKey("acq_channels.id")),
    Column("state_code", Text, nullable=False, unique=True),
    Column("status", Text, nullable=False, server_default=text("'creating'")),
    Column("problem", Text),
    Column("spec", JSONB, nullable=False),
    Column("staff_ids", ARRAY(BigInteger), nullable=False),
    Column("config_id", Text),
    Column("qr_code", Text),
    Column("revision", Integer, nullable=False, server_default=text("1")),
    Column("published_revision", Integer, nullable=False, server_default=text("0")),
    Column("published_userids", ARRAY(Text), nullable=False, server_default=text("'{}'::text[]")),
    Column("creates", SmallInteger, nullable=False, server_default=text("0")),
    instant("asked_at", nullable=True),
    instant("busy_until", nullable=True),
    Column("created_by", BigInteger),
    instant("created_at"),
    instant("changed_at"),
    CheckConstraint("status IN ('creating', 'active', 'unknown', 'failed', 'retiring', 'retired')", name="status"),
    Index("ix_live_codes_corp_id", "corp_id"),
    Index("ix_live_codes_staff_ids", "staff_ids", postgresql_using="gin"),
)

# One row per relation that began through a code; `welcome` is the state in which its welcome ended.
live_code_adds = Table(
    "live_code_adds",
    metadata,
    new_id(),
    Column("code_id", BigInteger, ForeignKey("live_codes.id"), nullable=False),
    Column("customer_id", BigInteger, nullable=False),
    Column("staff_id", BigInteger, nullable=False),
    Column("spell", Integer, nullable=False),
    Column("is_first", Boolean, nullable=False),
    Column("welcome", Text),
    instant("started_at"),
    instant("ended_at", nullable=True),
    Column("ended_by", Text),
    Index("ix_live_code_adds_code_id_started_at", "code_id", "started_at"),
    Index("ix_live_code_adds_customer_id_staff_id", "customer_id", "staff_id"),
)

live_code_pictures = Table(
    "live_code_pictures",
    metadata,
    new_id(),
    Column("digest", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    instant("created_at"),
)

# A picture as WeCom keeps it for one corp: its media id dies after three days, so it is renewed ahead of that.
live_code_media = Table(
    "live_code_media",
    metadata,
    Column("picture_id", BigInteger, ForeignKey("live_code_pictures.id"), nullable=False),
    Column("corp_id", BigInteger, nullable=False),
    Column("media_id", Text, nullable=False),
    instant("expires_at"),
    PrimaryKeyConstraint("picture_id", "corp_id"),
)
