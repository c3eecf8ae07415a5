"""Opening accounts from the command line: the first administrator has nobody to ask."""

from collections.abc import Sequence

from siyu import staff
from siyu.apps.wiring import open_product
from siyu.runtime.settings import Settings


async def open_accounts(settings: Settings, accounts: Sequence[str], password: str) -> None:
    """Open accounts given as `login:role` (role admin when left out); a login that exists already stays as it is."""
    async with open_product(settings) as house:
        for account in accounts:
            login, _, role = account.partition(":")
            try:
                async with house.unit() as uow:
                    await staff.create_user(uow, login, password, [role or "admin"])
            except staff.LoginTaken:
                continue
