"""Callbacks past the router: a thousand a second leave no time for looking through every route.

The routes in `routes` stay: they document the door and answer everything else about it. This shortcut takes only
the posts, does the same through the same door, and answers refusals in the same words.
"""

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from siyu.channels.inbox.reception import receive_post
from siyu.runtime.errors import SituationError
from siyu.runtime.http import situation_answer

PREFIX = "/callbacks/wecom/"


class CallbackShortcut:
    """ASGI middleware that answers `POST /callbacks/wecom/{path_secret}` itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a callback, or pass on whatever is none."""
        if scope["type"] != "http" or scope["method"] != "POST" or not scope["path"].startswith(PREFIX):
            return await self._app(scope, receive, send)
        path_secret = scope["path"][len(PREFIX) :]
        if not path_secret or "/" in path_secret:
            return await self._app(scope, receive, send)
        request = Request(scope, receive)
        answer: Response
        try:
            answer = await receive_post(scope["app"].state.house, path_secret, request)
        except SituationError as error:
            answer = situation_answer(request, error)
        await answer(scope, receive, send)


def install_shortcut(app: FastAPI) -> FastAPI:
    """Put the shortcut inside the application's other layers, so that they act on its answers too."""
    app.user_middleware.append(Middleware(CallbackShortcut))
    return app
