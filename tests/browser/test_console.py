"""The built console and the API's reference in a browser: both run under their policies and ask nobody else."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from siyu.apps.up.ports import free_port
from tests.apps.product import running_product
from tests.browser.chromium import PHONE, Desk

DIST = Path(__file__).resolve().parents[2] / "console" / "dist"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where a fresh product shows the console of this checkout."""
    assert (DIST / "index.html").exists(), "the console is not built: run `make console`"
    # pytest's own folders are closed to the account that runs PostgreSQL when the tests run as root.
    with tempfile.TemporaryDirectory(prefix="siyu-console-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        with running_product(folder / "data", free_port()) as product:
            yield product.address


@pytest.mark.parametrize("size", [(1440, 900), PHONE])
def test_the_console_starts_under_its_policy(desk: Desk, address: str, size: tuple[int, int]) -> None:
    page = desk.open(f"{address}/customers", size=size)
    page.wait_for_function("document.querySelector('#root')?.innerText.trim().length > 0")
    assert desk.watch.complaints() == []


def test_the_built_files_are_sent_compressed(address: str) -> None:
    scripts = sorted((DIST / "assets").glob("*.js"), key=lambda path: path.stat().st_size)
    url = f"{address}/assets/{scripts[-1].name}"
    answer = httpx.head(url, headers={"accept-encoding": "br"}, trust_env=False)
    assert answer.headers["content-encoding"] == "br"
    assert int(answer.headers["content-length"]) < scripts[-1].stat().st_size / 2


def test_the_apis_reference_is_drawn_from_this_machine(desk: Desk, address: str) -> None:
    page = desk.open(f"{address}/docs")
    page.wait_for_selector(".opblock-tag", timeout=60_000)
    assert "Siyu" in page.inner_text(".info .title")
