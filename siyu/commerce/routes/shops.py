"""Shops over HTTP."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path

from siyu.commerce.queries import shops as queries
from siyu.commerce.schemas import OpenedShopOut, ShopIn, ShopOut
from siyu.commerce.service.shops import open_shop, renew_secret
from siyu.runtime.http import Paged, PageOut, TheHouse, needs
from siyu.runtime.viewer import Viewer

router = APIRouter(prefix="/v1/shops", tags=["shops"])


@router.get("", summary="The shops that orders come from")
async def list_shops(house: TheHouse, paging: Paged, _: Viewer = needs("orders.read")) -> PageOut[ShopOut]:
    async with house.unit() as uow:
        page = await queries.list_shops(uow, paging)
    return PageOut.of(page.map(ShopOut.model_validate))


@router.post("", status_code=HTTPStatus.CREATED, summary="Open a shop; the signing secret is shown once")
async def add_shop(house: TheHouse, body: ShopIn, viewer: Viewer = needs("orders.write")) -> OpenedShopOut:
    shop, secret = await open_shop(house, viewer, key=body.key, name=body.name, sales_channel=body.sales_channel)
    return OpenedShopOut.opened(shop, secret)


@router.post("/{shop_id}/secret", summary="A new signing secret; the old one is worthless at once")
async def new_secret(
    house: TheHouse, shop_id: Annotated[int, Path(ge=1, lt=2**63)], viewer: Viewer = needs("orders.write")
) -> OpenedShopOut:
    return OpenedShopOut.opened(*await renew_secret(house, viewer, shop_id))
