"""`/v1/api-keys`: keys for programs."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from siyu.runtime.http import Paged, PageOut, TheHouse, needs
from siyu.runtime.viewer import Viewer
from siyu.staff.schemas import MOST_ID, ApiKeyIn, ApiKeyOut, NewApiKeyOut
from siyu.staff.service import keys

router = APIRouter(prefix="/v1/api-keys", tags=["api keys"])


@router.get("", summary="List API keys")
async def list_keys(house: TheHouse, paging: Paged, viewer: Viewer = needs("settings.write")) -> PageOut[ApiKeyOut]:
    """Oldest first, without their secrets."""
    async with house.unit() as uow:
        page = await keys.list_keys(uow, paging)
    return PageOut[ApiKeyOut].of(page.map(ApiKeyOut.model_validate))


@router.post("", summary="Make an API key", status_code=201)
async def create_key(
    body: ApiKeyIn, response: Response, house: TheHouse, viewer: Viewer = needs("settings.write")
) -> NewApiKeyOut:
    """The answer shows the key this one time. Send it as `Authorization: Bearer …`."""
    new = keys.NewKey(name=body.name, rights=tuple(body.rights), user_id=body.user_id, expires_at=body.expires_at)
    async with house.unit() as uow:
        made, secret = await keys.create_key(uow, viewer, new)
    response.headers["cache-control"] = "no-store"
    return NewApiKeyOut(**ApiKeyOut.model_validate(made).model_dump(), key=secret.get_secret_value())


@router.delete("/{key_id}", summary="Revoke an API key", status_code=204)
async def revoke_key(
    key_id: Annotated[int, Path(ge=1, le=MOST_ID)], house: TheHouse, viewer: Viewer = needs("settings.write")
) -> None:
    """Its next request is refused."""
    async with house.unit() as uow:
        await keys.revoke_key(uow, viewer, key_id)
