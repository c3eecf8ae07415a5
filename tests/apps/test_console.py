"""The console's pages beside the API: who answers what, how long it is kept, and what the pages may do."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from siyu.apps import plugs
from siyu.apps.console import install_console
from siyu.runtime.http import create_app
from siyu.runtime.settings import Settings

INDEX = "<!doctype html><title>Siyu</title><script type='module' src='/assets/main-a1.js'></script>"
SCRIPT = "console.log('hello');" * 200


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A small build, with a secret beside it that nobody may read."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / ".vite").mkdir()
    (folder / ".vite" / "manifest.json").write_text("{}")
    (folder / "index.html").write_text(INDEX)
    (folder / "mark.svg").write_text("<svg/>")
    (folder / "assets" / "main-a1.js").write_text(SCRIPT)
    (folder / "assets" / "main-a1.js.br").write_bytes(b"made by the build")
    (folder / "assets" / "main-a1.js.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "leak.txt").symlink_to(tmp_path / "secret.txt")
    return folder


def _client(folder: Path, *hosts: str) -> httpx.AsyncClient:
    app = install_console(create_app(plugs.routers()), Settings(console_dir=folder, picture_hosts=hosts))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://siyu")


@pytest.fixture
async def web(built: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with _client(built) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/index.html", "/customers", "/customers/17", "/documents", "/v1x"])
async def test_every_address_of_a_page_gives_the_first_page(web: httpx.AsyncClient, path: str) -> None:
    answer = await web.get(path)
    assert (answer.status_code, answer.text) == (200, INDEX)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("GET", "/v1/nothing-here"),
        ("GET", "/v1"),
        ("GET", "/connectors/nothing"),
        ("GET", "/docs/nothing.js"),
        ("GET", "/health/nothing"),
        ("GET", "/assets/gone-b2.js"),
        ("GET", "/assets/gone"),
        ("GET", "/gone.png"),
        ("POST", "/customers"),
    ],
)
async def test_what_the_api_does_not_know_stays_its_own_refusal(web: httpx.AsyncClient, verb: str, path: str) -> None:
    answer = await web.request(verb, path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_the_api_stays_reachable(web: httpx.AsyncClient) -> None:
    description = (await web.get("/openapi.json")).json()
    assert "/health" in description["paths"]
    assert not [path for path in description["paths"] if path.startswith("/docs")]


async def test_hashed_files_are_kept_for_a_year_and_others_are_asked_for(web: httpx.AsyncClient) -> None:
    script = await web.get("/assets/main-a1.js", headers={"accept-encoding": "identity"})
    assert script.text == SCRIPT
    assert script.headers["content-type"].startswith("text/javascript")
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    mark = await web.get("/mark.svg")
    assert (mark.headers["cache-control"], mark.headers["content-type"]) == ("no-cache", "image/svg+xml")


async def test_a_known_page_is_not_sent_twice(web: httpx.AsyncClient) -> None:
    tag = (await web.get("/")).headers["etag"]
    again = await web.get("/customers", headers={"if-none-match": f'"other", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("accepted", "form", "body"),
    [
        ("gzip, deflate, br;q=1.0", "br", b"made by the build"),
        ("br;q=0, gzip", "gzip", gzip.compress(SCRIPT.encode())),
        ("identity", None, SCRIPT.encode()),
        ("", None, SCRIPT.encode()),
    ],
)
async def test_files_are_sent_in_the_smallest_form_the_client_takes(
    web: httpx.AsyncClient, accepted: str, form: str | None, body: bytes
) -> None:
    async with web.stream("GET", "/assets/main-a1.js", headers={"accept-encoding": accepted}) as answer:
        sent = b"".join([part async for part in answer.aiter_raw()])
    assert answer.headers.get("content-encoding") == form
    assert answer.headers["vary"] == "accept-encoding"
    assert len(sent) == int(answer.headers["content-length"])
    assert sent == body if form != "gzip" else gzip.decompress(sent) == SCRIPT.encode()


async def test_asking_for_the_head_tells_the_length_and_sends_nothing(web: httpx.AsyncClient) -> None:
    answer = await web.head("/assets/main-a1.js", headers={"accept-encoding": "identity"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(SCRIPT))


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../../secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/..%5csecret.txt",
        "/leak.txt",
        "/.vite/manifest.json",
        "/assets/main-a1.js.br",
    ],
)
async def test_no_address_leads_out_of_the_folder_or_to_what_is_not_a_page(web: httpx.AsyncClient, path: str) -> None:
    answer = await web.get(path)
    assert answer.status_code == 404
    assert "secret" not in answer.text


async def test_pages_run_our_files_only_and_are_framed_by_nobody(web: httpx.AsyncClient) -> None:
    answer = await web.get("/customers")
    rules = dict(rule.strip().split(" ", 1) for rule in answer.headers["content-security-policy"].split(";"))
    assert rules["default-src"] == rules["script-src"] == rules["connect-src"] == rules["form-action"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == rules["object-src"] == "'none'"
    assert rules["img-src"] == "'self' data: blob:"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_pictures_of_other_hosts_are_shown_when_the_owner_names_them(built: Path) -> None:
    async with _client(built, "wx.qlogo.cn", "*.qpic.cn") as web:
        policy = (await web.get("/")).headers["content-security-policy"]
    assert "img-src 'self' data: blob: https://wx.qlogo.cn https://*.qpic.cn;" in policy


@pytest.mark.parametrize("host", ["*", "a.com; script-src *", "https://a.com", "a.com b.com", ""])
def test_a_host_that_would_widen_the_policy_is_refused(host: str) -> None:
    with pytest.raises(ValidationError):
        Settings(picture_hosts=(host,))


async def test_a_console_that_is_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    async with _client(tmp_path / "dist") as web:
        answer = await web.get("/")
        assert answer.status_code == 503
        assert "make console" in answer.text
        assert "控制台尚未构建" in answer.text
        assert "The console has not been built" in answer.text
        (tmp_path / "dist").mkdir()
        (tmp_path / "dist" / "index.html").write_text(INDEX)
        assert (await web.get("/")).text == INDEX


async def test_the_apis_reference_asks_nobody_else(web: httpx.AsyncClient) -> None:
    page = await web.get("/docs")
    assert "//" not in page.text.replace("<!doctype html>", "")
    assert "script-src 'self';" in page.headers["content-security-policy"]
    for name in ("swagger-ui.css", "swagger-ui-bundle.js", "start.js"):
        assert (await web.get(f"/docs/{name}")).status_code == 200
