"""Sending over HTTP: the rules of speaking, the stops, and what nobody can tell."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path

from siyu.channels.sending.schemas import DecisionIn, FenceIn, FenceOut, SendRulesShape, UnknownBatchOut
from siyu.channels.sending.service import rulebook, stopping
from siyu.runtime.http import TheHouse, needs
from siyu.runtime.viewer import Viewer

router = APIRouter(prefix="/v1/sending", tags=["sending"])

BatchId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("/rules", summary="The rules of speaking")
async def get_rules(house: TheHouse, viewer: Viewer = needs("settings.read")) -> SendRulesShape:
    async with house.unit() as uow:
        return SendRulesShape.of(await rulebook.get_send_rules(uow))


@router.put("/rules", summary="Put new rules of speaking in force")
async def put_rules(
    wanted: SendRulesShape, house: TheHouse, viewer: Viewer = needs("settings.write")
) -> SendRulesShape:
    async with house.unit() as uow:
        await rulebook.save_send_rules(uow, viewer, wanted.to_rules())
        return SendRulesShape.of(await rulebook.get_send_rules(uow))


@router.get("/fences", summary="What stops all sending")
async def list_fences(house: TheHouse, viewer: Viewer = needs("campaigns.read")) -> list[FenceOut]:
    async with house.unit() as uow:
        return [FenceOut.model_validate(fence) for fence in await rulebook.list_fences(uow)]


@router.put("/fences/{name}", summary="Stop all sending, or let it go on")
async def put_fence(
    name: Literal["kill", "restore"], wanted: FenceIn, house: TheHouse, viewer: Viewer = needs("settings.write")
) -> list[FenceOut]:
    act = rulebook.lower_fence if wanted.is_down else rulebook.lift_fence
    async with house.unit() as uow:
        await act(uow, viewer, name=name, reason=wanted.reason)
        return [FenceOut.model_validate(fence) for fence in await rulebook.list_fences(uow)]


@router.get("/unknown", summary="Calls of WeCom whose outcome nobody can tell")
async def list_unknown(house: TheHouse, viewer: Viewer = needs("campaigns.read")) -> list[UnknownBatchOut]:
    async with house.unit() as uow:
        return [UnknownBatchOut.model_validate(batch) for batch in await stopping.list_unknown(uow)]


@router.post("/unknown/{batch_id}/decision", summary="Decide about a call whose outcome nobody can tell")
async def decide_unknown(
    batch_id: BatchId, wanted: DecisionIn, house: TheHouse, viewer: Viewer = needs("campaigns.approve")
) -> list[UnknownBatchOut]:
    async with house.unit() as uow:
        await stopping.decide_unknown(uow, viewer, batch_id, wanted.decision, reason=wanted.reason)
        return [UnknownBatchOut.model_validate(batch) for batch in await stopping.list_unknown(uow)]
