"""Sets of customers that the neighbours know, in the form in which the gates join them."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, case, literal, select

from siyu import customers, privacy
from siyu.channels.sending.tables import messages
from siyu.runtime.schema import metadata
from siyu.runtime.viewer import Viewer


def one_customer(customer_id: int) -> Select[tuple[int]]:
    """Just this customer."""
    return select(literal(customer_id, BigInteger).label("id"))


def blocked_people(*, purpose: str, channel: str, topic: str) -> Select[Any]:
    """Everybody who may not be spoken to, with the stop (`gate:reason`)."""
    everybody = privacy.blocked_customers(purpose=purpose, channel=channel, topic=topic).subquery("not_allowed")
    stopped = everybody.c.customer_id.in_(privacy.suppressed_customers(channel=channel))
    stop = case((stopped, "suppression:suppressed"), else_="consent:no_consent")
    return select(everybody.c.customer_id, stop.label("stop"))


def people_seen_by(viewer: Viewer) -> Select[Any]:
    """The customers whom a viewer may see: `id` and `name`."""
    everybody = metadata.tables["customers"]
    return select(everybody.c.id, everybody.c.name).where(customers.visible_to(viewer))


def seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """The messages of customers whom a viewer may see."""
    everybody = metadata.tables["customers"]
    return messages.c.customer_id.in_(select(everybody.c.id).where(customers.visible_to(viewer)))
