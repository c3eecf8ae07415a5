"""`/v1/customers/tags`: tags put on many customers at once, with a count beforehand."""

from fastapi import APIRouter

from siyu.customers.contracts import CustomerFilter, TagChange
from siyu.customers.schemas import CountOut, TaggingIn, TaggingOut
from siyu.customers.service import selections, tags
from siyu.runtime.audit import write_audit
from siyu.runtime.http import TheHouse, needs
from siyu.runtime.spine import Source
from siyu.runtime.viewer import Viewer

router = APIRouter(prefix="/v1/customers/tags", tags=["tags"])


@router.post("/preview", summary="How many customers a bulk change would touch")
async def preview(body: TaggingIn, house: TheHouse, viewer: Viewer = needs("tags.write")) -> CountOut:
    """Counts the given customers, or those of the filter, that you may see."""
    async with house.unit() as uow:
        ids = await selections.choose(uow, viewer, body.customer_ids, _filter(body), vault=house.vault)
    return CountOut(customers=len(ids))


@router.post("/add", summary="Put tags on customers")
async def add(body: TaggingIn, house: TheHouse, viewer: Viewer = needs("tags.write")) -> TaggingOut:
    """Customers you may not see are passed over. Of an exclusive group the new tag replaces the old one."""
    return await _change(body, house, viewer, is_on=True)


@router.post("/remove", summary="Take tags off customers")
async def remove(body: TaggingIn, house: TheHouse, viewer: Viewer = needs("tags.write")) -> TaggingOut:
    """Customers you may not see are passed over."""
    return await _change(body, house, viewer, is_on=False)


async def _change(body: TaggingIn, house: TheHouse, viewer: Viewer, *, is_on: bool) -> TaggingOut:
    act = tags.add_tags if is_on else tags.remove_tags
    async with house.unit() as uow:
        ids = await selections.choose(uow, viewer, body.customer_ids, _filter(body), vault=house.vault)
        change: TagChange = await act(uow, viewer, ids, body.tag_ids, by="staff", source=Source.CONSOLE)
        details = {"customers": change.customers, "tags": body.tag_ids}
        await write_audit(uow, viewer, f"tags.{'put_on' if is_on else 'taken_off'}", on=("customers", "many"),
                          details=details)  # fmt: skip
    return TaggingOut.model_validate(change)


def _filter(body: TaggingIn) -> CustomerFilter | None:
    return body.filter.filter() if body.filter else None
