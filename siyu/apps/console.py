"""The console's pages: built files from one folder, and its first page for every address that is not the API's.

Files are read into memory once, each with what the build compressed beside it, so a request can name nothing else.
A folder that is built anew is read anew with the next page.
"""

import hashlib
import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.routing import iter_route_contexts
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from siyu.runtime.settings import Settings

_BUILT = Path(__file__).resolve().parents[2] / "console" / "dist"
_FIRST_PAGE = "/index.html"
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_FOREVER, _ASK_FIRST = "public, max-age=31536000, immutable", "no-cache"
_NOT_BUILT = """<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Siyu 私域</title></head>
<body>
<h1>控制台尚未构建</h1>
<p>请在代码目录中运行 <code>make console</code>（需要 Node.js 20.19 或更新版本），然后刷新本页。
接口已可使用：<a href="/docs">/docs</a></p>
<h1 lang="en">The console has not been built</h1>
<p lang="en">Run <code>make console</code> in the source folder (needs Node.js 20.19 or newer), then reload this page.
The API works already: <a href="/docs">/docs</a></p>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class _File:
    """One built file in every form in which it can be sent; `""` is the plain one."""

    kind: str
    tag: str
    forms: dict[str, bytes]

    def form_for(self, accepted: str) -> str:
        """The smallest form that the client takes."""
        takes = {
            word.strip()
            for word, _, rest in (part.partition(";") for part in accepted.split(","))
            if not _is_zero(rest)
        }
        return next((name for name, _ in _ENCODINGS if name in takes and name in self.forms), "")


def _is_zero(weight: str) -> bool:
    name, _, value = weight.strip().partition("=")
    return name == "q" and not value.strip("0. ")


class ConsoleFiles:
    """The built console in memory; empty while it is not built."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._built_at = 0
        self._files: dict[str, _File] = {}

    def find(self, path: str) -> _File | None:
        """The file at exactly this address."""
        return self._files.get(path)

    def refresh(self) -> None:
        """Read the folder when it was built since the last time."""
        try:
            built_at = (self._folder / "index.html").stat().st_mtime_ns
        except OSError:
            self._built_at, self._files = 0, {}
            return
        if built_at != self._built_at:
            self._built_at, self._files = built_at, dict(self._read())

    def _read(self) -> Iterable[tuple[str, _File]]:
        for path in sorted(self._folder.rglob("*")):
            name = path.relative_to(self._folder)
            hidden = any(part.startswith(".") for part in name.parts)
            if hidden or path.suffix in {".br", ".gz"} or path.is_symlink() or not path.is_file():
                continue
            plain = path.read_bytes()
            forms = {"": plain}
            for encoding, suffix in _ENCODINGS:
                small = path.with_name(path.name + suffix)
                if small.is_file():
                    forms[encoding] = small.read_bytes()
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            yield f"/{name.as_posix()}", _File(kind, hashlib.sha256(plain).hexdigest()[:20], forms)


class ConsolePages:
    """Answers what a browser asks of the console, and hands everything else on to the API."""

    def __init__(self, app: ASGIApp, files: ConsoleFiles, policy: str, taken: frozenset[str]) -> None:
        self._app, self._files, self._policy, self._taken = app, files, policy, taken

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        answer = self._answer(scope) if scope["type"] == "http" else None
        await (answer or self._app)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response | None:
        path = str(scope["path"])
        if scope["method"] not in {"GET", "HEAD"} or path.split("/", 2)[1] in self._taken:
            return None
        # Addresses of pages have no dot in their last part; a file that is not there is not found.
        is_page = path == _FIRST_PAGE or "." not in path.rpartition("/")[2]
        if is_page and not path.startswith("/assets/"):
            self._files.refresh()
            return self._page(Request(scope))
        found = self._files.find(path)
        return _send(Request(scope), found, _FOREVER if path.startswith("/assets/") else _ASK_FIRST) if found else None

    def _page(self, request: Request) -> Response:
        found = self._files.find(_FIRST_PAGE)
        if found is None:
            answer = Response(_NOT_BUILT, 503, {"cache-control": "no-store"}, "text/html")
        else:
            answer = _send(request, found, _ASK_FIRST)
        answer.headers["content-security-policy"] = self._policy
        return answer


def _send(request: Request, file: _File, keep: str) -> Response:
    form = file.form_for(request.headers.get("accept-encoding", ""))
    tag = f'"{file.tag}{"-" + form if form else ""}"'
    headers = {"cache-control": keep, "etag": tag, "vary": "accept-encoding"}
    if tag in {known.strip().removeprefix("W/") for known in request.headers.get("if-none-match", "").split(",")}:
        return Response(status_code=304, headers=headers)
    if form:
        headers["content-encoding"] = form
    answer = Response(file.forms[form], headers=headers, media_type=file.kind)
    if request.method == "HEAD":
        answer.body = b""  # the length above stays that of the file
    return answer


def page_policy(picture_hosts: Iterable[str] = ()) -> str:
    """What the console's page may do; pictures of other hosts (WeChat avatars) only when the owner names the hosts."""
    pictures = " ".join(["'self'", "data:", "blob:", *(f"https://{host}" for host in picture_hosts)])
    return (
        f"default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src {pictures}; "
        "connect-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    )


def install_console(app: FastAPI, settings: Settings) -> FastAPI:
    """Put the console beside the API, inside the layers that act on every answer.

    Whatever begins like one of the API's routes stays the API's, also when it is not found there.
    """
    taken = frozenset(
        str(path).split("/")[1]
        for path in (getattr(route, "path", None) for route in iter_route_contexts(app.routes))
        if path
    )
    files = ConsoleFiles(settings.console_dir or _BUILT)
    files.refresh()
    layer = Middleware(ConsolePages, files=files, policy=page_policy(settings.picture_hosts), taken=taken)
    app.user_middleware.append(layer)
    return app
