"""`/v1/views`: saved ways to look at a list."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from sqlalchemy import RowMapping

from siyu import staff
from siyu.desk.views import service
from siyu.desk.views.filters import Page
from siyu.desk.views.schemas import ViewIn, ViewOut
from siyu.runtime.http import TheHouse, needs
from siyu.runtime.viewer import Viewer

router = APIRouter(prefix="/v1/views", tags=["desk"])
ViewId = Annotated[int, Path(ge=1, le=2**63 - 1)]


def _stored(body: ViewIn) -> dict[str, Any]:
    filters = body.filters.model_dump(mode="json")
    return {
        "page": body.filters.page,
        "name": body.name,
        "filters": filters,
        "columns": body.columns,
        "sort": body.sort,
        "shared_role": body.shared_role,
    }


def _shown(row: RowMapping, viewer: Viewer) -> ViewOut:
    names = ("id", "page", "name", "filters", "columns", "sort", "shared_role", "changed_at")
    return ViewOut(is_mine=row["owner_id"] == viewer.user_id, **{name: row[name] for name in names})


@router.get("", summary="Saved views of a page")
async def list_views(
    page: Annotated[Page, Query()], house: TheHouse, viewer: Viewer = needs(staff.OWN_ACCOUNT)
) -> list[ViewOut]:
    """One's own first, then those shared with one's roles."""
    async with house.unit() as uow:
        return [_shown(row, viewer) for row in await service.list_views(uow, viewer, page)]


@router.post("", summary="Save a view", status_code=201)
async def add_view(body: ViewIn, house: TheHouse, viewer: Viewer = needs(staff.OWN_ACCOUNT)) -> ViewOut:
    """At most 50 a page and person; names are unique among one's own."""
    async with house.unit() as uow:
        return _shown(await service.add_view(uow, viewer, _stored(body)), viewer)


@router.put("/{view_id}", summary="Change a view of one's own")
async def change_view(
    view_id: ViewId, body: ViewIn, house: TheHouse, viewer: Viewer = needs(staff.OWN_ACCOUNT)
) -> ViewOut:
    """Everything at once: what is left out returns to the usual."""
    async with house.unit() as uow:
        return _shown(await service.change_view(uow, viewer, view_id, _stored(body)), viewer)


@router.delete("/{view_id}", summary="Forget a view of one's own", status_code=204)
async def delete_view(view_id: ViewId, house: TheHouse, viewer: Viewer = needs(staff.OWN_ACCOUNT)) -> None:
    """Those it was shared with lose it too."""
    async with house.unit() as uow:
        await service.delete_view(uow, viewer, view_id)
