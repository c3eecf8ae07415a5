"""Conflicts of identity, merging by hand, taking merges back."""

from typing import Annotated

from fastapi import APIRouter, Path, status

from siyu.customers.schemas import ChangedOut, ConflictDecisionIn, ConflictOut, MergeIn, MergeOut, UnmergeIn
from siyu.customers.service import merges
from siyu.runtime.http import Paged, PageOut, TheHouse, needs
from siyu.runtime.viewer import Viewer

router = APIRouter(prefix="/v1/customers", tags=["customers"])
RowId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("/conflicts", summary="Pairs of customers that share a key")
async def list_conflicts(
    house: TheHouse, paging: Paged, viewer: Viewer = needs("customers.write")
) -> PageOut[ConflictOut]:
    """Open ones, newest first; only pairs of which you may see both."""
    async with house.unit() as uow:
        page = await merges.list_conflicts(uow, viewer, paging)
    return PageOut[ConflictOut].of(page.map(ConflictOut.model_validate))


@router.post("/conflicts/{conflict_id}/settle", summary="Judge a conflict: one person or two")
async def settle(
    conflict_id: RowId, body: ConflictDecisionIn, house: TheHouse, viewer: Viewer = needs("customers.write")
) -> ChangedOut:
    """Two people, once said, are never merged by a key again."""
    async with house.unit() as uow:
        await merges.settle_conflict(uow, viewer, conflict_id, merges=body.merges, reason=body.reason)
    return ChangedOut(is_changed=True)


@router.get("/{customer_id}/merges", summary="Records merged into a customer")
async def list_merges(customer_id: RowId, house: TheHouse, viewer: Viewer = needs("customers.read")) -> list[MergeOut]:
    """Newest first, without those taken back."""
    async with house.unit() as uow:
        return [MergeOut.model_validate(row) for row in await merges.list_merges(uow, viewer, customer_id)]


@router.post("/{customer_id}/merges", summary="Merge another record", status_code=status.HTTP_201_CREATED)
async def merge(
    customer_id: RowId, body: MergeIn, house: TheHouse, viewer: Viewer = needs("customers.write")
) -> MergeOut:
    """The customer of the path survives; the other id leads here from now on."""
    async with house.unit() as uow:
        merge_id = await merges.merge_customers(uow, viewer, customer_id, body.loser_id, reason=body.reason)
        found = {row["id"]: row for row in await merges.list_merges(uow, viewer, customer_id)}
        return MergeOut.model_validate(found[merge_id])


@router.post("/merges/{merge_id}/undo", summary="Take a merge back")
async def undo(
    merge_id: RowId, body: UnmergeIn, house: TheHouse, viewer: Viewer = needs("customers.write")
) -> ChangedOut:
    """Identities, relations and tags return to where they were."""
    async with house.unit() as uow:
        await merges.unmerge(uow, viewer, merge_id, reason=body.reason)
    return ChangedOut(is_changed=True)
