"""The consent ledger and where it stands now, stops of channels, and how much was revealed to whom."""

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Index, Integer, Table, Text, text

from siyu.runtime.schema import instant, metadata, new_id


def _words(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default=text("''"))


consent_entries = Table(
    "consent_entries",
    metadata,
    new_id(),
    Column("customer_id", BigInteger, ForeignKey("customers.id"), nullable=False),
    Column("purpose", Text, nullable=False),
    _words("topic"),
    _words("channel"),
    Column("is_granted", Boolean, nullable=False),
    Column("notice_version", Integer),
    Column("proof_hash", Text),
    Column("basis", Text),
    Column("campaign_id", BigInteger),
    Column("source", Text, nullable=False),
    Column("user_id", BigInteger),
    Column("copied_from", BigInteger),
    instant("occurred_at"),
    instant("recorded_at"),
    Index("ix_consent_entries_customer_id_id", "customer_id", "id"),
)

consent_states = Table(
    "consent_states",
    metadata,
    Column("customer_id", BigInteger, ForeignKey("customers.id"), primary_key=True),
    Column("purpose", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("is_granted", Boolean, nullable=False),
    instant("changed_at"),
    Column("entry_id", BigInteger, nullable=False),
    Column("notice_version", Integer),
    Index("ix_consent_states_purpose_customer_id", "purpose", "customer_id"),
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("customer_id", BigInteger, ForeignKey("customers.id"), primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    instant("until", nullable=True),
    instant("created_at"),
)

reveal_budgets = Table(
    "reveal_budgets",
    metadata,
    Column("user_id", BigInteger, primary_key=True),
    Column("on_day", Date, primary_key=True),
    Column("used", Integer, nullable=False),
)
