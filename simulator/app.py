"""Puts the simulator together: the API gate, the control API, the index page."""

import html

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from simulator.clients.errors import CannotDo
from simulator.clients.mass import confirm_task
from simulator.control import activity, corps, ledger, machine, people, phones
from simulator.kernel import Kernel
from simulator.phones import page
from simulator.wecom.gate import Gate
from simulator.wecom.model import MassTask
from simulator.wecom.world import CorpWorld

ROUTERS = (corps.router, people.router, activity.router, machine.router, ledger.router, phones.router)


def build_app(kernel: Kernel) -> ASGIApp:
    """The ASGI application of one simulator; ``kernel.start()`` must run on the same loop."""
    app = FastAPI(title="WeCom simulator", docs_url="/control/docs", openapi_url="/control/openapi.json")
    app.state.kernel = kernel
    gate = Gate(kernel)
    app.add_route("/cgi-bin/{path:path}", gate.answer, methods=["GET", "POST"], include_in_schema=False)
    app.add_route("/", show_index, methods=["GET"], include_in_schema=False)
    app.include_router(page.router)
    for router in ROUTERS:
        app.include_router(router, prefix="/control")
    app.add_exception_handler(CannotDo, _refuse)
    resume_confirmations(kernel)
    return CommitFirst(app, kernel)


def resume_confirmations(kernel: Kernel) -> None:
    """Teach the kernel how members confirm, and set the timers of unconfirmed tasks again."""

    def confirm(world: CorpWorld, task: MassTask) -> None:
        confirm_task(kernel, world, task)

    kernel.confirm_task = confirm
    for world in kernel.world.corps.values():
        for tasks in world.tasks.values():
            for task in tasks.values():
                if task.confirm_at and not task.sent_at:
                    kernel.confirm_later(world, task)


class CommitFirst:
    """Nothing is answered before what it changed is in the journal."""

    def __init__(self, app: ASGIApp, kernel: Kernel) -> None:
        self._app = app
        self._kernel = kernel

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; commit before the answer starts."""

        async def commit_and_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._kernel.journal.commit()
            await send(message)

        await self._app(scope, receive, commit_and_send)


async def _refuse(request: Request, error: Exception) -> Response:
    reason, status = (error.reason, error.status) if isinstance(error, CannotDo) else (str(error), 500)
    return JSONResponse({"error": reason}, status)


async def show_index(request: Request) -> Response:
    """A plain page that lists the companies and links to the control API's documentation."""
    kernel: Kernel = request.app.state.kernel
    rows = "".join(
        f"<tr><td>{html.escape(world.corp.name)}</td><td><code>{html.escape(world.corp_id)}</code></td>"
        f"<td>{len(world.staff)}</td><td>{len(world.customers)}</td></tr>"
        for world in kernel.world.corps.values()
    )
    return HTMLResponse(
        "<!doctype html><html lang='zh-CN'><meta charset='utf-8'>"
        "<title>企业微信模拟器 · WeCom simulator</title>"
        "<h1>企业微信模拟器 · WeCom simulator</h1>"
        "<p><a href='/phones'>两部手机 · two phones</a> · <a href='/control/docs'>控制接口文档 · control API</a></p>"
        "<table border='1' cellpadding='6'><tr><th>企业 · company</th><th>corp_id</th>"
        f"<th>成员 · staff</th><th>客户 · customers</th></tr>{rows}</table></html>"
    )
