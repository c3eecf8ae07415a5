"""The desk over HTTP."""

from fastapi import APIRouter

from siyu.desk.meta import routes as meta
from siyu.desk.search import routes as search
from siyu.desk.stream import routes as stream
from siyu.desk.todo import routes as todo

router = APIRouter()
for _part in (meta, todo, stream, search):
    router.include_router(_part.router)

__all__ = ["router"]
