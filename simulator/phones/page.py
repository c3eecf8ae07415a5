"""Serves the page of the two phones and the pictures of live codes, which lead to it."""

import io
from pathlib import Path
from urllib.parse import quote

import segno
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from simulator.clients.errors import Unknown

router = APIRouter(include_in_schema=False)
PAGES = Path(__file__).parent / "pages"
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
# Names and messages are hostile; nothing but our own files may run or be shown.
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
}


@router.get("/phones")
async def show_page() -> Response:
    """The page; ``?scan=`` a config_id, state or picture's address scans that code at once."""
    return FileResponse(PAGES / "phones.html", media_type="text/html", headers=HEADERS)


@router.get("/phones/{path:path}")
async def show_file(path: str) -> Response:
    """A script, style or picture of the page."""
    wanted = (PAGES / path).resolve()
    if not wanted.is_relative_to(PAGES) or not wanted.is_file() or wanted.suffix not in KINDS:
        raise Unknown("file", path)
    return FileResponse(wanted, media_type=KINDS[wanted.suffix], headers=HEADERS)


@router.get("/qr/{name}.png")
async def show_qr(name: str, request: Request) -> Response:
    """The picture of a live code; a camera that reads it is led to the phones, which then scan the code."""
    target = f"{request.base_url}phones?scan={quote(name, safe='')}"
    drawn = io.BytesIO()
    segno.make_qr(target, error="m").save(drawn, kind="png", scale=8, border=4)
    return Response(drawn.getvalue(), media_type="image/png", headers={"cache-control": "no-cache"})
