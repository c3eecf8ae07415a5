"""API keys as stored."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, Row, any_, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from siyu.runtime.database import UnitOfWork
from siyu.staff.tables import api_keys


async def save_new_key(uow: UnitOfWork, values: Mapping[str, Any]) -> Row[Any]:
    """Add a key."""
    return (await uow.execute(insert(api_keys).values(**values).returning(*api_keys.c))).one()


async def list_keys(uow: UnitOfWork, *, after: int, limit: int) -> tuple[Sequence[Row[Any]], int]:
    """Keys by id after `after`, and how many there are in all."""
    total = (await uow.execute(select(func.count()).select_from(api_keys))).scalar_one()
    page = select(api_keys).where(api_keys.c.id > after).order_by(api_keys.c.id).limit(limit)
    return (await uow.execute(page)).all(), total


async def find_key(uow: UnitOfWork, key_id: int) -> Row[Any] | None:
    """One key."""
    return (await uow.execute(select(api_keys).where(api_keys.c.id == key_id))).one_or_none()


async def revoke_key(uow: UnitOfWork, key_id: int) -> None:
    """End a key."""
    statement = update(api_keys).where(api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
    await uow.execute(statement.values(revoked_at=uow.now()))


async def revoke_keys_of(uow: UnitOfWork, user_ids: Collection[int]) -> int:
    """End every key of these accounts; how many there were."""
    statement = update(api_keys).where(
        api_keys.c.user_id == any_(literal(list(user_ids), ARRAY(BigInteger))), api_keys.c.revoked_at.is_(None)
    )
    return (await uow.execute(statement.values(revoked_at=uow.now()))).rowcount


async def touch_key(uow: UnitOfWork, key_id: int) -> None:
    """Note that a key was used."""
    await uow.execute(update(api_keys).where(api_keys.c.id == key_id).values(last_used_at=uow.now()))
