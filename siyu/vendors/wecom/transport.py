"""One call to WeCom: quota, token, sending, reading the answer, and what may be repeated.

The rules: a refused token is replaced and the call repeated once, whatever it does, since a
refused call had no effect. Reads and repeatable writes are tried up to three times when the
line or WeCom itself stumbles. Creates are sent once; if their answer is lost, the outcome is
unknown and the caller must look before it creates again.
"""

import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from typing import TypeVar

import httpx
from pydantic import SecretStr

from siyu.kit.clock import Clock
from siyu.vendors.wecom import limits, wire
from siyu.vendors.wecom.concurrency import ConcurrencyGate
from siyu.vendors.wecom.credentials import Credential
from siyu.vendors.wecom.errors import (
    ERROR_TABLE,
    CredentialRefused,
    GatewayRefused,
    NotSent,
    OutcomeUnknown,
    QuotaBlocked,
    RetryClass,
    Unanswered,
    WeComError,
    WeComFailure,
    redact,
)
from siyu.vendors.wecom.quota import QuotaKey, QuotaStore
from siyu.vendors.wecom.tokens import FetchedToken, TokenKeeper, TokenStore

log = logging.getLogger(__name__)

T = TypeVar("T")
Answer = dict[str, object]
Body = Mapping[str, object]
Sleep = Callable[[float], Awaitable[None]]

MOST_TRIES = 3
AT_ONCE = 32  # calls of one API under way at once, before WeCom has complained
TOKEN_PATH = "gettoken"
TOKEN_SECONDS = 7200
FILE_STATUS = (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT)
FREQUENCY_LIMIT = 45009
CONCURRENCY_LIMIT = 45033
NEVER_REACHED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


class Effect(Enum):
    """What happens if the same call arrives twice."""

    READ = "read"
    REPEATABLE = "repeatable"  # the second has no further effect
    CREATE = "create"  # the second makes a second thing


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file part of a multipart request."""

    name: str
    content: bytes
    content_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request to make: GET without a body, POST with a JSON body or a file."""

    path: str
    effect: Effect = Effect.READ
    query: Mapping[str, str] = field(default_factory=dict)
    body: Body | None = None
    file: UploadedFile | None = None
    timeout_seconds: float | None = None

    @property
    def method(self) -> str:
        return "GET" if self.body is None and self.file is None else "POST"


