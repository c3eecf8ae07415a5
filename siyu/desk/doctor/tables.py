"""How each line of the connection doctor stood when it was last checked."""

from sqlalchemy import BigInteger, CheckConstraint, Column, PrimaryKeyConstraint, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from siyu.runtime.schema import instant, metadata

# `corp_id` 0: the line is about the installation. `findings` are what the examination said, without secrets.
doctor_lines = Table(
    "doctor_lines",
    metadata,
    Column("corp_id", BigInteger, nullable=False),
    Column("line", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("findings", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    instant("checked_at", nullable=True),
    instant("red_since", nullable=True),
    Column("skipped_by", BigInteger),
    PrimaryKeyConstraint("corp_id", "line"),
    CheckConstraint("state IN ('unchecked', 'pass', 'needs_work', 'skipped')", name="state"),
)
