"""How many fields were revealed to whom on which day."""

from datetime import date

from sqlalchemy import text

from siyu.runtime.database import UnitOfWork


async def use_one(uow: UnitOfWork, *, user_id: int, on_day: date, most: int) -> int | None:
    """Take one reveal out of a person's day: which one it is, None when the day's are used up.

    Two at once cannot both take the last.
    """
    statement = text("""
        INSERT INTO reveal_budgets (user_id, on_day, used)
        SELECT :user_id, :on_day, 1 WHERE :most > 0
        ON CONFLICT (user_id, on_day) DO UPDATE SET used = reveal_budgets.used + 1
            WHERE reveal_budgets.used < :most
        RETURNING used
    """)
    values = {"user_id": user_id, "on_day": on_day, "most": most}
    taken: int | None = (await uow.execute(statement, values)).scalar_one_or_none()
    return taken
