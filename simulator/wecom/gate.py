"""The front gate of the API: faults, token, address, rights, quotas, verb and body, then the endpoint."""

import asyncio
from dataclasses import dataclass
from typing import Any, cast

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from simulator.faults import REFUSALS, Fault
from simulator.kernel import Kernel
from simulator.server import CutResponse
from simulator.wecom.call import Call, Endpoint, RawAnswer, Upload
from simulator.wecom.errors import WeComError, describe_error
from simulator.wecom.model import Credential, Token
from simulator.wecom.routes import ENDPOINTS
from simulator.wecom.tokens import check_open, issue_token, kill_token, read_token
from simulator.wecom.world import CorpWorld

BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
MOST_UPLOAD = 64 * 1024 * 1024
Payload = dict[str, Any] | RawAnswer


@dataclass(slots=True)
class Visit:
    """One request on its way through the gate."""

    request: Request
    path: str
    ip: str
    corp_id: str = ""
    fault: Fault | None = None

    @property
    def fault_kind(self) -> str:
        """The kind of the fault that strikes this request, or ''."""
        return self.fault.kind if self.fault else ""


class Gate:
    """Answers every request under ``/cgi-bin/``."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    async def answer(self, request: Request) -> Response:
        """The HTTP answer of one API call; business errors are HTTP 200."""
        ip = request.client.host if request.client else ""
        visit = Visit(request, request.path_params["path"], ip)
        try:
            payload: Payload = await self._pass(visit)
            code = 0
        except WeComError as error:
            hint = f"{self._kernel.clock.second()}_{self._kernel.world.random.randrange(1, 100)}_"
            hint += f"{self._kernel.world.random.getrandbits(128):032x}"
            payload, code = describe_error(error, hint=hint, ip=ip), error.code
        except Refused as refused:
            return refused.response
        self._kernel.rates.answers[visit.corp_id, visit.path, code] += 1
        self._kernel.journal.commit()
        return await self._finish(visit, payload, code)

    async def _pass(self, visit: Visit) -> Payload:
        if visit.path == "gettoken":
            return await self._pass_gettoken(visit)
        endpoint = ENDPOINTS.get(visit.path)
        if endpoint is None:
            raise Refused(Response("404 page not found", 404))
        token = read_token(self._kernel, visit.request.query_params.get("access_token"))
        visit.corp_id = token.corp_id
        world = self._kernel.world.get_corp(token.corp_id)
        self._kernel.rates.enter(world.corp)
        try:
            return await self._work(visit, endpoint, world, token)
        finally:
            self._kernel.rates.leave(world.corp)

    async def _pass_gettoken(self, visit: Visit) -> Payload:
        query = visit.request.query_params
        visit.corp_id = query.get("corpid", "")
        await self._strike(visit, None)
        world = self._kernel.world.corps.get(visit.corp_id)
        if world is not None:
            self._kernel.rates.check(world.corp, visit.path, visit.ip)
        return issue_token(self._kernel, visit.corp_id, query.get("corpsecret", ""), visit.ip)

    async def _work(self, visit: Visit, endpoint: Endpoint, world: CorpWorld, token: Token) -> Payload:
        await self._strike(visit, token)
        credential = world.credentials[token.credential]
        check_open(world, credential, visit.ip)
        _check_rights(credential, endpoint)
        self._kernel.rates.check(world.corp, visit.path, visit.ip)
        call = Call(self._kernel, world, credential, visit.path, dict(visit.request.query_params), {})
        await _read_body(call, endpoint, visit.request)
        result = endpoint.handler(call)
        return result if isinstance(result, RawAnswer) else {"errcode": 0, "errmsg": "ok", **result}

    async def _strike(self, visit: Visit, token: Token | None) -> None:
        """Let a fault strike before anything is applied."""
        visit.fault = fault = self._kernel.faults.pick(visit.corp_id, visit.path)
        if fault is None:
            return
        if fault.kind in REFUSALS:
            raise WeComError(REFUSALS[fault.kind])
        if fault.kind == "errcode":
            raise WeComError(fault.code)
        if fault.kind == "token_expired" and token is not None:
            kill_token(self._kernel, token)
            raise WeComError(42001)
        if fault.kind == "slow":
            await asyncio.sleep(fault.delay_s)
        elif fault.kind in INSTEAD:
            self._kernel.journal.commit()
            raise Refused(INSTEAD[fault.kind]())

    async def _finish(self, visit: Visit, payload: Payload, code: int) -> Response:
        """Answer, unless a fault strikes after the effect was applied."""
        fault = visit.fault
        if fault is not None and visit.fault_kind in ("cut_after", "html_502_after", "slow_after"):
            if code == 0:
                fault.applied += 1
                self._kernel.faults.keep(fault)
                self._kernel.books.note(visit.corp_id, "answer_cut", visit.path, subject=fault.kind)
                self._kernel.journal.commit()
            if fault.kind == "slow_after":
                await asyncio.sleep(fault.delay_s)
            else:
                return CutResponse() if fault.kind == "cut_after" else _bad_gateway()
        return _write(payload, visit.request)


class Refused(Exception):
    """The request gets this answer instead of a JSON one."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


def _bad_gateway() -> Response:
    return HTMLResponse(BAD_GATEWAY, 502)


def _garbage() -> Response:
    return Response('{"errcode":0,"errm', media_type="application/json")


INSTEAD = {"reset_before": CutResponse, "html_502": _bad_gateway, "garbage": _garbage}


def _check_rights(credential: Credential, endpoint: Endpoint) -> None:
    external = endpoint.path.startswith("externalcontact/")
    closed = external and credential.kind == "app" and not credential.may_use_external
    if closed or credential.kind not in endpoint.kinds or endpoint.path in credential.denied:
        raise WeComError(48002)


async def _read_body(call: Call, endpoint: Endpoint, request: Request) -> None:
    if request.method not in endpoint.verbs:
        raise WeComError(40063)
    if request.method != "POST":
        return
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        call.upload = await _read_upload(request)
        return
    raw = await request.body()
    if call.world.corp.strict_escapes and b"\\u" in raw:
        raise WeComError(40033)
    try:
        body = orjson.loads(raw) if raw.strip() else {}
    except orjson.JSONDecodeError:
        raise WeComError(40058, "body is not JSON") from None
    if not isinstance(body, dict):
        raise WeComError(40058, "body is not an object")
    call.body = cast(dict[str, Any], body)


async def _read_upload(request: Request) -> Upload | None:
    async with request.form(max_files=4, max_part_size=MOST_UPLOAD) as form:
        media = form.get("media")
        if media is None or isinstance(media, str):
            return None
        return Upload(media.filename or "file", await media.read())


def _write(payload: Payload, request: Request) -> Response:
    if isinstance(payload, RawAnswer):
        return _write_file(payload, request.headers.get("range", ""))
    return Response(orjson.dumps(payload), media_type="application/json; charset=UTF-8")


def _write_file(answer: RawAnswer, wanted: str) -> Response:
    headers = {**answer.headers, "Accept-Ranges": "bytes"}
    unit, _, span = wanted.partition("=")
    first, _, last = span.partition("-")
    if unit != "bytes" or not first.isdigit() or int(first) >= len(answer.content):
        return Response(answer.content, media_type=answer.content_type, headers=headers)
    end = min(int(last) if last.isdigit() else len(answer.content) - 1, len(answer.content) - 1)
    headers["Content-Range"] = f"bytes {first}-{end}/{len(answer.content)}"
    return Response(answer.content[int(first) : end + 1], 206, headers, answer.content_type)
