"""What people do with the inbox: look at it, and replay what was parked."""

from collections.abc import Sequence
from datetime import datetime

from siyu.channels.inbox import queries
from siyu.channels.inbox.contracts import InboxItem, InboxState
from siyu.channels.inbox.errors import CallbackNotParked
from siyu.kit.paging import Page, Paging
from siyu.runtime.audit import write_audit
from siyu.runtime.database import UnitOfWork
from siyu.runtime.errors import BadInput, NotFound
from siyu.runtime.viewer import Viewer


async def list_callbacks(uow: UnitOfWork, viewer: Viewer, state: InboxState | None, paging: Paging) -> Page[InboxItem]:
    """Callbacks, newest first, of one state or all; needs `inbox.read`. Bodies are never shown."""
    viewer.must("inbox.read")
    before = _read_cursor(paging.cursor)
    rows = await queries.list_items(uow.connection, state=state, before=before, limit=paging.limit + 1)
    items = rows[: paging.limit]
    return Page(items, str(items[-1].id) if len(rows) > paging.limit else None)


async def count_waiting(uow: UnitOfWork) -> dict[tuple[str, str], int]:
    """How many callbacks are waiting or parked, by (lane, state)."""
    return await queries.count_states(uow.connection)


async def visits_of(uow: UnitOfWork, corp_id: int) -> dict[str, datetime]:
    """When callbacks of a corp last met each outcome: `accepted`, or the reason of a refusal."""
    return await queries.last_visits(uow.connection, corp_id)


async def replay_callback(uow: UnitOfWork, viewer: Viewer, inbox_id: int) -> None:
    """Let one parked callback be tried again; needs `inbox.replay`. `CallbackNotParked`, `NotFound`."""
    viewer.must("inbox.replay")
    if not await _replay(uow, viewer, [inbox_id]):
        if await queries.state_of(uow.connection, inbox_id) is None:
            raise NotFound(what="callback")
        raise CallbackNotParked(id=inbox_id)


async def replay_all(uow: UnitOfWork, viewer: Viewer) -> int:
    """Let every parked callback be tried again; how many. Needs `inbox.replay`."""
    viewer.must("inbox.replay")
    return len(await _replay(uow, viewer, None))


async def _replay(uow: UnitOfWork, viewer: Viewer, ids: Sequence[int] | None) -> list[int]:
    replayed = await queries.unpark(uow.connection, ids, now=uow.now())
    if replayed:
        on = ("callback", replayed[0] if ids else "parked")
        await write_audit(uow, viewer, "inbox.replay", on=on, details={"count": len(replayed)})
        await queries.ring(uow.connection)
    return replayed


def _read_cursor(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    if not (cursor.isascii() and cursor.isdigit()) or len(cursor) > 18:
        raise BadInput(reason="The cursor is not one we gave.", reason_zh="翻页游标无效。")
    return int(cursor)
