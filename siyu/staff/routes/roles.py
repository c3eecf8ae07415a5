"""`/v1/roles`: named sets of rights."""

from typing import Annotated

from fastapi import APIRouter, Path

from siyu.runtime.http import TheHouse, needs
from siyu.runtime.viewer import Viewer
from siyu.staff.contracts import Role
from siyu.staff.schemas import RoleIn, RoleOut
from siyu.staff.service import roles

router = APIRouter(prefix="/v1/roles", tags=["roles"])
RoleName = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_-]{1,39}$")]


@router.get("", summary="List roles")
async def list_roles(house: TheHouse, viewer: Viewer = needs("staff.read")) -> list[RoleOut]:
    """Built-in roles first."""
    async with house.unit() as uow:
        return [_shown(role) for role in await roles.list_roles(uow)]


@router.put("/{name}", summary="Add or change a role")
async def save_role(name: RoleName, body: RoleIn, house: TheHouse, viewer: Viewer = needs("staff.write")) -> RoleOut:
    """With no more rights and no wider scope than the asker's."""
    role = Role(name, body.title_zh, body.title_en, body.scope, frozenset(body.rights))
    async with house.unit() as uow:
        return _shown(await roles.save_role(uow, viewer, role))


@router.delete("/{name}", summary="Remove a role", status_code=204)
async def delete_role(name: RoleName, house: TheHouse, viewer: Viewer = needs("staff.write")) -> None:
    """Only when no account holds it."""
    async with house.unit() as uow:
        await roles.delete_role(uow, viewer, name)


def _shown(role: Role) -> RoleOut:
    return RoleOut(
        name=role.name,
        title_zh=role.title_zh,
        title_en=role.title_en,
        scope=role.scope,
        rights=sorted(role.rights),
        is_builtin=role.is_builtin,
    )
