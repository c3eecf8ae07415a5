"""`/v1/me`: one's own account."""

from dataclasses import asdict

from fastapi import APIRouter, Request

from siyu.runtime.http import TheHouse, needs
from siyu.runtime.viewer import Viewer
from siyu.staff.contracts import Preferences
from siyu.staff.rules.rights import OWN_ACCOUNT
from siyu.staff.schemas import (
    CodeBody,
    MeOut,
    MyDeskOut,
    PasswordBody,
    PasswordChange,
    PreferencesBody,
    RoleTitleOut,
    SecondFactorOffer,
    SessionOut,
)
from siyu.staff.service import accounts, desk, second_factor, signing_in

router = APIRouter(prefix="/v1/me", tags=["me"])


@router.get("", summary="Who am I")
async def me(request: Request, house: TheHouse, viewer: Viewer = needs(OWN_ACCOUNT)) -> MyDeskOut:
    """The signed-in person with rights, roles and scope, how many customers that is, and the page to open first."""
    async with house.unit() as uow:
        user = await accounts.get_user(uow, viewer.user_id or 0)
        standing = await desk.standing_of(uow, viewer)
    known = MeOut.of(user, viewer.rights, viewer.scope, request.state.session_expires_at)
    titles = [RoleTitleOut(name=name, title_zh=zh, title_en=en) for name, zh, en in standing.role_titles]
    return MyDeskOut(
        **known.model_dump(),
        role_titles=titles,
        scope_zh=standing.scope_zh,
        scope_en=standing.scope_en,
        customers_n=standing.customers_n,
        landing=standing.landing,
    )


@router.get("/preferences", summary="How do I like the console")
async def get_preferences(house: TheHouse, viewer: Viewer = needs(OWN_ACCOUNT)) -> PreferencesBody:
    """Language, theme, density, single keys and the order of cards; the usual where nothing was chosen."""
    async with house.unit() as uow:
        return _shown(await desk.get_preferences(uow, viewer), viewer.language)


@router.put("/preferences", summary="Change how I like the console")
async def save_preferences(
    body: PreferencesBody, house: TheHouse, viewer: Viewer = needs(OWN_ACCOUNT)
) -> PreferencesBody:
    """Everything at once; what is left out returns to the usual."""
    chosen = Preferences(body.theme, body.density, body.has_single_keys, tuple(body.cards))
    async with house.unit() as uow:
        return _shown(await desk.save_preferences(uow, viewer, chosen, language=body.language), body.language)


def _shown(chosen: Preferences, language: str) -> PreferencesBody:
    return PreferencesBody.model_validate({**asdict(chosen), "cards": list(chosen.cards), "language": language})


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
