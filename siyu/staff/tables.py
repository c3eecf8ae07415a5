"""Who works here: departments, members, accounts, roles, sessions, keys and wrong guesses."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from siyu.runtime.schema import instant, metadata, new_id

departments = Table(
    "departments",
    metadata,
    Column("corp_id", BigInteger, ForeignKey("corps.id"), primary_key=True),
    Column("wecom_id", BigInteger, primary_key=True),
    Column("parent_id", BigInteger),
    Column("name", Text, nullable=False),
    Column("sort_order", BigInteger, nullable=False, server_default=text("0")),
)

department_closure = Table(
    "department_closure",
    metadata,
    Column("corp_id", BigInteger, primary_key=True),
    Column("ancestor_id", BigInteger, primary_key=True),
    Column("department_id", BigInteger, primary_key=True),
)

staff_members = Table(
    "staff_members",
    metadata,
    new_id(),
    Column("corp_id", BigInteger, ForeignKey("corps.id"), nullable=False),
    Column("userid", Text, nullable=False),
    Column("userid_key", Text, nullable=False),
    Column("name", Text, nullable=False, server_default=text("''")),
    Column("position", Text, nullable=False, server_default=text("''")),
    Column("main_department_id", BigInteger),
    Column("status", Text, nullable=False, server_default=text("'expected'")),
    Column("is_contact_enabled", Boolean, nullable=False, server_default=text("false")),
    Column("spell", Integer, nullable=False, server_default=text("1")),
    Column("moves", Integer, nullable=False, server_default=text("0")),
    instant("changed_at", nullable=True),
    instant("created_at"),
    UniqueConstraint("corp_id", "userid_key"),
    CheckConstraint("status IN ('expected', 'active', 'not_joined', 'disabled', 'left')", name="status"),
)

staff_departments = Table(
    "staff_departments",
    metadata,
    Column("staff_id", BigInteger, ForeignKey("staff_members.id"), primary_key=True),
    Column("department_id", BigInteger, primary_key=True),
    Column("corp_id", BigInteger, nullable=False),
    Column("is_leader", Boolean, nullable=False, server_default=text("false")),
    Index("ix_staff_departments_corp_id_department_id", "corp_id", "department_id"),
)

users = Table(
    "users",
    metadata,
    new_id(),
    Column("login", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("staff_id", BigInteger, ForeignKey("staff_members.id")),
    Column("roles", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("is_active", Boolean, nullable=False, server_default=text("true")),
    Column("language", Text, nullable=False, server_default=text("'zh'")),
    Column("totp_sealed", Text),
    Column("totp_offered_sealed", Text),
    Column("totp_last_step", BigInteger, nullable=False, server_default=text("0")),
    instant("created_at"),
    instant("password_changed_at"),
    UniqueConstraint("login"),
    UniqueConstraint("staff_id"),
    CheckConstraint("language IN ('zh', 'en')", name="language"),
)

user_preferences = Table(
    "user_preferences",
    metadata,
    Column("user_id", BigInteger, ForeignKey("users.id"), primary_key=True, autoincrement=False),
    Column("chosen", JSONB, nullable=False),
    instant("changed_at"),
)

roles = Table(
    "roles",
    metadata,
    Column("name", Text, primary_key=True),
    Column("title_zh", Text, nullable=False),
    Column("title_en", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("rights", ARRAY(Text), nullable=False),
    CheckConstraint("scope IN ('own', 'team', 'all')", name="scope"),
)

sessions = Table(
    "sessions",
    metadata,
    new_id(),
    Column("user_id", BigInteger, ForeignKey("users.id"), nullable=False),
    Column("token_hash", Text, nullable=False),
    instant("created_at"),
    instant("expires_at"),
    instant("ended_at", nullable=True),
    Column("source", Text, nullable=False),
    Column("device", Text, nullable=False, server_default=text("''")),
    UniqueConstraint("token_hash"),
    Index("ix_sessions_user_id", "user_id"),
)

api_keys = Table(
    "api_keys",
    metadata,
    new_id(),
    Column("user_id", BigInteger, ForeignKey("users.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("key_hash", Text, nullable=False),
    Column("rights", ARRAY(Text), nullable=False),
    instant("created_at"),
    instant("expires_at"),
    instant("revoked_at", nullable=True),
    instant("last_used_at", nullable=True),
    UniqueConstraint("prefix"),
    Index("ix_api_keys_user_id", "user_id"),
)

sign_in_tries = Table(
    "sign_in_tries",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("mark", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    instant("last_at", nullable=True),
    instant("blocked_until", nullable=True),
)
