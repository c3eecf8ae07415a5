"""Who a request comes from: asked of the database every time, so that a closed account ends at once."""

from datetime import datetime, timedelta
from typing import Any

from fastapi import Request
from sqlalchemy import Row

from siyu.runtime.database import UnitOfWork
from siyu.runtime.house import House
from siyu.runtime.viewer import Scope, Viewer
from siyu.staff.errors import ForeignOrigin
from siyu.staff.queries import accounts, directory, keys
from siyu.staff.rules.credentials import digest, split_key
from siyu.staff.rules.departments import team_roots
from siyu.staff.rules.origins import SAFE_METHODS, is_own_origin
from siyu.staff.rules.rights import OWN_ACCOUNT, Reach, narrowed
from siyu.staff.service.roles import get_reach

SESSION_COOKIE = "siyu_session"
_LONGEST_TOKEN = 100
_TOUCH_AFTER = timedelta(minutes=1)


class StaffSignIn:
    """Implements `SignIn`: `house.provide(StaffSignIn(house), as_=SignIn)`."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def viewer_of(self, request: Request) -> Viewer | None:
        """The viewer of an API key (`Authorization: Bearer`) or of the session cookie; None when there is neither.

        Raises `ForeignOrigin` when a page of another site sends the cookie with a method that changes things.
        """
        presented = request.headers.get("authorization")
        if presented is not None:
            return await self._viewer_of_key(presented)
        token = request.cookies.get(SESSION_COOKIE)
        if not token or len(token) > _LONGEST_TOKEN:
            return None
        check_origin(request, self._house.settings.public_url)
        async with self._house.unit() as uow:
            row = await accounts.find_session(uow, digest(token))
            if row is None:
                return None
            request.state.session_id = row.session_id
            request.state.session_expires_at = row.session_expires_at
            reach = await get_reach(uow, row.roles)
            return await _viewer(uow, row, Reach(reach.rights | {OWN_ACCOUNT}, reach.scope))

    async def _viewer_of_key(self, presented: str) -> Viewer | None:
        kind, _, text = presented.partition(" ")
        parts = split_key(text.strip()) if kind.lower() == "bearer" else None
        if parts is None:
            return None
        async with self._house.unit() as uow:
            row = await accounts.find_key(uow, parts[0], digest(parts[1]))
            if row is None:
                return None
            if _is_due(row.key_used_at, uow.now()):
                await keys.touch_key(uow, row.key_id)
            reach = await get_reach(uow, row.roles)
            kept = Reach(narrowed(row.key_rights, reach.rights), reach.scope)
            return await _viewer(uow, row, kept, api_key_id=row.key_id)


async def viewer_of_user(uow: UnitOfWork, user_id: int) -> Viewer | None:
    """What an account may see and do at this moment, for work that goes on without it; None when it is closed."""
    row = await accounts.find_living_account(uow, user_id)
    return None if row is None else await _viewer(uow, row, await get_reach(uow, row.roles))


def check_origin(request: Request, public_url: str | None) -> None:
    """Refuse with `ForeignOrigin` a changing request that our own pages did not send."""
    if request.method in SAFE_METHODS:
        return
    origin = request.headers.get("origin") or request.headers.get("referer")
    if not is_own_origin(origin, host=request.headers.get("host"), public_url=public_url):
        raise ForeignOrigin


async def _viewer(uow: UnitOfWork, row: Row[Any], reach: Reach, *, api_key_id: int | None = None) -> Viewer:
    return Viewer(
        user_id=row.id,
        staff_id=row.staff_id,
        scope=reach.scope,
        staff_ids=await _staff_ids(uow, row, reach.scope),
        rights=reach.rights,
        roles=frozenset(row.roles),
        api_key_id=api_key_id,
        language=row.language,
        name=row.name,
    )


async def _staff_ids(uow: UnitOfWork, row: Row[Any], scope: Scope) -> frozenset[int]:
    """Whose customers are seen: nobody's without a staff member, else one's own, or the whole team's."""
    if row.staff_id is None or scope is Scope.ALL:
        return frozenset()
    own = frozenset({row.staff_id})
    if scope is Scope.OWN:
        return own
    memberships = await directory.list_memberships(uow, row.staff_id)
    roots = team_roots(
        (one.department_id for one in memberships), (one.department_id for one in memberships if one.is_leader)
    )
    return own | await directory.list_team(uow, row.corp_id, roots)


def _is_due(used_at: datetime | None, now: datetime) -> bool:
    return used_at is None or now - used_at > _TOUCH_AFTER
