"""The desk over HTTP."""

from fastapi import APIRouter

from siyu.desk.meta import routes as meta

router = APIRouter()
for _part in (meta,):
    router.include_router(_part.router)

__all__ = ["router"]
