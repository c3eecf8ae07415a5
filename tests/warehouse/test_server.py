"""The embedded warehouse process speaks the ClickHouse HTTP interface and owns its folder."""

import asyncio
import gzip
import time
from collections.abc import Iterator
from pathlib import Path

import clickhouse_connect
import httpx
import lz4.frame
import pytest
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError
from clickhouse_connect.driver.httputil import get_pool_manager

from siyu.warehouse.server import EXIT_FOLDER_TAKEN
from tests.warehouse.processes import WarehouseProcess

_ITEMS = "CREATE TABLE items (id UInt64, name String) ENGINE = MergeTree ORDER BY id"


@pytest.fixture
def http(shared_process: WarehouseProcess) -> Iterator[httpx.Client]:
    auth = ("siyu", shared_process.password)
    with httpx.Client(base_url=shared_process.address, auth=auth, timeout=30) as client:
        yield client


@pytest.fixture(params=[False, True], ids=["plain", "compressed"])
def client(shared_process: WarehouseProcess, request: pytest.FixtureRequest) -> Iterator[Client]:
    pool = get_pool_manager()
    client = clickhouse_connect.get_client(
        host="127.0.0.1",
        port=shared_process.port,
        username="siyu",
        password=shared_process.password,
        database="siyu",
        compress=request.param,
        autogenerate_session_id=False,
        pool_mgr=pool,
    )
    client.command("DROP TABLE IF EXISTS items SYNC")
    client.command(_ITEMS + " SETTINGS non_replicated_deduplication_window = 100")
    yield client
    pool.clear()


def test_rows_go_in_and_out_through_the_official_client(client: Client) -> None:
    client.insert("items", [[1, "茶"], [2, "a'b\\c"]], column_names=["id", "name"])

    found = client.query("SELECT name FROM items WHERE id = {id:UInt64}", parameters={"id": 2})

    assert found.result_rows == [("a'b\\c",)]


def test_a_repeated_token_adds_nothing(client: Client) -> None:
    for _ in range(3):
        client.insert("items", [[1, "x"]], settings={"insert_deduplication_token": "once"})

    assert client.command("SELECT count() FROM items") == 1


@pytest.mark.parametrize(
    ("fmt", "rows"),
    [("TabSeparated", b"7\tseven\n"), ("JSONEachRow", b'{"id":7,"name":"seven"}\n'), ("CSV", b'7,"seven"\n')],
)
def test_text_formats_are_read(client: Client, fmt: str, rows: bytes) -> None:
    client.raw_insert("items", ["id", "name"], rows, fmt=fmt)

    assert client.query("SELECT * FROM items").result_rows == [(7, "seven")]


def test_an_error_has_its_code_and_status(client: Client, http: httpx.Client) -> None:
    with pytest.raises(DatabaseError) as caught:
        client.query("SELECT * FROM nowhere")
    answer = http.post("/", content="SELEKT 1")

    assert caught.value.code == 60
    assert (answer.status_code, answer.headers["x-clickhouse-exception-code"]) == (400, "62")
    assert answer.text.startswith("Code: 62. DB::Exception")


def test_a_setting_lasts_for_one_query_only(http: httpx.Client) -> None:
    ask = "SELECT getSetting('max_threads')"
    before = http.post("/", content=ask).text
    assert http.post("/?max_threads=1", content=ask).text == "1\n"

    assert {http.post("/", content=ask).text for _ in range(20)} == {before}


def test_a_setting_that_does_not_exist_is_refused_and_leaves_no_trace(http: httpx.Client) -> None:
    refused = http.post("/?max_threads=1&no_such_setting=1", content="SELECT 1")

    assert refused.headers["x-clickhouse-exception-code"] == "115"
    assert "1\n" not in {http.post("/", content="SELECT getSetting('max_threads')").text for _ in range(20)} - {"2\n"}


@pytest.mark.parametrize("name", ["max_threads'", "a b", "x=1;DROP"])
def test_a_setting_with_a_strange_name_is_refused(http: httpx.Client, name: str) -> None:
    assert http.post("/", params={name: "1"}, content="SELECT 1").status_code == 400


def test_parameters_are_values_never_text_of_the_query(http: httpx.Client) -> None:
    answer = http.post("/", params={"param_x": "' OR 1=1 --"}, content="SELECT {x:String}")

    assert answer.text == "\\' OR 1=1 --\n"


