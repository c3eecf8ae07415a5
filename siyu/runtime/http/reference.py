"""The API's reference at /docs: Swagger UI from this machine, since its usual home is a CDN that many cannot reach."""

from importlib.resources import files

from fastapi import FastAPI
from fastapi.responses import FileResponse, Response

from siyu.runtime.errors import NotFound

# Swagger UI writes style elements itself; scripts come from files only.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
_PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<title>Siyu 私域 API</title>
</head>
<body>
<div id="reference"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
_START = """SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  docExpansion: "none",
  validatorUrl: null,
});
"""
_FILES = {"swagger-ui.css": "text/css", "swagger-ui-bundle.js": "text/javascript"}


def install_reference(app: FastAPI) -> None:
    """Put /docs and its files on the application; they are no part of the API's description."""
    app.add_api_route("/docs", _page, include_in_schema=False)
    app.add_api_route("/docs/start.js", _start, include_in_schema=False)
    app.add_api_route("/docs/{name}", _file, include_in_schema=False)


async def _page() -> Response:
    return Response(_PAGE, media_type="text/html", headers={"content-security-policy": _POLICY})


async def _start() -> Response:
    return Response(_START, media_type="text/javascript")


async def _file(name: str) -> Response:
    if name not in _FILES:
        raise NotFound(what="page")
    folder = files("fastapi_offline") / "static"
    return FileResponse(str(folder / name), media_type=_FILES[name], headers={"cache-control": "max-age=3600"})
