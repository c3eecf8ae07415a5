"""`/v1/meta`: the organisation, its zone, the version, and the demo's ways in."""

from importlib.metadata import version

from fastapi import APIRouter

from siyu import corps, staff
from siyu.desk.meta.schemas import MetaOut, PasswordRulesOut, SignInCardOut
from siyu.runtime.http import TheHouse, public

router = APIRouter(prefix="/v1/meta", tags=["desk"])


@router.get("", summary="What a browser may know before signing in")
async def meta(house: TheHouse, _: None = public("the sign-in page shows it to whoever opens it")) -> MetaOut:
    """The organisation's name is the one set for this installation, else that of its first corp."""
    settings = house.settings
    async with house.unit() as uow:
        names = [corp.name for corp in await corps.list_corps(uow) if corp.is_active]
    return MetaOut(
        product_zh="私域",
        product_en="Siyu",
        organisation=settings.organisation or next(iter(names), ""),
        zone_name=settings.zone_name,
        version=version("siyu"),
        languages=["zh", "en"],
        is_demo=settings.demo,
        demo_cards=[SignInCardOut(**card.model_dump()) for card in settings.demo_cards] if settings.demo else [],
        phones_url=settings.phones_url if settings.demo else None,
        picture_hosts=list(settings.picture_hosts),
        password=PasswordRulesOut(shortest=staff.SHORTEST, longest=staff.LONGEST),
    )
