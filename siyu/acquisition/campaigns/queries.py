"""The statements of campaigns."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    RowMapping,
    Select,
    any_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from siyu.acquisition.campaigns.tables import campaign_people, campaigns
from siyu.runtime.schema import metadata


async def insert_campaign(connection: AsyncConnection, values: dict[str, Any]) -> int:
    """A new draft; its id."""
    statement = insert(campaigns).values(**values).returning(campaigns.c.id)
    return int((await connection.execute(statement)).scalar_one())


async def find_campaign(connection: AsyncConnection, campaign_id: int, *, lock: bool = False) -> RowMapping | None:
    """One campaign, locked against others if wished."""
    statement = select(campaigns).where(campaigns.c.id == campaign_id)
    if lock:
        statement = statement.with_for_update()
    return (await connection.execute(statement)).mappings().one_or_none()


async def list_campaigns(
    connection: AsyncConnection, *, state: str | None, words: str, before: int | None, limit: int
) -> tuple[list[RowMapping], int]:
    """Campaigns, newest first, and how many there are in all."""
    statement = select(campaigns).order_by(campaigns.c.id.desc()).limit(limit)
    total = select(func.count()).select_from(campaigns)
    if state is not None:
        statement, total = statement.where(campaigns.c.state == state), total.where(campaigns.c.state == state)
    if words:
        named = campaigns.c.name.icontains(words, autoescape=True)
        statement, total = statement.where(named), total.where(named)
    if before is not None:
        statement = statement.where(campaigns.c.id < before)
    rows = list((await connection.execute(statement)).mappings())
    return rows, int((await connection.execute(total)).scalar_one())


async def change_campaign(connection: AsyncConnection, campaign_id: int, values: dict[str, Any]) -> None:
    """Store changes; the revision grows by one."""
    statement = update(campaigns).where(campaigns.c.id == campaign_id)
    await connection.execute(statement.values(revision=campaigns.c.revision + 1, **values))


async def set_people(
    connection: AsyncConnection, campaign_id: int, customer_ids: Sequence[int], *, seen: ColumnElement[bool]
) -> int:
    """Choose customers one by one; only those that satisfy `seen` are kept; how many."""
    await connection.execute(delete(campaign_people).where(campaign_people.c.campaign_id == campaign_id))
    customers = metadata.tables["customers"]
    wanted = bindparam("wanted_ids", list(customer_ids), type_=ARRAY(BigInteger))
    rows = select(literal(campaign_id, BigInteger), customers.c.id).where(
        customers.c.id == any_(wanted), customers.c.merged_into.is_(None), seen
    )
    statement = insert(campaign_people).from_select(["campaign_id", "customer_id"], rows)
    return (await connection.execute(statement)).rowcount


def people_of(campaign_id: int) -> Select[tuple[int]]:
    """The customers chosen one by one."""
    return select(campaign_people.c.customer_id).where(campaign_people.c.campaign_id == campaign_id)


async def list_running(connection: AsyncConnection) -> list[int]:
    """The ids of running campaigns."""
    statement = select(campaigns.c.id).where(campaigns.c.state == "running").order_by(campaigns.c.id)
    return list((await connection.execute(statement)).scalars())
