"""Shops and their signing keys."""

import secrets

from siyu.commerce.contracts import SalesChannel, Shop
from siyu.commerce.errors import ShopKeyTaken, ShopNotFound
from siyu.commerce.queries import shops as queries
from siyu.runtime.audit import write_audit
from siyu.runtime.database import UnitOfWork
from siyu.runtime.house import House
from siyu.runtime.secrets import Vault
from siyu.runtime.viewer import Viewer

_PLACE = "commerce.shop_secret"

#: The shop of imported orders whose file names none.
IMPORT_SHOP_KEY = "import"


def _new_secret(vault: Vault) -> tuple[str, str]:
    secret = secrets.token_urlsafe(32)
    return secret, vault.seal(secret, place=_PLACE)


async def open_shop(
    house: House, viewer: Viewer, *, key: str, name: str, sales_channel: SalesChannel
) -> tuple[Shop, str]:
    """A new shop and its signing secret, which is shown this once. Raises `ShopKeyTaken`."""
    secret, sealed = _new_secret(house.vault)
    async with house.unit() as uow:
        shop = await queries.save_shop(uow, key=key, name=name, sales_channel=sales_channel, secret_sealed=sealed)
        if shop is None:
            raise ShopKeyTaken(key=key)
        await write_audit(uow, viewer, "commerce.shop_opened", on=("shop", shop.id))
    return shop, secret


async def renew_secret(house: House, viewer: Viewer, shop_id: int) -> tuple[Shop, str]:
    """Another signing secret; the old one is worthless at once. Raises `ShopNotFound`."""
    secret, sealed = _new_secret(house.vault)
    async with house.unit() as uow:
        shop = await queries.save_secret(uow, shop_id, sealed)
        if shop is None:
            raise ShopNotFound(what="shop")
        await write_audit(uow, viewer, "commerce.shop_secret_renewed", on=("shop", shop.id))
    return shop, secret


def open_secret(vault: Vault, sealed: str) -> str:
    """The signing secret in the clear."""
    return vault.open(sealed, place=_PLACE)


async def import_shop(uow: UnitOfWork) -> Shop:
    """The shop of imported orders; made when it is first needed. Nothing can be signed in its name."""
    found = await queries.find_shop(uow, IMPORT_SHOP_KEY)
    if found is None:
        await queries.save_shop(
            uow, key=IMPORT_SHOP_KEY, name="导入订单", sales_channel=SalesChannel.OTHER, secret_sealed=""
        )
        found = await queries.find_shop(uow, IMPORT_SHOP_KEY)
    if found is None:
        raise ShopNotFound(what="shop")
    return found[0]