@dataclass(kw_only=True)
class Transport:
    """The line to WeCom for one credential."""

    http: httpx.AsyncClient
    base_url: str
    credential: Credential
    tokens: TokenStore
    quota: QuotaStore
    clock: Clock
    sleep: Sleep
    dice: Callable[[], float]

    def __post_init__(self) -> None:
        wire.shield_http_logs()
        root = self.base_url.rstrip("/")
        self._root = root if root.endswith("/cgi-bin") else f"{root}/cgi-bin"
        self._gates: defaultdict[str, ConcurrencyGate] = defaultdict(lambda: ConcurrencyGate(AT_ONCE))
        self._keeper = TokenKeeper(
            credential=self.credential, store=self.tokens, clock=self.clock, fetch=self._fetch_token
        )

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> Answer:
        """A read by GET."""
        return await self.call(Call(path=path, query=query or {}))

    async def post(self, path: str, body: Body, *, effect: Effect = Effect.READ) -> Answer:
        """A POST with a JSON body."""
        return await self.call(Call(path=path, body=body, effect=effect))

    async def pages(self, path: str, body: Body) -> AsyncIterator[Answer]:
        """All pages of a listing by POST; only the cursor says whether there are more.

        Raises:
            Unanswered: WeCom gave the same cursor twice.
        """
        cursor = ""
        while True:
            page = await self.post(path, {**body, "cursor": cursor} if cursor else body)
            yield page
            following = str(page.get("next_cursor") or "")
            if not following:
                return
            if following == cursor:
                raise Unanswered(path, "the cursor does not move")
            cursor = following

    async def call(self, call: Call) -> Answer:
        """Make a call by the rules above and give back the JSON answer.

        Raises:
            WeComError: refused with a code; ``CredentialRefused`` if no token can be had.
            NotSent, QuotaBlocked: it had no effect.
            OutcomeUnknown: a create whose answer was lost.
            Unanswered: anything else whose answer was lost.
        """

        async def json_answer() -> Answer:
            return await self._with_token(call, self._send_json)

        return await self._persist(call, json_answer)

    async def download(self, call: Call) -> httpx.Response:
        """A read whose answer is a file; JSON answers are errors.

        Raises:
            As ``call``.
        """

        async def file_answer() -> httpx.Response:
            return await self._with_token(call, self._send_file)

        return await self._persist(call, file_answer)

    async def warm_up(self) -> None:
        """Make sure there is a token, without any other call."""
        await self._keeper.current()

    async def _persist(self, call: Call, make: Callable[[], Awaitable[T]]) -> T:
        tries = 1 if call.effect is Effect.CREATE else MOST_TRIES
        attempt, is_after_lost = 1, False
        while True:
            try:
                return await make()
            except WeComFailure as failure:
                failure.is_after_lost = is_after_lost
                if attempt == tries or not _is_passing(failure, call.path):
                    raise
                is_after_lost = is_after_lost or isinstance(failure, Unanswered)
            await self.sleep(limits.back_off(attempt, self.dice()))
            attempt += 1

    async def _with_token(self, call: Call, send: Callable[[Call, SecretStr | None], Awaitable[T]]) -> T:
        token = await self._keeper.current()
        try:
            return await send(call, token)
        except WeComError as error:
            if error.retry_class is not RetryClass.TOKEN:
                raise
        return await send(call, await self._keeper.replace(token))

    async def _send_json(self, call: Call, token: SecretStr | None) -> Answer:
        gate = self._gates[call.path]
        async with gate.enter():
            response = await self._exchange(call, token)
            answer = await self._accept(call, token, response)
            gate.relax()
            return answer

    async def _send_file(self, call: Call, token: SecretStr | None) -> httpx.Response:
        async with self._gates[call.path].enter():
            response = await self._exchange(call, token)
            kind = response.headers.get("content-type", "")
            if response.status_code not in FILE_STATUS or "json" in kind or "text/plain" in kind:
                await self._accept(call, token, response)
                raise _lost(call, "no file in the answer")
            return response

    async def _exchange(self, call: Call, token: SecretStr | None) -> httpx.Response:
        until = await self.quota.take(self._quota_key(call.path), self.clock.now())
        if until is not None:
            raise QuotaBlocked(call.path, until)
        try:
            return await self.http.send(self._request(call, token), follow_redirects=False)
        except NEVER_REACHED as failure:
            # "from None" here and below: the cause carries the address and with it the token.
            raise NotSent(call.path, type(failure).__name__) from None
        except httpx.HTTPError as failure:
            raise _lost(call, type(failure).__name__) from None

    def _request(self, call: Call, token: SecretStr | None) -> httpx.Request:
        query = dict(call.query)
        if token is not None:
            query["access_token"] = token.get_secret_value()
        seconds = call.timeout_seconds
        file = call.file
        return self.http.build_request(
            call.method,
            f"{self._root}/{call.path}",
            params=query,
            content=None if call.body is None else wire.encode(call.body),
            files=None if file is None else {"media": (file.name, file.content, file.content_type)},
            headers={} if call.body is None else {"content-type": "application/json; charset=utf-8"},
            timeout=httpx.USE_CLIENT_DEFAULT if seconds is None else httpx.Timeout(seconds),
        )

    async def _accept(self, call: Call, token: SecretStr | None, response: httpx.Response) -> Answer:
        try:
            answer = wire.decode(response)
            code, errmsg = wire.error_of(answer)
        except wire.Unreadable as unreadable:
            if unreadable.refused:
                raise GatewayRefused(call.path, unreadable.reason) from None
            raise _lost(call, unreadable.reason) from None
        if code == 0:
            return answer
        await self._take_note(call.path, code)
        secret = self.credential.secret.get_secret_value()
        text = redact(errmsg, token.get_secret_value() if token else "", secret)
        if code not in ERROR_TABLE:
            log.warning("wecom %s answered the unknown code %s: %s", call.path, code, text)
        raise WeComError(code, text, path=call.path)

    async def _take_note(self, path: str, code: int) -> None:
        if code == FREQUENCY_LIMIT:
            until = await self.quota.block(self._quota_key(path), self.clock.now())
            log.warning("wecom %s: quota used up, nothing is sent until %s", path, until.isoformat())
        if code == CONCURRENCY_LIMIT:
            self._gates[path].shrink()

    def _quota_key(self, path: str) -> QuotaKey:
        return QuotaKey(self.credential.corp_id, path)

    async def _fetch_token(self) -> FetchedToken:
        secret = self.credential.secret.get_secret_value()
        call = Call(path=TOKEN_PATH, query={"corpid": self.credential.corp_id, "corpsecret": secret})
        try:
            answer = await self._persist(call, lambda: self._send_json(call, None))
        except WeComError as error:
            if error.is_retryable:
                raise
            raise CredentialRefused(error.code, error.errmsg, refusals=0) from None
        except Unanswered as failure:
            # The call that needed the token was not sent, whatever happened to the token call.
            raise NotSent(TOKEN_PATH, failure.reason) from None
        token, seconds = answer.get("access_token"), answer.get("expires_in", TOKEN_SECONDS)
        if not isinstance(token, str) or not token or not isinstance(seconds, int):
            raise NotSent(TOKEN_PATH, "no token in the answer")
        return FetchedToken(SecretStr(token), timedelta(seconds=seconds))


def _lost(call: Call, reason: str) -> OutcomeUnknown | Unanswered:
    """The request left, and its answer did not come back in a readable form."""
    if call.effect is Effect.CREATE:
        return OutcomeUnknown(call.path, reason)
    return Unanswered(call.path, reason)


def _is_passing(failure: WeComFailure, path: str) -> bool:
    """Whether it is worth trying ``path`` again; failures of the token call are not its own."""
    if failure.path != path or isinstance(failure, QuotaBlocked):
        return False
    if isinstance(failure, WeComError):
        return failure.retry_class is RetryClass.BACK_OFF
    return failure.is_retryable
