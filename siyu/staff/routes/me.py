"""`/v1/me`: one's own account."""

from fastapi import APIRouter, Request

from siyu.runtime.http import TheHouse, needs
from siyu.runtime.viewer import Viewer
from siyu.staff.rules.rights import OWN_ACCOUNT
from siyu.staff.schemas import CodeBody, MeOut, PasswordBody, PasswordChange, SecondFactorOffer, SessionOut
from siyu.staff.service import accounts, second_factor, signing_in

router = APIRouter(prefix="/v1/me", tags=["me"])


@router.get("", summary="Who am I")
async def me(request: Request, house: TheHouse, viewer: Viewer = needs(OWN_ACCOUNT)) -> MeOut:
    """The signed-in person with rights and scope."""
    async with house.unit() as uow:
        user = await accounts.get_user(uow, viewer.user_id or 0)
    return MeOut.of(user, viewer.rights, viewer.scope, request.state.session_expires_at)


@router.get("/sessions", summary="Where am I signed in")
async def sessions(request: Request, house: TheHouse, viewer: Viewer = needs(OWN_ACCOUNT)) -> list[SessionOut]:
    """One's open sessions, newest first."""
    async with house.unit() as uow:
        opened = await signing_in.list_sessions(uow, viewer.user_id or 0)
    return [
        SessionOut(
            id=one.id,
            created_at=one.created_at,
            expires_at=one.expires_at,
            source=one.source,
            device=one.device,
            is_current=one.id == request.state.session_id,
        )
        for one in opened
    ]


@router.put("/password", summary="Change my password", status_code=204)
async def change_password(
    body: PasswordChange, request: Request, house: TheHouse, viewer: Viewer = needs(OWN_ACCOUNT)
) -> None:
    """Ends every other session of the account."""
    async with house.unit() as uow:
        await accounts.change_password(uow, viewer, old=body.old, new=body.new, session_id=request.state.session_id)


@router.post("/second-factor", summary="Ask for a second factor")
async def offer_second_factor(
    body: PasswordBody, house: TheHouse, viewer: Viewer = needs(OWN_ACCOUNT)
) -> SecondFactorOffer:
    """A secret for an authenticator app; in force after a code has been confirmed."""
    async with house.unit() as uow:
        offer = await second_factor.offer_second_factor(uow, house.vault, viewer, body.password)
    return SecondFactorOffer.model_validate(offer)


@router.put("/second-factor", summary="Put the second factor in force", status_code=204)
async def accept_second_factor(body: CodeBody, house: TheHouse, viewer: Viewer = needs(OWN_ACCOUNT)) -> None:
    """With a current code of the app, which proves that it holds the secret."""
    async with house.unit() as uow:
        await second_factor.accept_second_factor(uow, house.vault, viewer, body.code)


@router.post("/second-factor/removal", summary="Do without the second factor", status_code=204)
async def drop_second_factor(body: PasswordBody, house: TheHouse, viewer: Viewer = needs(OWN_ACCOUNT)) -> None:
    """Asks for the password once more."""
    async with house.unit() as uow:
        await second_factor.drop_second_factor(uow, viewer, body.password)
