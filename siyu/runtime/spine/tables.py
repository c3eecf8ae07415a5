"""The event log, the keys that make facts unique, and the places readers have come to."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Sequence,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.types import UserDefinedType

from siyu.runtime.schema import Instant, instant, metadata


class Xid8(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction id."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "xid8"


event_ids = Sequence("event_ids", metadata=metadata, data_type=BigInteger, cache=1)

events = Table(
    "events",
    metadata,
    Column("id", BigInteger, nullable=False),
    Column("xid", Xid8, nullable=False, server_default=text("pg_current_xact_id()")),
    Column("name", Text, nullable=False),
    Column("version", SmallInteger, nullable=False, server_default=text("1")),
    Column("customer_id", BigInteger),
    Column("anonymous_id", Text),
    Column("staff_id", BigInteger),
    Column("corp_id", BigInteger),
    Column("occurred_at", Instant, nullable=False),
    Column("occurred_basis", Text, nullable=False, server_default=text("'exact'")),
    Column("received_at", Instant, nullable=False),
    Column("source", Text, nullable=False),
    Column("dedup_key", Text, nullable=False),
    Column("cause_id", BigInteger),
    Column("properties", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    PrimaryKeyConstraint("received_at", "id"),
    Index("ix_events_xid_id", "xid", "id"),
    Index("ix_events_customer_id_occurred_at_id", "customer_id", "occurred_at", "id"),
    postgresql_partition_by="RANGE (received_at)",
)

event_keys = Table(
    "event_keys",
    metadata,
    Column("name", Text, nullable=False),
    Column("key_hash", UUID(as_uuid=False), nullable=False),
    Column("event_id", BigInteger, nullable=False),
    Column("occurred_at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    PrimaryKeyConstraint("name", "key_hash"),
    postgresql_partition_by="HASH (key_hash)",
)

event_cursors = Table(
    "event_cursors",
    metadata,
    Column("consumer", Text, nullable=False),
    Column("shard", Integer, nullable=False),
    Column("xid", BigInteger, nullable=False, server_default=text("0")),
    Column("event_id", BigInteger, nullable=False, server_default=text("0")),
    Column("crashes", Integer, nullable=False, server_default=text("0")),
    instant("moved_at", nullable=True),
    PrimaryKeyConstraint("consumer", "shard"),
)

parked_events = Table(
    "parked_events",
    metadata,
    Column("handler", Text, nullable=False),
    Column("event_id", BigInteger, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("customer_id", BigInteger),
    Column("reason", Text, nullable=False),
    Column("tries", Integer, nullable=False, server_default=text("1")),
    instant("parked_at"),
    instant("retry_at", nullable=True),
    PrimaryKeyConstraint("handler", "event_id"),
    Index("ix_parked_events_handler_customer_id", "handler", "customer_id"),
)
