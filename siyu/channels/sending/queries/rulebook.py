"""The stored rules and the fences."""

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, select, text, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from siyu.channels.sending.tables import send_fences, send_rules


async def find_rules(connection: AsyncConnection) -> RowMapping | None:
    """The stored rules, if any were ever saved."""
    return (await connection.execute(select(send_rules))).mappings().one_or_none()


async def find_rules_and_fence(connection: AsyncConnection) -> tuple[RowMapping | None, str | None]:
    """The stored rules, if any, and the name of a fence that is down, if any; in one look."""
    down = select(send_fences.c.name).where(send_fences.c.is_down).order_by(send_fences.c.name).limit(1)
    fence = select(down.scalar_subquery().label("fence_down")).subquery()
    statement = select(fence.c.fence_down, send_rules).select_from(fence.outerjoin(send_rules, true()))
    row = (await connection.execute(statement)).mappings().one()
    return (None if row["id"] is None else row), row["fence_down"]


async def save_rules(connection: AsyncConnection, values: dict[str, Any]) -> None:
    """Store the rules."""
    statement = insert(send_rules).values(id=1, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def list_fences(connection: AsyncConnection) -> list[RowMapping]:
    """Every fence ever used."""
    return list((await connection.execute(select(send_fences).order_by(send_fences.c.name))).mappings())


async def set_fence(
    connection: AsyncConnection, name: str, *, is_down: bool, reason: str, by: str, now: datetime
) -> None:
    """Lower or lift one fence."""
    values = {"is_down": is_down, "reason": reason, "changed_by": by, "changed_at": now}
    statement = insert(send_fences).values(name=name, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))


async def find_fence_down(connection: AsyncConnection) -> str | None:
    """The name of a fence that is down, or None when sending is free."""
    statement = text("SELECT name FROM send_fences WHERE is_down ORDER BY name LIMIT 1")
    name: str | None = (await connection.execute(statement)).scalar_one_or_none()
    return name


async def ask_before_sending(connection: AsyncConnection, since: datetime) -> None:
    """Make every queue with open work look into WeCom's list since an instant before it creates anything."""
    await connection.execute(
        text("UPDATE send_queues SET ask_since = :since WHERE next_at IS NOT NULL"), {"since": since}
    )
