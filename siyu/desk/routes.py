"""The desk over HTTP."""

from fastapi import APIRouter

from siyu.desk.doctor import routes as doctor
from siyu.desk.meta import routes as meta
from siyu.desk.notices import routes as notices
from siyu.desk.onboarding import routes as onboarding
from siyu.desk.search import routes as search
from siyu.desk.stream import routes as stream
from siyu.desk.todo import routes as todo
from siyu.desk.views import routes as views
from siyu.desk.work import routes as work

router = APIRouter()
for _part in (meta, todo, stream, search, views, notices, onboarding, doctor, work):
    router.include_router(_part.router)

__all__ = ["router"]
