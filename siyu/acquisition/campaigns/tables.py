"""Campaigns, and the customers chosen one by one."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from siyu.runtime.schema import instant, metadata, new_id

campaigns = Table(
    "campaigns",
    metadata,
    new_id(),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False, server_default=text("'draft'")),
    Column("spec", JSONB, nullable=False),
    Column("revision", Integer, nullable=False, server_default=text("1")),
    Column("audience_id", BigInteger),
    Column("audience_n", BigInteger),
    Column("created_by", Text, nullable=False),
    Column("submitted_by", Text),
    Column("approved_by", Text),
    Column("submitter", Text),
    Column("reason", Text),
    instant("created_at"),
    instant("changed_at"),
    instant("started_at", nullable=True),
    instant("ended_at", nullable=True),
    CheckConstraint("state IN ('draft','submitted','approved','running','ended','stopped')", name="state"),
    Index("ix_campaigns_state", "state"),
)

campaign_people = Table(
    "campaign_people",
    metadata,
    Column("campaign_id", BigInteger, ForeignKey("campaigns.id"), nullable=False),
    Column("customer_id", BigInteger, nullable=False),
    PrimaryKeyConstraint("campaign_id", "customer_id"),
)
