"""`siyu up`: two copies side by side, dead parts started again, nothing left behind."""

import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from siyu.apps.up.ports import free_port
from tests.apps.product import Product, running_product, siyu, until

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that the account of the embedded database may enter."""
    made = Path(tempfile.mkdtemp(prefix="siyu-up-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def product(folder: Path) -> Iterator[Product]:
    """One running product for the file."""
    with running_product(folder / "one", free_port()) as running:
        yield running


def test_a_started_product_is_well(product: Product) -> None:
    assert until("health", product.is_well)
    said = (product.folder / "up.out").read_text()
    assert f"Siyu is ready: {product.address}" in said


def test_a_second_start_on_the_same_folder_is_refused_in_words(product: Product) -> None:
    refused = siyu(product.folder, free_port(), "up")
    assert refused.returncode == 1
    assert "already runs on" in refused.stderr
    assert "SIYU_DATA_DIR" in refused.stderr
    assert product.is_well()


def test_a_taken_port_is_refused_in_words_and_starts_nothing(folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = siyu(folder / "taken", port, "up")
    assert refused.returncode == 1
    assert f"Port {port} is taken" in refused.stderr
    assert "SIYU_WEB_PORT" in refused.stderr
    assert not (folder / "taken" / "pgdata").exists()


def test_the_doctor_finds_a_running_product_well(product: Product) -> None:
    said = siyu(product.folder, product.port, "doctor", "--language", "en")
    assert said.returncode == 0, said.stdout
    assert "✗" not in said.stdout
    assert "no WeCom corp is connected yet" in said.stdout


@pytest.mark.parametrize("part", [("--greeter",), ("siyu.warehouse.server",), ("web",), ("postgres",)])
def test_a_killed_part_is_started_again(product: Product, part: tuple[str, ...]) -> None:
    product.kill_child(*part)
    assert product.process.poll() is None


def test_two_copies_run_side_by_side_and_a_stop_leaves_nothing(product: Product, folder: Path) -> None:
    with running_product(folder / "two", free_port()) as second:
        until("health of the second", second.is_well)
        assert product.is_well()
        assert second.port != product.port
        assert second.stop() == 0
        assert second.left_behind() == []
    assert product.is_well()


def test_a_killed_supervisor_takes_every_part_with_it_and_the_folder_can_be_used_again(folder: Path) -> None:
    with running_product(folder / "killed", free_port()) as first:
        until("health", first.is_well)
        assert first.child("web")  # notes every part, the web server's own workers too
        assert len(first.seen) >= 6
        first.process.kill()
        first.process.wait()
        # At once, while the parts of the first are still ending.
        with running_product(folder / "killed", free_port()) as second:
            assert first.left_behind() == []
            until("health of the second", second.is_well)
            assert second.stop() == 0


def test_parts_of_a_killed_supervisor_are_gone_within_ten_seconds(folder: Path) -> None:
    with running_product(folder / "killed", free_port()) as product:
        assert product.child("web")
        product.process.kill()
        product.process.wait()
        until("the end of every part", lambda: not product.alive(), 10)


def test_a_terminated_supervisor_takes_every_part_with_it(product: Product) -> None:
    """The last test of the file: afterwards nobody answers."""
    product.child("web")
    product.process.send_signal(signal.SIGTERM)
    assert product.process.wait(40) == 0
    assert product.left_behind() == []
    assert product.health() == {}
