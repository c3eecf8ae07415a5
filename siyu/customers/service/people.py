"""Who WeCom's customers are: found or made by their ids, tied by unionid, with the profile WeCom shows."""

from collections.abc import Sequence

from siyu.customers.contracts import IdentityKind, Known
from siyu.customers.queries import identities as queries
from siyu.customers.service.identities import identify_many, linked_event
from siyu.customers.service.merges import link_identity
from siyu.customers.service.profiles import update_profiles
from siyu.runtime.database import UnitOfWork
from siyu.vendors.wecom import ExternalContact

_GENDERS = {1: "male", 2: "female"}


async def know_people(uow: UnitOfWork, contacts: Sequence[ExternalContact], *, source: str) -> list[int]:
    """The customers behind these contacts, in order, each with name, picture, gender and company as WeCom shows them.

    A unionid may show that a contact is somebody we know already. `ValueError` for a contact without an id.
    """
    people = await find_people(uow, [contact.external_userid for contact in contacts], source=source)
    await _tie_unionids(uow, people, contacts, source)
    now_called = await queries.resolve(uow, people)
    people = [now_called[person] for person in people]
    profiles = {person: profile_of(contact) for person, contact in zip(people, contacts, strict=True)}
    await update_profiles(uow, profiles, source=source)
    return people


async def find_people(uow: UnitOfWork, externals: Sequence[str], *, source: str) -> list[int]:
    """The customers with these external_userids, made if need be. `ValueError` for an empty one."""
    found = await identify_many(uow, [Known(IdentityKind.EXTERNAL, one) for one in externals], source=source)
    people = [person for person in found if person is not None]
    if len(people) < len(externals):
        raise ValueError("an external_userid cannot be empty")
    return people


async def _tie_unionids(
    uow: UnitOfWork, people: Sequence[int], contacts: Sequence[ExternalContact], source: str
) -> None:
    pairs = [
        (contact.unionid.strip(), person)
        for person, contact in zip(people, contacts, strict=True)
        if contact.unionid.strip()
    ]
    if not pairs:
        return
    kind = str(IdentityKind.UNIONID)
    linked = await queries.link(uow, [(kind, value, person) for value, person in pairs], source=source)
    uow.say(*(linked_event(row, source) for row in linked))
    owners = await queries.find_owners(uow, [(kind, value) for value, _ in pairs])
    for value, person in pairs:
        if owners[kind, value] != person:
            await link_identity(uow, person, Known(IdentityKind.UNIONID, value), source=source)


def profile_of(contact: ExternalContact) -> dict[str, str]:
    """The fields WeCom knows; what it does not know is left as it is."""
    known = {
        "name": contact.name,
        "avatar_url": contact.avatar,
        "gender": _GENDERS.get(contact.gender, ""),
        "company": contact.corp_full_name or contact.corp_name,
        "position": contact.position,
    }
    return {field: value for field, value in known.items() if value}
