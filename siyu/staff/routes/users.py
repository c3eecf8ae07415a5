"""`/v1/users`: accounts that can sign in."""

from typing import Annotated

from fastapi import APIRouter, Path

from siyu.runtime.http import Paged, PageOut, TheHouse, needs
from siyu.runtime.viewer import Viewer
from siyu.staff.schemas import MOST_ID, NewPassword, SignedOutOut, UserIn, UserOut, UserPatch
from siyu.staff.service import accounts

router = APIRouter(prefix="/v1/users", tags=["users"])
UserId = Annotated[int, Path(ge=1, le=MOST_ID)]


@router.get("", summary="List accounts")
async def list_users(
    house: TheHouse, paging: Paged, is_active: bool | None = None, viewer: Viewer = needs("staff.write")
) -> PageOut[UserOut]:
    """Oldest first."""
    async with house.unit() as uow:
        page = await accounts.list_users(uow, paging, is_active=is_active)
    return PageOut[UserOut].of(page.map(UserOut.model_validate))


@router.post("", summary="Open an account", status_code=201)
async def add_user(body: UserIn, house: TheHouse, viewer: Viewer = needs("staff.write")) -> UserOut:
    """With roles whose rights the asker holds too."""
    new = accounts.NewUser(
        login=body.login,
        password=body.password,
        roles=tuple(body.roles),
        staff_id=body.staff_id,
        name=body.name,
        language=body.language,
    )
    async with house.unit() as uow:
        return UserOut.model_validate(await accounts.add_user(uow, viewer, new))


@router.get("/{user_id}", summary="One account")
async def get_user(user_id: UserId, house: TheHouse, viewer: Viewer = needs("staff.write")) -> UserOut:
    """An account by id."""
    async with house.unit() as uow:
        return UserOut.model_validate(await accounts.get_user(uow, user_id))


@router.patch("/{user_id}", summary="Change or close an account")
async def change_user(
    user_id: UserId, body: UserPatch, house: TheHouse, viewer: Viewer = needs("staff.write")
) -> UserOut:
    """Closing ends every session and API key of the account at once."""
    change = accounts.UserChange(
        name=body.name,
        roles=None if body.roles is None else tuple(body.roles),
        is_active=body.is_active,
        language=body.language,
    )
    async with house.unit() as uow:
        return UserOut.model_validate(await accounts.change_user(uow, viewer, user_id, change))


@router.put("/{user_id}/password", summary="Reset a password", status_code=204)
async def reset_password(
    user_id: UserId, body: NewPassword, house: TheHouse, viewer: Viewer = needs("staff.write")
) -> None:
    """Takes the second factor away as well and ends every session of the account."""
    async with house.unit() as uow:
        await accounts.reset_password(uow, viewer, user_id, body.password)


@router.post("/{user_id}/sign-out", summary="Sign an account out everywhere")
async def sign_out_everywhere(user_id: UserId, house: TheHouse, viewer: Viewer = needs("staff.write")) -> SignedOutOut:
    """Ends every session of the account."""
    async with house.unit() as uow:
        return SignedOutOut(sessions=await accounts.sign_out_everywhere(uow, viewer, user_id))
