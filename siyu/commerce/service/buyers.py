"""Who bought: what a shop or a file says of a buyer becomes a customer."""

from collections.abc import Sequence
from dataclasses import dataclass

from siyu import customers
from siyu.customers import IdentityKind, Known
from siyu.runtime.database import UnitOfWork
from siyu.runtime.secrets import Vault


@dataclass(frozen=True, slots=True)
class Buyer:
    """What is known of a buyer, the strongest identity first; several name one person."""

    identities: tuple[Known, ...]


def shop_buyer(shop_key: str, buyer_id: str) -> Known:
    """A shop's own number of a buyer, which means nothing in other shops."""
    return Known(IdentityKind.SHOP_BUYER, f"{shop_key}:{buyer_id}")


async def find_customers(uow: UnitOfWork, vault: Vault, buyers: Sequence[Buyer], *, source: str) -> list[int | None]:
    """The customer of each buyer, made if need be; None for a buyer of whom nothing usable is known.

    Set-based for buyers with one identity. Several identities of a buyer are tied together, which may merge records.
    """
    single = [buyer.identities[0] for buyer in buyers if len(buyer.identities) == 1]
    found = iter(await customers.identify_many(uow, single, source=source, vault=vault))
    several = {
        buyer: await _tie(uow, vault, buyer, source) for buyer in dict.fromkeys(buyers) if len(buyer.identities) > 1
    }
    people = [next(found) if len(buyer.identities) == 1 else several.get(buyer) for buyer in buyers]
    # A later tie may have merged an earlier buyer's record into another.
    now_called = await customers.resolve(uow, [person for person in people if person]) if several else {}
    return [now_called.get(person, person) if person else None for person in people]


async def _tie(uow: UnitOfWork, vault: Vault, buyer: Buyer, source: str) -> int | None:
    owners = [
        await customers.identify(uow, kind=known.kind, value=known.value, source=source, create=False, vault=vault)
        for known in buyer.identities
    ]
    if len(set(owners)) == 1 and owners[0] is not None:
        return owners[0]
    base = next((place for place, owner in enumerate(owners) if owner is not None), 0)
    first = buyer.identities[base]
    person = await customers.identify(uow, kind=first.kind, value=first.value, source=source, vault=vault)
    for place, known in enumerate(buyer.identities):
        if person is not None and place != base:
            person = await customers.link_identity(uow, person, known, source=source, vault=vault)
    return person
