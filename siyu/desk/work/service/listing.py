"""Everything of one person that goes on by itself, in one shape, and what can be done about it."""

from collections.abc import Awaitable, Callable

from sqlalchemy import RowMapping

from siyu import acquisition, intake
from siyu.desk.work import queries
from siyu.desk.work.contracts import Work, WorkState
from siyu.desk.work.errors import WorkCannot, WorkNotFound
from siyu.desk.work.rules import KEPT_FOR, KINDS
from siyu.runtime.database import UnitOfWork
from siyu.runtime.house import House
from siyu.runtime.jobs import Job
from siyu.runtime.viewer import Viewer

_IMPORT_STATES = {
    "reading": WorkState.WAITING,
    "refused": WorkState.FAILED,
    "running": WorkState.RUNNING,
    "stopped": WorkState.STOPPED,
    "done": WorkState.DONE,
    "undoing": WorkState.UNDOING,
    "undone": WorkState.UNDONE,
}


async def list_work(uow: UnitOfWork, viewer: Viewer) -> list[Work]:
    """What goes on, and what ended within seven days; what goes on stands first, then the newest."""
    me = viewer.user_id or 0
    found = [_export(row) for row in await queries.list_exports(uow, me)]
    if viewer.may("imports.write"):
        found += [_import(row) for row in await queries.list_imports(uow, me)]
    if viewer.may("campaigns.read"):
        found += [_campaign(row, viewer) for row in await queries.list_campaigns(uow)]
    if viewer.may("settings.read"):
        found += [_sync(row) for row in await queries.list_syncs(uow)]
    open_ones = (WorkState.WAITING, WorkState.RUNNING, WorkState.UNDOING)
    return sorted(
        found,
        key=lambda one: (one.state in open_ones, one.ended_at or one.started_at or uow.now()),
        reverse=True,
    )


def _import(row: RowMapping) -> Work:
    state = _IMPORT_STATES[row["state"]]
    is_undo = state in (WorkState.UNDOING, WorkState.UNDONE)
    errors = f"/v1/imports/{row['id']}/errors" if row["rejected_n"] and row["forgotten_at"] is None else None
    return Work(
        id=f"import-{row['id']}",
        kind="import",
        title=row["file_name"],
        state=state,
        done=row["taken_back_n"] if is_undo else row["done_n"],
        total=row["accepted_n"] if is_undo else row["rows_n"],
        started_at=row["started_at"] or row["created_at"],
        ended_at=row["ended_at"],
        may_stop=state is WorkState.RUNNING,
        may_undo=state in (WorkState.DONE, WorkState.STOPPED),
        may_retry=state is WorkState.STOPPED,
        link=f"/imports/{row['id']}",
        result=errors,
        problem="refused" if state is WorkState.FAILED else None,
    )


def _export(row: RowMapping) -> Work:
    state = WorkState(row["state"])
    is_done = state is WorkState.DONE
    return Work(
        id=f"export-{row['id']}",
        kind="export",
        title=KINDS[row["kind"]].zh + " · " + KINDS[row["kind"]].en,
        state=state,
        done=row["done_n"],
        total=row["total_n"],
        started_at=row["started_at"] or row["created_at"],
        ended_at=row["ended_at"],
        may_stop=state in (WorkState.WAITING, WorkState.RUNNING),
        may_retry=state in (WorkState.FAILED, WorkState.STOPPED, WorkState.EXPIRED),
        result=f"/v1/exports/{row['id']}/file" if is_done else None,
        result_until=row["ended_at"] + KEPT_FOR if is_done else None,
        problem=row["problem"],
    )


def _campaign(row: RowMapping, viewer: Viewer) -> Work:
    return Work(
        id=f"campaign-{row['id']}",
        kind="campaign",
        title=row["name"],
        state=WorkState.RUNNING,
        done=row["considered"],
        total=row["audience_n"],
        started_at=row["started_at"],
        ended_at=None,
        may_stop=viewer.may("campaigns.write"),
        link=f"/campaigns/{row['id']}",
    )


def _sync(row: RowMapping) -> Work:
    return Work(
        id=f"sync-{row['id']}",
        kind="sync",
        title=row["name"],
        state=WorkState.RUNNING,
        done=row["done"],
        total=row["staff_total"],
        started_at=row["started_at"],
        ended_at=None,
        link="/settings/wecom",
    )


async def find_work(uow: UnitOfWork, viewer: Viewer, work_id: str) -> Work:
    """One of the viewer's jobs. Raises `WorkNotFound`."""
    found = next((one for one in await list_work(uow, viewer) if one.id == work_id), None)
    if found is None:
        raise WorkNotFound
    return found


async def _found(house: House, viewer: Viewer, work_id: str, may: Callable[[Work], bool]) -> tuple[str, int]:
    async with house.unit() as uow:
        found = await find_work(uow, viewer, work_id)
    if not may(found):
        raise WorkCannot(state=str(found.state))
    kind, _, number = work_id.partition("-")
    return kind, int(number)


async def stop(house: House, viewer: Viewer, work_id: str) -> None:
    """Stop; what was done stays. Raises `WorkNotFound`, `WorkCannot`."""
    kind, number = await _found(house, viewer, work_id, lambda one: one.may_stop)
    acts: dict[str, Callable[[House, Viewer, int], Awaitable[None]]] = {
        "import": intake.stop,
        "export": _stop_export,
        "campaign": _stop_campaign,
    }
    await acts[kind](house, viewer, number)


async def _stop_export(house: House, viewer: Viewer, export_id: int) -> None:
    async with house.unit() as uow:
        await queries.find_export(uow, export_id, locks=True)
        await queries.change_export(uow, export_id, {"state": "stopped", "ended_at": uow.now()})


async def _stop_campaign(house: House, viewer: Viewer, campaign_id: int) -> None:
    async with house.unit() as uow:
        await acquisition.stop_campaign(uow, viewer, campaign_id, reason="stopped from the list of jobs")


async def undo(house: House, viewer: Viewer, work_id: str) -> None:
    """Take back what was made. Raises `WorkNotFound`, `WorkCannot`."""
    _, number = await _found(house, viewer, work_id, lambda one: one.may_undo)
    await intake.take_back(house, viewer, number)


async def retry(house: House, viewer: Viewer, work_id: str, then: Job) -> None:
    """Go on, or begin anew. Raises `WorkNotFound`, `WorkCannot`."""
    kind, number = await _found(house, viewer, work_id, lambda one: one.may_retry)
    if kind == "import":
        await intake.go_on(house, viewer, number)
        return
    async with house.unit() as uow:
        await queries.find_export(uow, number, locks=True)
        fresh = {"state": "waiting", "started_at": None, "ended_at": None, "done_n": 0, "problem": None}
        await queries.change_export(uow, number, fresh)
        await uow.enqueue(then, export_id=number)
