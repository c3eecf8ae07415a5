"""Tables of staff."""

from alembic import op

revision = "0040"
down_revision = "0030"
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE departments (
    corp_id bigint NOT NULL,
    wecom_id bigint NOT NULL,
    parent_id bigint,
    name text NOT NULL,
    sort_order bigint NOT NULL DEFAULT 0,
    CONSTRAINT pk_departments PRIMARY KEY (corp_id, wecom_id),
    CONSTRAINT fk_departments_corp_id_corps FOREIGN KEY (corp_id) REFERENCES corps (id)
);
CREATE TABLE department_closure (
    corp_id bigint NOT NULL,
    ancestor_id bigint NOT NULL,
    department_id bigint NOT NULL,
    CONSTRAINT pk_department_closure PRIMARY KEY (corp_id, ancestor_id, department_id)
);
CREATE TABLE staff_members (
    id bigint GENERATED ALWAYS AS IDENTITY,
    corp_id bigint NOT NULL,
    userid text NOT NULL,
    userid_key text NOT NULL,
    name text NOT NULL DEFAULT '',
    position text NOT NULL DEFAULT '',
    main_department_id bigint,
    status text NOT NULL DEFAULT 'expected',
    is_contact_enabled boolean NOT NULL DEFAULT false,
    spell integer NOT NULL DEFAULT 1,
    moves integer NOT NULL DEFAULT 0,
    changed_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_staff_members PRIMARY KEY (id),
    CONSTRAINT fk_staff_members_corp_id_corps FOREIGN KEY (corp_id) REFERENCES corps (id),
    CONSTRAINT uq_staff_members_corp_id_userid_key UNIQUE (corp_id, userid_key),
    CONSTRAINT ck_staff_members_status CHECK (status IN ('expected', 'active', 'not_joined', 'disabled', 'left'))
);
CREATE TABLE staff_departments (
    staff_id bigint NOT NULL,
    department_id bigint NOT NULL,
    corp_id bigint NOT NULL,
    is_leader boolean NOT NULL DEFAULT false,
    CONSTRAINT pk_staff_departments PRIMARY KEY (staff_id, department_id),
    CONSTRAINT fk_staff_departments_staff_id_staff_members FOREIGN KEY (staff_id) REFERENCES staff_members (id)
);
CREATE INDEX ix_staff_departments_corp_id_department_id ON staff_departments (corp_id, department_id);
CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY,
    login text NOT NULL,
    name text NOT NULL,
    password_hash text NOT NULL,
    staff_id bigint,
    roles text[] NOT NULL DEFAULT '{}',
    is_active boolean NOT NULL DEFAULT true,
    language text NOT NULL DEFAULT 'zh',
    totp_sealed text,
    totp_offered_sealed text,
    totp_last_step bigint NOT NULL DEFAULT 0,
    created_at timestamp with time zone NOT NULL,
    password_changed_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_users PRIMARY KEY (id),
    CONSTRAINT uq_users_login UNIQUE (login),
    CONSTRAINT uq_users_staff_id UNIQUE (staff_id),
    CONSTRAINT fk_users_staff_id_staff_members FOREIGN KEY (staff_id) REFERENCES staff_members (id),
    CONSTRAINT ck_users_language CHECK (language IN ('zh', 'en'))
);
CREATE TABLE roles (
    name text NOT NULL,
    title_zh text NOT NULL,
    title_en text NOT NULL,
    scope text NOT NULL,
    rights text[] NOT NULL,
    CONSTRAINT pk_roles PRIMARY KEY (name),
    CONSTRAINT ck_roles_scope CHECK (scope IN ('own', 'team', 'all'))
);
CREATE TABLE sessions (
    id bigint GENERATED ALWAYS AS IDENTITY,
    user_id bigint NOT NULL,
    token_hash text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    source text NOT NULL,
    device text NOT NULL DEFAULT '',
    CONSTRAINT pk_sessions PRIMARY KEY (id),
    CONSTRAINT uq_sessions_token_hash UNIQUE (token_hash),
    CONSTRAINT fk_sessions_user_id_users FOREIGN KEY (user_id) REFERENCES users (id)
);
CREATE INDEX ix_sessions_user_id ON sessions (user_id);
CREATE TABLE api_keys (
    id bigint GENERATED ALWAYS AS IDENTITY,
    user_id bigint NOT NULL,
    name text NOT NULL,
    prefix text NOT NULL,
    key_hash text NOT NULL,
    rights text[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    last_used_at timestamp with time zone,
    CONSTRAINT pk_api_keys PRIMARY KEY (id),
    CONSTRAINT uq_api_keys_prefix UNIQUE (prefix),
    CONSTRAINT fk_api_keys_user_id_users FOREIGN KEY (user_id) REFERENCES users (id)
);
CREATE INDEX ix_api_keys_user_id ON api_keys (user_id);
CREATE TABLE sign_in_tries (
    kind text NOT NULL,
    mark text NOT NULL,
    failures integer NOT NULL,
    last_at timestamp with time zone,
    blocked_until timestamp with time zone,
    CONSTRAINT pk_sign_in_tries PRIMARY KEY (kind, mark)
);
"""


def upgrade() -> None:
    """Make everything."""
    op.execute(_TABLES)
