"""A line to WeCom whose answers are written down beforehand, for rules that need exact timing."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from pydantic import SecretStr

from siyu.kit.clock import ManualClock
from siyu.vendors import wecom

CORP = "ww0123456789abcdef"
SECRET = "s3cr3t-of-the-app"

Reply = dict[str, Any] | httpx.Response | Exception | Callable[[httpx.Request], Any]


@dataclass
class ScriptedWeCom:
    """Answers each path with its script in turn, then with plain success; keeps what it was asked."""

    script: dict[str, deque[Reply]] = field(default_factory=lambda: defaultdict(deque))
    asked: list[httpx.Request] = field(default_factory=list)
    fetches: int = 0
    alive: str = ""
    refuse_secret: int | None = None
    pause: float = 0.0

    def answers(self, path: str, *replies: Reply) -> None:
        """Queue replies for an API path."""
        self.script[path].extend(replies)

    def kill_token(self) -> None:
        """The token dies early."""
        self.alive = ""

    def calls(self, path: str) -> list[httpx.Request]:
        """The requests that reached a path."""
        return [request for request in self.asked if _path(request) == path]

    def bodies(self, path: str) -> list[Any]:
        """The JSON bodies that reached a path."""
        return [json.loads(request.content) for request in self.calls(path)]

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        await asyncio.sleep(self.pause)
        path = _path(request)
        if self.script[path]:
            return _respond(self.script[path].popleft(), request)
        if path == "gettoken":
            return self._token()
        if request.url.params.get("access_token") != self.alive or not self.alive:
            return _respond({"errcode": 40014, "errmsg": "invalid access_token"}, request)
        return _respond({"errcode": 0, "errmsg": "ok"}, request)

    def _token(self) -> httpx.Response:
        self.fetches += 1
        if self.refuse_secret is not None:
            return httpx.Response(200, json={"errcode": self.refuse_secret, "errmsg": f"invalid {SECRET}"})
        if not self.alive:
            self.alive = f"token-{self.fetches}-of-the-corp"
        return httpx.Response(200, json={"errcode": 0, "access_token": self.alive, "expires_in": 7200})


@dataclass
class Sleeper:
    """Does not wait, but remembers how long it was asked to."""

    clock: ManualClock
    naps: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.naps.append(seconds)
        await asyncio.sleep(0)


@dataclass
class Stage:
    """A client on a scripted line, with everything a test may want to look at."""

    line: ScriptedWeCom
    clock: ManualClock
    sleeper: Sleeper
    tokens: wecom.MemoryTokens
    quota: wecom.MemoryQuota
    http: httpx.AsyncClient
    client: wecom.WeComClient

    def another_process(self) -> wecom.WeComClient:
        """A second client that shares only the stores."""
        return client_on(self.http, self)


def a_stage(ceilings: wecom.Ceilings | None = None) -> Stage:
    """A client, its line, its clock and its stores."""
    line, clock = ScriptedWeCom(), ManualClock()
    sleeper = Sleeper(clock)
    http = httpx.AsyncClient(transport=httpx.MockTransport(line))
    stage = Stage(line, clock, sleeper, wecom.MemoryTokens(), wecom.MemoryQuota(ceilings), http, None)  # type: ignore[arg-type]
    stage.client = client_on(http, stage)
    return stage


def client_on(http: httpx.AsyncClient, stage: Stage) -> wecom.WeComClient:
    return wecom.WeComClient(
        http=http,
        base_url="http://wecom.invalid",
        credential=wecom.Credential(CORP, SecretStr(SECRET)),
        tokens=stage.tokens,
        quota=stage.quota,
        clock=stage.clock,
        sleep=stage.sleeper,
    )


def refused(code: int, errmsg: str = "no") -> dict[str, Any]:
    """An error answer."""
    return {"errcode": code, "errmsg": errmsg}


def _path(request: httpx.Request) -> str:
    return request.url.path.removeprefix("/cgi-bin/")


def _respond(reply: Reply, request: httpx.Request) -> httpx.Response:
    if isinstance(reply, Exception):
        raise reply
    if isinstance(reply, httpx.Response):
        return reply
    if callable(reply):
        return _respond(reply(request), request)
    return httpx.Response(200, json=reply)
