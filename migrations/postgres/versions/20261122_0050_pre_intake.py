"""Tables of intake."""

from alembic import op

revision = "0050"
down_revision = "0040"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE imports (
    id bigint GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL,
    state text NOT NULL,
    file_name text NOT NULL,
    file_key text NOT NULL,
    size_bytes bigint NOT NULL,
    refusal jsonb,
    format text,
    encoding text,
    sheet text,
    header jsonb NOT NULL DEFAULT '[]'::jsonb,
    mapping jsonb NOT NULL DEFAULT '{}'::jsonb,
    rows_n integer NOT NULL DEFAULT 0,
    done_n integer NOT NULL DEFAULT 0,
    accepted_n integer NOT NULL DEFAULT 0,
    duplicate_n integer NOT NULL DEFAULT 0,
    rejected_n integer NOT NULL DEFAULT 0,
    undone_n integer NOT NULL DEFAULT 0,
    kept_n integer NOT NULL DEFAULT 0,
    next_offset bigint NOT NULL DEFAULT 0,
    created_by bigint,
    created_key bigint,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    forgotten_at timestamp with time zone,
    CONSTRAINT pk_imports PRIMARY KEY (id),
    CONSTRAINT uq_imports_file_key UNIQUE (file_key)
);
CREATE INDEX ix_imports_created_by ON imports (created_by);
CREATE TABLE import_mappings (
    kind text NOT NULL,
    header_hash text NOT NULL,
    mapping jsonb NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_import_mappings PRIMARY KEY (kind, header_hash)
);
CREATE TABLE import_rejections (
    import_id bigint NOT NULL,
    row_n integer NOT NULL,
    code text NOT NULL,
    zh text NOT NULL,
    en text NOT NULL,
    column_key text,
    cells jsonb NOT NULL,
    CONSTRAINT pk_import_rejections PRIMARY KEY (import_id, row_n),
    CONSTRAINT fk_import_rejections_import_id_imports FOREIGN KEY (import_id) REFERENCES imports (id) ON DELETE CASCADE
);
CREATE TABLE import_objects (
    import_id bigint NOT NULL,
    row_n integer NOT NULL,
    object_kind text NOT NULL,
    object_id bigint NOT NULL,
    state text NOT NULL DEFAULT 'made',
    code text,
    zh text,
    en text,
    CONSTRAINT pk_import_objects PRIMARY KEY (import_id, row_n),
    CONSTRAINT fk_import_objects_import_id_imports FOREIGN KEY (import_id) REFERENCES imports (id) ON DELETE CASCADE
);
"""


def upgrade() -> None:
    """Make everything."""
    op.execute(_TABLES)
