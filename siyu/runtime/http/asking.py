"""Who asks: every route says which right it needs, or that it is public and why."""

from typing import Annotated, Any, Protocol

from fastapi import Depends, Request

from siyu.runtime.errors import SignInNeeded
from siyu.runtime.house import House
from siyu.runtime.viewer import Viewer


class SignIn(Protocol):
    """Finds out who a request comes from (session cookie or API key); provided by the staff domain."""

    async def viewer_of(self, request: Request) -> Viewer | None:
        """The viewer, or None when nobody is signed in."""
        ...


async def the_house(request: Request) -> House:
    """The running house of this web process."""
    house: House = request.app.state.house
    return house


TheHouse = Annotated[House, Depends(the_house)]


async def current_viewer(request: Request, house: TheHouse) -> Viewer:
    """The viewer of this request; `SignInNeeded` when there is none."""
    viewer = await house.get(SignIn).viewer_of(request)  # type: ignore[type-abstract]  # looked up by protocol
    if viewer is None:
        raise SignInNeeded
    return viewer


Asked = Annotated[Viewer, Depends(current_viewer)]


def needs(right: str) -> Any:
    """A route dependency: the asker must hold `right`; use as `viewer: Viewer = needs("orders.read")`."""

    async def check(viewer: Asked) -> Viewer:
        viewer.must(right)
        return viewer

    check.__dict__["declares"] = right
    return Depends(check)


def public(why: str) -> Any:
    """A route dependency that declares: anybody may ask this, for this reason."""

    async def nobody() -> None:
        return None

    nobody.__dict__["declares"] = f"public: {why}"
    return Depends(nobody)
