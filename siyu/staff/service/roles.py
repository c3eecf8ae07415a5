"""Roles: the built-in ones and the organisation's own."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row

from siyu.runtime.audit import write_audit
from siyu.runtime.database import UnitOfWork
from siyu.runtime.errors import NotFound
from siyu.runtime.viewer import Scope, Viewer
from siyu.staff.contracts import Role
from siyu.staff.errors import RoleInUse, RoleIsBuiltIn, UnknownRole
from siyu.staff.queries import accounts as queries
from siyu.staff.rules.rights import BUILT_IN, Reach, check_known, check_may_touch, reach_of


async def list_roles(uow: UnitOfWork) -> list[Role]:
    """Built-in roles first, then the organisation's own by name."""
    return [*BUILT_IN.values(), *(_role_of(row) for row in await queries.list_roles(uow))]


async def save_role(uow: UnitOfWork, viewer: Viewer, role: Role) -> Role:
    """Add or change one of the organisation's roles.

    Raises `RoleIsBuiltIn`, `UnknownRight`, or `BeyondOwnRights` when it gives, or gave before, more than the
    viewer holds.
    """
    if role.name in BUILT_IN:
        raise RoleIsBuiltIn
    check_known(role.rights)
    check_may_touch(viewer, reach_of([role]))
    for known in await queries.list_roles(uow):
        if known.name == role.name:
            check_may_touch(viewer, reach_of([_role_of(known)]))
    values = {
        "name": role.name,
        "title_zh": role.title_zh,
        "title_en": role.title_en,
        "scope": role.scope.value,
        "rights": sorted(role.rights),
    }
    await queries.save_role(uow, values)
    await write_audit(uow, viewer, "staff.role_saved", on=("role", role.name), details={"rights": sorted(role.rights)})
    return role


async def delete_role(uow: UnitOfWork, viewer: Viewer, name: str) -> None:
    """Remove one of the organisation's roles. Raises `RoleIsBuiltIn`, `RoleInUse`, `NotFound`."""
    if name in BUILT_IN:
        raise RoleIsBuiltIn
    if await queries.count_role_holders(uow, name):
        raise RoleInUse
    if not await queries.delete_role(uow, name):
        raise NotFound(what="role")
    await write_audit(uow, viewer, "staff.role_deleted", on=("role", name))


async def get_roles(uow: UnitOfWork, names: Iterable[str]) -> list[Role]:
    """The roles of these names. Raises `UnknownRole`."""
    wanted = list(dict.fromkeys(names))
    known = await _known(uow, wanted)
    for name in wanted:
        if name not in known:
            raise UnknownRole(role=name)
    return [known[name] for name in wanted]


async def get_reach(uow: UnitOfWork, names: Iterable[str]) -> Reach:
    """What roles come to; a name that no longer exists gives nothing."""
    wanted = list(names)
    known = await _known(uow, wanted)
    return reach_of(known[name] for name in wanted if name in known)


async def _known(uow: UnitOfWork, names: Iterable[str]) -> dict[str, Role]:
    if all(name in BUILT_IN for name in names):
        return BUILT_IN
    return BUILT_IN | {row.name: _role_of(row) for row in await queries.list_roles(uow)}


def _role_of(row: Row[Any]) -> Role:
    return Role(row.name, row.title_zh, row.title_en, Scope(row.scope), frozenset(row.rights))
