"""Pulling every customer of a corp from WeCom: order it, and see how far it is."""

from typing import Annotated

from fastapi import APIRouter, Query, status

from siyu import corps
from siyu.customers.jobs import reconcile_corp
from siyu.customers.queries import reconciles as queries
from siyu.customers.schemas import SyncIn, SyncOut
from siyu.runtime.http import TheHouse, needs
from siyu.runtime.viewer import Viewer

router = APIRouter(prefix="/v1/customers", tags=["customers"])
CorpId = Annotated[int, Query(ge=1, le=2**63 - 1)]


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
