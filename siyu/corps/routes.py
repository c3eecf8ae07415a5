"""Corps over HTTP: `/v1/corps`."""

from typing import Annotated

from fastapi import APIRouter, Path

from siyu.corps.schemas import CorpIn, CorpOut, CorpSetupOut, CorpSwitch, CredentialCheckOut
from siyu.corps.service import registry
from siyu.runtime.http import TheHouse, needs
from siyu.runtime.viewer import Viewer

router = APIRouter(prefix="/v1/corps", tags=["corps"])
CorpId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("", summary="List the WeCom corps")
async def list_corps(house: TheHouse, viewer: Viewer = needs("staff.read")) -> list[CorpOut]:
    """Every corp of the organisation, without any secret."""
    async with house.unit() as uow:
        return [CorpOut.model_validate(corp) for corp in await registry.list_corps(uow)]


@router.put("", summary="Add a corp or change its set-up")
async def save_corp(body: CorpIn, house: TheHouse, viewer: Viewer = needs("corps.write")) -> CorpSetupOut:
    """Saved under its WeCom corp id; the answer holds the callback URL to enter at WeCom."""
    corp = await registry.save_corp(house, body.setup(), viewer=viewer)
    return CorpSetupOut.of(corp, house.settings.address)


@router.get("/{corp_id}", summary="A corp with its callback URL")
async def get_corp(corp_id: CorpId, house: TheHouse, viewer: Viewer = needs("corps.write")) -> CorpSetupOut:
    """For whoever sets the corp up: the callback URL is part of the answer."""
    async with house.unit() as uow:
        return CorpSetupOut.of(await registry.get_corp(uow, corp_id), house.settings.address)


@router.patch("/{corp_id}", summary="Switch a corp on or off")
async def switch_corp(
    corp_id: CorpId, body: CorpSwitch, house: TheHouse, viewer: Viewer = needs("corps.write")
) -> CorpOut:
    """Off: nothing is asked of WeCom for it and its callbacks are not taken."""
    async with house.unit() as uow:
        return CorpOut.model_validate(await registry.set_corp_active(uow, viewer, corp_id, is_active=body.is_active))


@router.post("/{corp_id}/check", summary="Check the corp's secret with WeCom")
async def check_corp(corp_id: CorpId, house: TheHouse, viewer: Viewer = needs("corps.write")) -> CredentialCheckOut:
    """Asks WeCom for a token and says in words what is wrong, if anything is."""
    return CredentialCheckOut.model_validate(await registry.check_corp(house, corp_id))
