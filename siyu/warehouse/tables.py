"""What PostgreSQL remembers of the loading: generations, planned blocks, comparisons."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    Numeric,
    PrimaryKeyConstraint,
    Sequence,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import UUID

from siyu.runtime.schema import instant, metadata, new_id

load_marks_sequence = Sequence("load_mark_numbers", metadata=metadata, data_type=BigInteger)

load_generations = Table(
    "load_generations",
    metadata,
    new_id(),
    Column("generation", UUID(as_uuid=True), nullable=False, unique=True),
    Column("target_xid", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    instant("started_at"),
    instant("ready_at", nullable=True),
)

load_blocks = Table(
    "load_blocks",
    metadata,
    Column("generation", UUID(as_uuid=True), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("from_xid", BigInteger, nullable=False),
    Column("from_id", BigInteger, nullable=False),
    Column("to_xid", BigInteger, nullable=False),
    Column("to_id", BigInteger, nullable=False),
    Column("horizon_xid", BigInteger, nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("id_sum", Numeric, nullable=False),
    instant("newest_received_at"),
    instant("planned_at"),
    PrimaryKeyConstraint("generation", "number"),
)

load_comparisons = Table(
    "load_comparisons",
    metadata,
    new_id(),
    instant("compared_at"),
    Column("month", Integer, nullable=False),
    Column("row_count", BigInteger, nullable=False),
    Column("differing", Integer, nullable=False),
    Column("example", Text, nullable=False, server_default=text("''")),
    Column("is_mended", Boolean, nullable=False),
    Index("ix_load_comparisons_compared_at", "compared_at"),
)

load_mends = Table(
    "load_mends",
    metadata,
    Column("month", Integer, nullable=False, autoincrement=False),
    instant("begun_at"),
    PrimaryKeyConstraint("month"),
)
