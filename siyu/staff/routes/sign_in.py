"""`/v1/sign-in` and `/v1/sign-out`."""

from fastapi import APIRouter, Request, Response

from siyu.runtime.http import TheHouse, needs, public
from siyu.runtime.settings import Settings
from siyu.runtime.viewer import Viewer
from siyu.staff.errors import ForeignOrigin
from siyu.staff.rules.origins import is_own_origin
from siyu.staff.rules.rights import OWN_ACCOUNT
from siyu.staff.schemas import MeOut, SignInBody, SignOutBody
from siyu.staff.service import accounts, signing_in
from siyu.staff.service.roles import get_reach
from siyu.staff.service.viewers import SESSION_COOKIE

router = APIRouter(prefix="/v1", tags=["sign-in"])


@router.post("/sign-in", summary="Sign in")
async def sign_in(
    body: SignInBody,
    request: Request,
    response: Response,
    house: TheHouse,
    _: None = public("whoever signs in is not signed in yet"),
) -> MeOut:
    """Sets the session cookie. Wrong guesses make account and source wait, longer each time (429)."""
    origin = request.headers.get("origin")
    settings = house.settings
    if origin and not is_own_origin(origin, host=request.headers.get("host"), public_url=settings.public_url):
        raise ForeignOrigin
    attempt = signing_in.Attempt(
        login=body.login,
        password=body.password,
        code=body.code,
        host=request.client.host if request.client else None,
        device=request.headers.get("user-agent", ""),
        replaces=request.cookies.get(SESSION_COOKIE),
    )
    opened = await signing_in.sign_in(house, attempt)
    response.set_cookie(
        SESSION_COOKIE,
        opened.token.get_secret_value(),
        max_age=settings.session_hours * 3600,
        path="/",
        httponly=True,
        samesite="lax",
        secure=is_https(request, settings),
    )
    response.headers["cache-control"] = "no-store"
    async with house.unit() as uow:
        reach = await get_reach(uow, opened.user.roles)
    return MeOut.of(opened.user, reach.rights | {OWN_ACCOUNT}, reach.scope, opened.expires_at)


@router.post("/sign-out", summary="Sign out, here or everywhere", status_code=204)
async def sign_out(
    body: SignOutBody,
    request: Request,
    response: Response,
    house: TheHouse,
    viewer: Viewer = needs(OWN_ACCOUNT),
) -> None:
    """Ends this session, or every session of the account."""
    async with house.unit() as uow:
        if body.is_everywhere and viewer.user_id is not None:
            await accounts.sign_out_everywhere(uow, viewer, viewer.user_id)
        else:
            await signing_in.sign_out(uow, request.cookies.get(SESSION_COOKIE, ""))
    response.delete_cookie(
        SESSION_COOKIE, path="/", httponly=True, samesite="lax", secure=is_https(request, house.settings)
    )


def is_https(request: Request, settings: Settings) -> bool:
    """Whether browsers reach the product over TLS, so that the cookie must never travel without it."""
    return request.url.scheme == "https" or (settings.public_url or "").startswith("https://")
