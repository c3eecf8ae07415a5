"""SQL of the codes themselves and of their way to WeCom."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, insert, or_, select, true, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import cast
from sqlalchemy.types import BigInteger

from siyu.acquisition.live_codes.contracts import CodeStatus
from siyu.acquisition.live_codes.tables import acq_channels, live_codes

_UNSETTLED = (CodeStatus.CREATING, CodeStatus.UNKNOWN, CodeStatus.RETIRING)


def _within(staff_ids: Sequence[int] | None) -> ColumnElement[bool]:
    """Codes that name one of these members; None: all codes."""
    if staff_ids is None:
        return true()
    condition: ColumnElement[bool] = live_codes.c.staff_ids.overlap(cast(list(staff_ids), ARRAY(BigInteger)))
    return condition


async def add_code(connection: AsyncConnection, values: dict[str, Any]) -> Row[Any]:
    """Write a new code."""
    row: Row[Any] = (await connection.execute(insert(live_codes).values(values).returning(live_codes))).one()
    return row


async def find_code(
    connection: AsyncConnection, code_id: int, *, staff_ids: Sequence[int] | None = None, locks: bool = False
) -> Row[Any] | None:
    """One code, if it names one of `staff_ids` (None: whoever it names)."""
    statement = select(live_codes).where(live_codes.c.id == code_id, _within(staff_ids))
    row: Row[Any] | None = (await connection.execute(statement.with_for_update() if locks else statement)).one_or_none()
    return row


async def find_by_state(connection: AsyncConnection, corp_id: int, state_code: str) -> Row[Any] | None:
    """The code behind a `state` that WeCom reported."""
    statement = select(live_codes).where(live_codes.c.corp_id == corp_id, live_codes.c.state_code == state_code)
    row: Row[Any] | None = (await connection.execute(statement)).one_or_none()
    return row


async def list_codes(
    connection: AsyncConnection,
    *,
    staff_ids: Sequence[int] | None,
    before: int | None,
    limit: int,
    problem: str | None = None,
) -> tuple[list[Row[Any]], int]:
    """Codes, newest first, with ids below `before`, and how many there are in all; `problem` narrows as to-dos do."""
    wanted = [_within(staff_ids), *_PROBLEMS.get(problem or "", ())]
    total = (await connection.execute(select(func.count()).select_from(live_codes).where(*wanted))).scalar_one()
    statement = select(live_codes).where(*wanted).order_by(live_codes.c.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(live_codes.c.id < before)
    return list((await connection.execute(statement)).all()), int(total)


_NOBODY = "nobody_on_duty"
#: What is wrong with a code: nobody answers now, or it could not be published as wanted.
_PROBLEMS = {
    "nobody_on_duty": (live_codes.c.status == CodeStatus.ACTIVE, live_codes.c.problem == _NOBODY),
    "unpublished": (
        or_(
            live_codes.c.status == CodeStatus.FAILED,
            and_(
                live_codes.c.status.in_([CodeStatus.ACTIVE, CodeStatus.CREATING, CodeStatus.UNKNOWN]),
                live_codes.c.problem.is_not(None),
            ),
        ),
        live_codes.c.problem.is_distinct_from(_NOBODY),
    ),
}


async def change_code(connection: AsyncConnection, code_id: int, **values: Any) -> Row[Any]:
    """Write columns of a code."""
    statement = update(live_codes).where(live_codes.c.id == code_id).values(values).returning(live_codes)
    row: Row[Any] = (await connection.execute(statement)).one()
    return row


async def take_code(connection: AsyncConnection, code_id: int, *, now: datetime, until: datetime) -> Row[Any] | None:
    """Take a code for work at WeCom until an instant; None when another has it or it is gone."""
    is_free = or_(live_codes.c.busy_until.is_(None), live_codes.c.busy_until < now)
    statement = (
        update(live_codes)
        .where(and_(live_codes.c.id == code_id, is_free))
        .values(busy_until=until)
        .returning(live_codes)
    )
    row: Row[Any] | None = (await connection.execute(statement)).one_or_none()
    return row


async def list_to_tend(connection: AsyncConnection) -> list[Row[Any]]:
    """Codes that may need work at WeCom: unfinished ones, changed ones, and all whose answerers depend on the hour."""
    needs_work = or_(
        live_codes.c.status.in_(_UNSETTLED),
        and_(
            live_codes.c.status == CodeStatus.ACTIVE,
            or_(
                live_codes.c.revision > live_codes.c.published_revision,
                live_codes.c.problem.is_not(None),
                live_codes.c.spec["shifts"].astext != "[]",
            ),
        ),
    )
    return list((await connection.execute(select(live_codes).where(needs_work).order_by(live_codes.c.id))).all())


async def list_naming(connection: AsyncConnection, staff_id: int) -> list[int]:
    """Ids of living codes that name a member."""
    statement = select(live_codes.c.id).where(
        _within([staff_id]), live_codes.c.status.not_in([CodeStatus.RETIRING, CodeStatus.RETIRED])
    )
    return sorted((await connection.execute(statement)).scalars())


async def list_live(connection: AsyncConnection) -> list[Row[Any]]:
    """Every code that is not retired."""
    statement = select(live_codes).where(live_codes.c.status != CodeStatus.RETIRED).order_by(live_codes.c.id)
    return list((await connection.execute(statement)).all())


async def list_config_ids(connection: AsyncConnection, corp_id: int) -> set[str]:
    """The WeCom ids of every code of a corp that we know."""
    statement = select(live_codes.c.config_id).where(
        live_codes.c.corp_id == corp_id, live_codes.c.config_id.is_not(None)
    )
    return set((await connection.execute(statement)).scalars())


async def add_channel(connection: AsyncConnection, name: str, now: datetime) -> int:
    """Write an acquisition channel; its id."""
    statement = insert(acq_channels).values(name=name, created_at=now).returning(acq_channels.c.id)
    return int((await connection.execute(statement)).scalar_one())


async def list_channels(connection: AsyncConnection, *, after: int, limit: int) -> list[Row[Any]]:
    """Acquisition channels by id."""
    statement = select(acq_channels).where(acq_channels.c.id > after).order_by(acq_channels.c.id).limit(limit)
    return list((await connection.execute(statement)).all())


async def find_channel(connection: AsyncConnection, *, channel_id: int = 0, name: str = "") -> int | None:
    """The id of a channel, by its id or name."""
    wanted = acq_channels.c.name == name if name else acq_channels.c.id == channel_id
    return (await connection.execute(select(acq_channels.c.id).where(wanted))).scalar_one_or_none()
