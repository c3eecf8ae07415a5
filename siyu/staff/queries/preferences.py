"""How people like their console, as stored."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert

from siyu.runtime.database import UnitOfWork
from siyu.staff.tables import user_preferences


async def find_preferences(uow: UnitOfWork, user_id: int) -> Mapping[str, Any] | None:
    """What an account has chosen; None when nothing yet."""
    statement = select(user_preferences.c.chosen).where(user_preferences.c.user_id == user_id)
    found: Mapping[str, Any] | None = (await uow.execute(statement)).scalar_one_or_none()
    return found


async def save_preferences(uow: UnitOfWork, user_id: int, chosen: Mapping[str, Any]) -> None:
    """Keep what an account chooses now."""
    new = upsert(user_preferences).values(user_id=user_id, chosen=dict(chosen), changed_at=uow.now())
    changed = {"chosen": new.excluded.chosen, "changed_at": new.excluded.changed_at}
    await uow.execute(new.on_conflict_do_update(index_elements=["user_id"], set_=changed))
