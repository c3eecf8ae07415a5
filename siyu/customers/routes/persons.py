"""`/v1/customers`: the list, the page about one person, the timeline, flags."""

from typing import Annotated

from fastapi import APIRouter, Path

from siyu.customers.routes.asking import CustomersWanted, TimelineWanted
from siyu.customers.schemas import (
    ChangedOut,
    CustomerOut,
    CustomerPageOut,
    FilterIn,
    FlagIn,
    TimelineItemOut,
)
from siyu.customers.service import profiles, views
from siyu.runtime.http import Paged, PageOut, TheHouse, needs
from siyu.runtime.viewer import Viewer

router = APIRouter(prefix="/v1/customers", tags=["customers"])
CustomerId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("", summary="List customers")
async def list_customers(
    house: TheHouse, paging: Paged, want: CustomersWanted, viewer: Viewer = needs("customers.read")
) -> PageOut[CustomerOut]:
    """Newest first. `text` finds names, remarks, pinyin, initials, phones (whole or last four) and member numbers."""
    async with house.unit() as uow:
        page = await views.list_customers(uow, viewer, want, paging, vault=house.vault)
    return PageOut[CustomerOut].of(page.map(CustomerOut.model_validate))


@router.post("/search", summary="List customers, with the search words in the body")
async def search_customers(
    house: TheHouse, paging: Paged, want: FilterIn, viewer: Viewer = needs("customers.read")
) -> PageOut[CustomerOut]:
    """The same list; names and phone numbers do not end up in addresses, and so not in anybody's logs."""
    async with house.unit() as uow:
        page = await views.list_customers(uow, viewer, want.filter(), paging, vault=house.vault)
    return PageOut[CustomerOut].of(page.map(CustomerOut.model_validate))


@router.get("/{customer_id}", summary="A customer from all sides")
async def get_customer(
    customer_id: CustomerId, house: TheHouse, viewer: Viewer = needs("customers.read")
) -> CustomerPageOut:
    """Profile, behaviour, feeling, relations, identities, tags, sources. An id of before a merge shows the survivor."""
    async with house.unit() as uow:
        return CustomerPageOut.model_validate(await views.get_customer(uow, viewer, customer_id))


@router.get("/{customer_id}/timeline", summary="What happened with a customer")
async def read_timeline(
    customer_id: CustomerId,
    house: TheHouse,
    paging: Paged,
    want: TimelineWanted,
    viewer: Viewer = needs("customers.read"),
) -> PageOut[TimelineItemOut]:
    """Newest first; `kind` is an event name or an area of the catalogue (arrival, sends, commerce …).

    With `only_acts` only what the customer did towards us: the acts that the page counts as interactions.
    """
    async with house.unit() as uow:
        page = await views.timeline(uow, viewer, customer_id, want, paging)
    return PageOut[TimelineItemOut].of(page.map(TimelineItemOut.model_validate))


@router.put("/{customer_id}/flags", summary="Mark a customer as test person, employee, minor or blocked")
async def set_flag(
    customer_id: CustomerId, body: FlagIn, house: TheHouse, viewer: Viewer = needs("customers.write")
) -> ChangedOut:
    """Test people and employees are in no figure, also not in those of the past."""
    async with house.unit() as uow:
        changed = await profiles.set_flag(uow, viewer, customer_id, body.flag, is_on=body.is_on)
    return ChangedOut(is_changed=changed)
