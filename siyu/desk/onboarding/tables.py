"""What somebody chose not to do of the first steps."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Table, text
from sqlalchemy.dialects.postgresql import JSONB

from siyu.runtime.schema import instant, metadata

onboarding_choices = Table(
    "onboarding_choices",
    metadata,
    Column("user_id", BigInteger, ForeignKey("users.id"), primary_key=True, autoincrement=False),
    Column("skipped", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    Column("is_dismissed", Boolean, nullable=False, server_default=text("false")),
    instant("changed_at"),
)
