"""Staff over HTTP: signing in, one's own account, members, accounts, roles, keys, the trail."""

from fastapi import APIRouter

from siyu.staff.routes import keys, me, members, roles, sign_in, trail, users

router = APIRouter()
for _part in (sign_in, me, members, users, roles, keys, trail):
    router.include_router(_part.router)

__all__ = ["router"]
