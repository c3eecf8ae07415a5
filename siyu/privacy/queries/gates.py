"""Whom we may not contact, as one set that a plan can leave out."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CompoundSelect, Select, String, column, func, literal, select, table, union
from sqlalchemy.dialects.postgresql import distinct_on

from siyu.privacy.contracts import ANY
from siyu.privacy.rules import needs_consent
from siyu.privacy.tables import consent_states, suppressions

_EVERYBODY = table("customers", column("id", BigInteger), column("merged_into", BigInteger))


def blocked_customers(
    *, purpose: str, channel: str, topic: str = ANY, at: datetime | None = None
) -> Select[tuple[int]]:
    """Ids of the customers who may not be contacted, for `NOT IN`/`EXCEPT` in a plan.

    Where silence means no, those are all who have not agreed; elsewhere those whose latest word was no. Stops of
    the channel come on top. `at` is the instant asked about; None is the database's now.
    """
    by_stop = suppressed_customers(channel=channel, at=at)
    latest = _latest_words(purpose=purpose, channel=channel, topic=topic).subquery()
    by_word: Select[Any]
    if needs_consent(purpose, channel):
        agreed = select(latest.c.customer_id).where(latest.c.is_granted)
        by_word = select(_EVERYBODY.c.id.label("customer_id")).where(
            ~agreed.where(latest.c.customer_id == _EVERYBODY.c.id).exists()
        )
    else:
        by_word = select(latest.c.customer_id).where(~latest.c.is_granted)
    both: CompoundSelect[Any] = union(by_word, by_stop)
    blocked = both.subquery("blocked")
    return select(blocked.c.customer_id)


def suppressed_customers(*, channel: str, at: datetime | None = None) -> Select[tuple[int]]:
    """Ids of the customers for whom a stop of this channel, or of all, is in force; part of `blocked_customers`."""
    return select(suppressions.c.customer_id).where(
        suppressions.c.channel.in_([ANY, channel]),
        suppressions.c.until.is_(None) | (suppressions.c.until > (at if at is not None else func.now())),
    )


def _latest_words(*, purpose: str, channel: str, topic: str) -> Select[Any]:
    """One row per customer: the latest word that covers the question; at the same instant the refusal."""
    states = consent_states.c
    return (
        select(states.customer_id, states.is_granted)
        .ext(distinct_on(states.customer_id))
        .where(
            states.purpose == literal(purpose, String),
            states.topic.in_([ANY, topic]),
            states.channel.in_([ANY, channel]),
        )
        .order_by(states.customer_id, states.changed_at.desc(), states.is_granted)
    )
