"""The browser of the tests stays on this machine, and tells when a page misbehaves."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.browser.chromium import PHONE, Desk

PAGES = {
    "/": "<meta name='viewport' content='width=device-width'><title>好</title><p>你好</p>",
    "/foreign": "<img src='http://pictures.example.com/a.png'><img src='http://192.0.2.1/b.png'>",
    "/dialog": "<script>alert('hello')</script>",
    "/throws": "<script>null.x</script>",
    "/policy": "<meta http-equiv='Content-Security-Policy' content=\"script-src 'self'\"><script>1</script>",
}


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PAGES.get(self.path, "").encode()
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def _serving() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with _serving() as url:
        yield url


def test_a_plain_page_leaves_nothing_to_complain_about(desk: Desk, site: str) -> None:
    page = desk.open(site, size=PHONE)
    assert page.inner_text("p") == "你好"
    assert page.evaluate("[innerWidth, navigator.language]") == [390, "zh-CN"]
    assert desk.watch.complaints() == []


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/foreign", "request beyond this machine: http://pictures.example.com/a.png"),
        ("/foreign", "request beyond this machine: http://192.0.2.1/b.png"),
        ("/dialog", "dialog: alert hello"),
        ("/throws", "uncaught error"),
        ("/policy", "refused by the content security policy"),
    ],
)
def test_a_page_that_misbehaves_fails_its_test(desk: Desk, site: str, path: str, said: str) -> None:
    desk.open(site + path)
    with pytest.raises(AssertionError, match=said.replace(".", r"\.")):
        desk.close()
    desk.watch = type(desk.watch)()


def test_names_beyond_this_machine_are_not_even_looked_up(desk: Desk, site: str) -> None:
    page = desk.open(site)
    assert page.evaluate("fetch('http://example.com/', {mode: 'no-cors'}).then(() => 'reached', e => e.name)") == (
        "TypeError"
    )
    desk.watch.foreign.clear()