def test_a_query_may_come_in_the_address_or_a_form(http: httpx.Client) -> None:
    assert http.get("/", params={"query": "SELECT 1"}).text == "1\n"
    form = {"query": (None, "SELECT {x:UInt8}"), "param_x": (None, "7")}
    assert http.post("/", files=form).text == "7\n"


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("lz4", lz4.frame.compress)])
def test_packed_bodies_are_unpacked(http: httpx.Client, encoding: str, pack: object) -> None:
    assert callable(pack)
    answer = http.post("/", content=pack(b"SELECT 42"), headers={"content-encoding": encoding})

    assert answer.text == "42\n"


def test_a_body_that_is_not_what_it_says_is_refused(http: httpx.Client) -> None:
    for encoding in ("gzip", "lz4", "br"):
        assert http.post("/", content=b"SELECT 1", headers={"content-encoding": encoding}).status_code == 400


@pytest.mark.parametrize("path", ["/", "/status", "/check", "/?query=SELECT%201&password=wrong"])
def test_without_the_password_nothing_is_answered(shared_process: WarehouseProcess, path: str) -> None:
    answer = httpx.post(shared_process.address + path, content="SELECT 1")

    assert answer.status_code == 403
    assert answer.headers["x-clickhouse-exception-code"] == "516"


async def test_slow_queries_do_not_hold_up_the_others(shared_process: WarehouseProcess) -> None:
    auth = ("siyu", shared_process.password)
    async with httpx.AsyncClient(base_url=shared_process.address, auth=auth, timeout=30) as http:
        slow = [asyncio.create_task(http.post("/", content="SELECT sleep(1.5)")) for _ in range(3)]
        await asyncio.sleep(0.3)
        begun = time.monotonic()

        assert (await http.get("/ping")).text == "Ok.\n"
        assert (await http.post("/", content="SELECT 1")).text == "1\n"
        assert time.monotonic() - begun < 1
        assert {(await task).status_code for task in slow} == {200}


def test_a_query_that_takes_too_long_is_stopped(http: httpx.Client) -> None:
    answer = http.post(
        "/?max_execution_time=1", content="SELECT sleepEachRow(1) FROM numbers(60) SETTINGS max_block_size = 1"
    )

    assert (answer.status_code, answer.headers["x-clickhouse-exception-code"]) == (408, "159")


def test_a_second_owner_is_refused_plainly(own_process: WarehouseProcess) -> None:
    second = WarehouseProcess(own_process.folder)
    second.start(wait_for="")

    assert second.wait_for_exit() == EXIT_FOLDER_TAKEN
    assert httpx.get(own_process.address + "/ready").status_code == 200


def test_it_ends_when_asked_and_comes_back_with_its_data(own_process: WarehouseProcess) -> None:
    with httpx.Client(base_url=own_process.address, auth=("siyu", own_process.password)) as http:
        http.post("/", content=_ITEMS)
        http.post("/", content="INSERT INTO items FORMAT TabSeparated\n1\tx\n")
        assert own_process.stop() == 0

        own_process.start()
        assert http.post("/", content="SELECT count() FROM items").text == "1\n"


def test_a_damaged_part_is_found_at_the_start_and_answers_are_refused(own_process: WarehouseProcess) -> None:
    with httpx.Client(base_url=own_process.address, auth=("siyu", own_process.password), timeout=30) as http:
        http.post("/", content=_ITEMS)
        rows = "".join(f"{number}\tname {number}\n" for number in range(50_000))
        http.post("/", content="INSERT INTO items FORMAT TabSeparated\n" + rows)
        own_process.stop()
        _flip_bytes(own_process.folder)

        own_process.start(wait_for="/ping")
        status = _wait_until_checked(http)

        assert status["state"] == "damaged"
        assert [damage["table"] for damage in status["damaged"]] == ["items"]
        assert http.get("/ready").status_code == 503
        assert http.post("/", content="SELECT count() FROM items").status_code == 503


def _flip_bytes(folder: Path) -> None:
    [data] = [path for path in folder.glob("store/**/data.bin") if path.stat().st_size > 100_000]
    content = bytearray(data.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 8] = bytes(byte ^ 0xFF for byte in content[middle : middle + 8])
    data.write_bytes(content)


def _wait_until_checked(http: httpx.Client) -> dict[str, object]:
    for _ in range(100):
        status: dict[str, object] = http.get("/status").json()
        if status["state"] != "checking":
            return status
        time.sleep(0.1)
    raise AssertionError("the check does not end")
