"""The registry every domain's tables join, with names for constraints that never change by chance."""

from sqlalchemy import BigInteger, Column, DateTime, Identity, MetaData
from sqlalchemy.dialects.postgresql import TIMESTAMP

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: An instant with milliseconds, as events carry it.
Instant = TIMESTAMP(timezone=True, precision=3)


def new_id(name: str = "id") -> Column[int]:
    """A bigint key that the database counts."""
    return Column(name, BigInteger, Identity(always=True), primary_key=True)


def instant(name: str, *, nullable: bool = False) -> Column[object]:
    """A column for a point in time, stored with its zone."""
    return Column(name, DateTime(timezone=True), nullable=nullable)
