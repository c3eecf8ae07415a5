"""Tables of imports: the import, remembered mappings, rejected rows, and what each row created."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from siyu.runtime.schema import instant, metadata, new_id


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default=text("0"))


imports = Table(
    "imports",
    metadata,
    new_id(),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("file_key", Text, nullable=False, unique=True),
    Column("size_bytes", BigInteger, nullable=False),
    Column("refusal", JSONB),
    Column("format", Text),
    Column("encoding", Text),
    Column("sheet", Text),
    Column("header", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    Column("mapping", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    _count("rows_n"),
    _count("done_n"),
    _count("accepted_n"),
    _count("duplicate_n"),
    _count("rejected_n"),
    _count("undone_n"),
    _count("kept_n"),
    Column("next_offset", BigInteger, nullable=False, server_default=text("0")),
    Column("created_by", BigInteger),
    Column("created_key", BigInteger),
    instant("created_at"),
    instant("started_at", nullable=True),
    instant("ended_at", nullable=True),
    instant("forgotten_at", nullable=True),
    Index("ix_imports_created_by", "created_by"),
)

import_mappings = Table(
    "import_mappings",
    metadata,
    Column("kind", Text, nullable=False),
    Column("header_hash", Text, nullable=False),
    Column("mapping", JSONB, nullable=False),
    instant("saved_at"),
    PrimaryKeyConstraint("kind", "header_hash"),
)

import_rejections = Table(
    "import_rejections",
    metadata,
    Column("import_id", BigInteger, ForeignKey("imports.id", ondelete="CASCADE"), nullable=False),
    Column("row_n", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("zh", Text, nullable=False),
    Column("en", Text, nullable=False),
    Column("column_key", Text),
    Column("cells", JSONB, nullable=False),
    PrimaryKeyConstraint("import_id", "row_n"),
)

import_objects = Table(
    "import_objects",
    metadata,
    Column("import_id", BigInteger, ForeignKey("imports.id", ondelete="CASCADE"), nullable=False),
    Column("row_n", Integer, nullable=False),
    Column("object_kind", Text, nullable=False),
    Column("object_id", BigInteger, nullable=False),
    Column("state", Text, nullable=False, server_default=text("'made'")),
    Column("code", Text),
    Column("zh", Text),
    Column("en", Text),
    PrimaryKeyConstraint("import_id", "row_n"),
)
