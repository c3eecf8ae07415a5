"""Corps, the tokens WeCom gave for their secrets, and the calls counted against WeCom's quotas."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, Table, Text, UniqueConstraint, text

from siyu.runtime.schema import instant, metadata, new_id

corps = Table(
    "corps",
    metadata,
    new_id(),
    Column("name", Text, nullable=False),
    Column("wecom_corp_id", Text, nullable=False),
    Column("agent_id", BigInteger),
    Column("api_base", Text, nullable=False),
    Column("secret_sealed", Text),
    Column("path_secret", Text, nullable=False),
    Column("callback_token_sealed", Text),
    Column("callback_key_sealed", Text),
    Column("is_active", Boolean, nullable=False, server_default=text("true")),
    instant("created_at"),
    UniqueConstraint("wecom_corp_id"),
    UniqueConstraint("path_secret"),
)

wecom_tokens = Table(
    "wecom_tokens",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value_sealed", Text),
    instant("expires_at"),
    instant("refresh_at"),
    Column("refusals", Integer, nullable=False, server_default=text("0")),
    Column("refused_code", Integer),
)

wecom_quotas = Table(
    "wecom_quotas",
    metadata,
    Column("wecom_corp_id", Text, primary_key=True),
    Column("api", Text, primary_key=True),
    instant("minute_from"),
    Column("minute_calls", Integer, nullable=False, server_default=text("0")),
    instant("hour_from"),
    Column("hour_calls", Integer, nullable=False, server_default=text("0")),
    instant("blocked_until"),
    Column("breaches", Integer, nullable=False, server_default=text("0")),
)
