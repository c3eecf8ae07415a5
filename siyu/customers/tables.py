"""Tables of customers: persons, identities, relations by spell, tags, merges and conflicts."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    event,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from siyu.runtime.schema import instant, metadata, new_id


def _words(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default=text("''"))


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=text("false"))


# Every character and every two neighbouring characters of a text: what the search indexes hold.
_SEARCH_PIECES = """
CREATE OR REPLACE FUNCTION search_pieces(said text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY(
    SELECT one FROM unnest(string_to_array(said, NULL)) AS one
    UNION ALL
    SELECT substr(said, n, 2) FROM generate_series(1, length(said) - 1) AS n
)
"""


@event.listens_for(metadata, "before_create")
def _make_search_pieces(_: MetaData, connection: Connection, **__: object) -> None:
    connection.execute(text(_SEARCH_PIECES))


def _search_index(name: str, column: str) -> Index:
    """Pieces of a search text; a short list of rows not sorted in yet, since every search reads it.

    Of all rows, not only of those with a text: only then does the planner know how common a piece is.
    """
    return Index(
        name,
        func.search_pieces(text(column)),
        postgresql_using="gin",
        postgresql_with={"gin_pending_list_limit": 512},
    )


customers = Table(
    "customers",
    metadata,
    new_id(),
    Column("kind", Text, nullable=False),
    _words("name"),
    _words("name_search"),
    _words("avatar_url"),
    _words("gender"),
    Column("birth_on", Date),
    _words("country"),
    _words("region"),
    _words("city"),
    _words("company"),
    _words("position"),
    Column("phone_sealed", Text),
    Column("phone_mark", Text),
    Column("phone_masked", Text),
    Column("phone_tail", Text),
    _flag("is_phone_verified"),
    Column("attributes", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("first_source", Text),
    instant("first_source_at", nullable=True),
    Column("first_channel", BigInteger),
    Column("last_source", Text),
    instant("last_source_at", nullable=True),
    Column("last_channel", BigInteger),
    _flag("is_test"),
    _flag("is_employee"),
    _flag("is_minor"),
    _flag("is_blocked"),
    _flag("is_erased"),
    Column("merged_into", BigInteger, ForeignKey("customers.id")),
    Column("revision", Integer, nullable=False, server_default=text("0")),
    instant("created_at"),
    instant("updated_at"),
    Index("ix_customers_phone_mark", "phone_mark"),
    Index("ix_customers_phone_tail", "phone_tail"),
    Index("ix_customers_merged_into", "merged_into"),
    Index("ix_customers_created_at", "created_at"),
    Index("ix_customers_first_source", "first_source"),
    Index("ix_customers_last_source", "last_source"),
    _search_index("ix_customers_name_pieces", "name_search"),
)

identities = Table(
    "identities",
    metadata,
    new_id(),
    Column("kind", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("customer_id", BigInteger, ForeignKey("customers.id"), nullable=False),
    Column("origin_customer_id", BigInteger, nullable=False),
    Column("source", Text, nullable=False),
    instant("linked_at"),
    UniqueConstraint("kind", "value"),
    Index("ix_identities_customer_id", "customer_id"),
)

identity_conflicts = Table(
    "identity_conflicts",
    metadata,
    new_id(),
    Column("left_customer_id", BigInteger, ForeignKey("customers.id"), nullable=False),
    Column("right_customer_id", BigInteger, ForeignKey("customers.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False, server_default=text("'open'")),
    instant("found_at"),
    instant("settled_at", nullable=True),
    Column("settled_by", BigInteger),
    UniqueConstraint("left_customer_id", "right_customer_id", "kind"),
)

customer_merges = Table(
    "customer_merges",
    metadata,
    new_id(),
    Column("survivor_id", BigInteger, ForeignKey("customers.id"), nullable=False),
    Column("loser_id", BigInteger, ForeignKey("customers.id"), nullable=False),
    Column("rule", Text, nullable=False),
    Column("strength", Text, nullable=False),
    Column("moved", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    instant("merged_at"),
    Column("merged_by", BigInteger),
    instant("undone_at", nullable=True),
    Column("undone_by", BigInteger),
    Index("ix_customer_merges_survivor_id", "survivor_id"),
    Index("ix_customer_merges_loser_id", "loser_id"),
)

follows = Table(
    "follows",
    metadata,
    new_id(),
    Column("customer_id", BigInteger, ForeignKey("customers.id"), nullable=False),
    Column("corp_id", BigInteger, nullable=False),
    Column("staff_id", BigInteger, nullable=False),
    Column("external_userid", Text, nullable=False),
    Column("spell", Integer, nullable=False),
    Column("is_live", Boolean, nullable=False),
    _flag("is_half"),
    Column("is_current", Boolean, nullable=False, server_default=text("true")),
    Column("started_by", Text, nullable=False, server_default=text("'customer'")),
    Column("add_way", Integer),
    Column("state", Text),
    Column("live_code", BigInteger),
    Column("acq_channel", BigInteger),
    instant("started_at", nullable=True),
    instant("ended_at", nullable=True),
    Column("ended_by", Text),
    instant("unlisted_at", nullable=True),
    instant("moved_at"),
    instant("last_interaction_at", nullable=True),
    _words("remark"),
    _words("remark_search"),
    _words("description"),
    _words("remark_company"),
    Column("remark_phones_sealed", Text),
    Column("source", Text, nullable=False),
    instant("synced_at", nullable=True),
    UniqueConstraint("staff_id", "external_userid", "spell"),
    Index("ix_follows_customer_id", "customer_id"),
    Index("ix_follows_staff_id_is_current", "staff_id", "is_current"),
    Index("ix_follows_external_userid", "external_userid"),
    _search_index("ix_follows_remark_pieces", "remark_search"),
)

tag_groups = Table(
    "tag_groups",
    metadata,
    new_id(),
    Column("corp_id", BigInteger),
    Column("wecom_id", Text, unique=True),
    Column("name", Text, nullable=False),
    _flag("is_exclusive"),
    Column("position", BigInteger, nullable=False, server_default=text("0")),
    _flag("is_deleted"),
    Column("push_state", Text, nullable=False, server_default=text("'none'")),
    instant("created_at"),
    instant("changed_at"),
    Index("ix_tag_groups_corp_id_name", "corp_id", "name"),
)

tags = Table(
    "tags",
    metadata,
    new_id(),
    Column("group_id", BigInteger, ForeignKey("tag_groups.id"), nullable=False),
    Column("wecom_id", Text, unique=True),
    Column("name", Text, nullable=False),
    Column("position", BigInteger, nullable=False, server_default=text("0")),
    _flag("is_deleted"),
    Column("push_state", Text, nullable=False, server_default=text("'none'")),
    instant("created_at"),
    instant("changed_at"),
    Index("ix_tags_group_id_name", "group_id", "name"),
)

customer_tags = Table(
    "customer_tags",
    metadata,
    Column("customer_id", BigInteger, ForeignKey("customers.id"), nullable=False),
    Column("tag_id", BigInteger, ForeignKey("tags.id"), nullable=False),
    Column("is_on", Boolean, nullable=False),
    Column("changes_n", Integer, nullable=False, server_default=text("1")),
    Column("origin", Text, nullable=False),
    Column("by_user_id", BigInteger),
    instant("changed_at"),
    PrimaryKeyConstraint("customer_id", "tag_id"),
    Index("ix_customer_tags_tag_id_is_on", "tag_id", "is_on"),
)

# What WeCom's relation carries (state `on`), or is about to: `adding`, `removing` wait to be pushed.
follow_tags = Table(
    "follow_tags",
    metadata,
    Column("follow_id", BigInteger, ForeignKey("follows.id"), nullable=False),
    Column("tag_id", BigInteger, ForeignKey("tags.id"), nullable=False),
    Column("state", Text, nullable=False),
    instant("changed_at"),
    instant("claimed_until", nullable=True),
    PrimaryKeyConstraint("follow_id", "tag_id"),
    Index("ix_follow_tags_tag_id", "tag_id"),
    Index("ix_follow_tags_state_follow_id", "state", "follow_id"),
)

contact_reconciles = Table(
    "contact_reconciles",
    metadata,
    new_id(),
    Column("corp_id", BigInteger, nullable=False),
    Column("state", Text, nullable=False, server_default=text("'running'")),
    Column("staff_left", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    Column("staff_total", Integer, nullable=False, server_default=text("0")),
    Column("relations_seen", Integer, nullable=False, server_default=text("0")),
    Column("started", Integer, nullable=False, server_default=text("0")),
    Column("ended", Integer, nullable=False, server_default=text("0")),
    instant("started_at"),
    instant("finished_at", nullable=True),
    Index("ix_contact_reconciles_corp_id_started_at", "corp_id", "started_at"),
)
