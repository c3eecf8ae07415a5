"""Pulling every customer of a corp from WeCom: order it, and see how far it is."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, status
from sqlalchemy import RowMapping

from siyu import corps
from siyu.customers.jobs import reconcile_corp
from siyu.customers.queries import reconciles as queries
from siyu.customers.schemas import Id
from siyu.runtime.http import Shape, TheHouse, needs
from siyu.runtime.viewer import Viewer

router = APIRouter(prefix="/v1/customers", tags=["customers"])
CorpId = Annotated[int, Query(ge=1, le=2**63 - 1)]


class SyncIn(Shape):
    """Which corp's customers to pull."""

    corp_id: Id


class SyncOut(Shape):
    """A pull of all customers, in counts: members done of all, relations seen, those that were new, those gone."""

    state: Literal["running", "done", "stopped"]
    members_total: int
    members_done: int
    relations_seen: int
    started: int
    ended: int
    started_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, row: RowMapping) -> "SyncOut":
        """The shape of a stored run."""
        counts = {name: row[name] for name in ("state", "relations_seen", "started", "ended")}
        times = {name: row[name] for name in ("started_at", "finished_at")}
        done = row["staff_total"] - row["staff_left"]
        return cls(members_total=row["staff_total"], members_done=done, **counts, **times)


@router.post("/sync", summary="Pull all customers from WeCom now", status_code=status.HTTP_202_ACCEPTED)
async def order_sync(body: SyncIn, house: TheHouse, viewer: Viewer = needs("staff.write")) -> SyncOut | None:
    """Member by member; a run under way goes on. It repairs whatever lost callbacks left behind."""
    async with house.unit() as uow:
        corp = await corps.get_corp(uow, body.corp_id)
        await uow.enqueue(reconcile_corp, corp_id=corp.id)
        row = await queries.find_latest(uow, corp.id)
    return SyncOut.of(row) if row else None


@router.get("/sync", summary="How far the pull of customers is")
async def show_sync(corp_id: CorpId, house: TheHouse, viewer: Viewer = needs("staff.read")) -> SyncOut | None:
    """The newest run of a corp in counts, or nothing when there was none yet."""
    async with house.unit() as uow:
        row = await queries.find_latest(uow, corp_id)
    return SyncOut.of(row) if row else None
