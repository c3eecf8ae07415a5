"""Makes the web application: routes, one way to answer errors, safe headers."""

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from http import HTTPStatus
from typing import Any

import psycopg
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from siyu.runtime.errors import BadInput, NotFound, SituationError
from siyu.runtime.http.headers import SecureHeaders
from siyu.runtime.http.reference import install_reference

log = logging.getLogger(__name__)


class ErrorOut(BaseModel):
    """Every refusal looks like this: a stable code, a sentence in the asker's language, and details."""

    code: str
    message: str
    details: dict[str, Any]


ERROR_ANSWERS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorOut} for status in (400, 401, 403, 404, 409, 413, 422, 429, 503)
}


def create_app(
    routers: Sequence[APIRouter],
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]] | None = None,
) -> FastAPI:
    """The application over the given routes; `lifespan` puts the house into `app.state.house`."""
    app = FastAPI(
        title="Siyu 私域",
        version="0.1.0",
        summary="The open-source private-domain platform on WeCom",
        lifespan=lifespan,
        responses=ERROR_ANSWERS,
        docs_url=None,
        redoc_url=None,
    )
    install_reference(app)
    for router in routers:
        app.include_router(router)
    app.add_exception_handler(SituationError, _situation)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    for kind in (DataError, psycopg.DataError, UnicodeEncodeError):
        app.add_exception_handler(kind, _unstorable)
    app.add_exception_handler(Exception, _unexpected)
    app.add_middleware(SecureHeaders)
    return app


def language_of(request: Request) -> str:
    """`en` when the asker prefers English, else `zh`."""
    return "en" if request.headers.get("accept-language", "").lower().startswith("en") else "zh"


def situation_answer(request: Request, error: SituationError, status: int | None = None) -> JSONResponse:
    """How a situation is told to whoever asked: its code, a sentence in their language, details."""
    body = {"code": error.code, "message": error.sentence(language_of(request)), "details": error.details}
    return JSONResponse(body, status_code=status or error.status)


async def _situation(request: Request, error: Exception) -> Response:
    assert isinstance(error, SituationError)
    return situation_answer(request, error)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    problems = [
        {"where": ".".join(str(part) for part in problem["loc"]), "why": problem["msg"]} for problem in error.errors()
    ]
    sentence = {
        "zh": "请求内容有误，请按 details 中指出的位置修改。",
        "en": "The request is not valid; details say where.",
    }
    body = {"code": "bad_input", "message": sentence[language_of(request)], "details": {"problems": problems}}
    return JSONResponse(body, status_code=HTTPStatus.UNPROCESSABLE_ENTITY)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.NOT_FOUND:
        return situation_answer(request, NotFound(what="page"))
    body = {"code": f"http_{error.status_code}", "message": str(error.detail), "details": {}}
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(sorted(_methods_at(request)))
    return JSONResponse(body, status_code=error.status_code, headers=headers)


def _methods_at(request: Request) -> set[str]:
    """Every method of the path that was asked: one path may be served by several routes."""
    known = iter_route_contexts(request.app.routes)
    routes = (route for route in known if route.matches(request.scope)[0] is not Match.NONE)
    return {method for route in routes for method in route.methods or ()}


#: A number too large, a moment out of range, a character that no text may hold (NUL, half a surrogate pair).
_UNSTORABLE = {None, "22000", "22003", "22007", "22008", "22021", "22P05"}


async def _unstorable(request: Request, error: Exception) -> Response:
    """The second net: input that a schema let pass and the database cannot hold. Nothing was written."""
    cause = error.orig if isinstance(error, DataError) else error
    if isinstance(cause, psycopg.DataError) and cause.sqlstate not in _UNSTORABLE:
        return await _unexpected(request, error)
    log.warning("a schema let through what cannot be stored: %s %s", request.method, request.url.path)
    reasons = {
        "reason": "A value holds characters or numbers that cannot be stored.",
        "reason_zh": "内容含有无法保存的字符或数值。",
    }
    return situation_answer(request, BadInput(**reasons))


async def _unexpected(request: Request, error: Exception) -> Response:
    log.error("unexpected error on %s %s", request.method, request.url.path, exc_info=error)
    return situation_answer(request, SituationError(), HTTPStatus.INTERNAL_SERVER_ERROR)
