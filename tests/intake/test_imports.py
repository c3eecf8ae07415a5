"""An import from upload to undo, over HTTP."""

import csv
import io
from pathlib import Path

import httpx
import openpyxl
import pytest
from sqlalchemy import text

from siyu.intake.jobs import read_import, run_import, undo_import
from siyu.intake.service.run import run_batch
from siyu.runtime.house import House
from tests.intake.conftest import FakeSignIn, person

GOOD = "贝壳名,价格,发现时间,标签\n白蝶,￥12.50,2026-08-01,大；白\n夜光,3,2026/8/2 10:30,\n"


async def upload(client: httpx.AsyncClient, house: House, content: bytes, name: str = "shells.csv") -> dict:
    answer = await client.post("/v1/imports", params={"kind": "shells", "file_name": name}, content=content)
    assert answer.status_code == 201, answer.text
    assert answer.json()["state"] == "reading"
    await read_import.run(house, import_id=answer.json()["id"])
    return (await client.get(f"/v1/imports/{answer.json()['id']}")).json()


async def run(client: httpx.AsyncClient, house: House, import_id: int) -> dict:
    answer = await client.post(f"/v1/imports/{import_id}/start")
    assert answer.status_code == 200, answer.text
    await run_import.run(house, import_id=import_id)
    return (await client.get(f"/v1/imports/{import_id}")).json()


async def labels(house: House) -> list[str]:
    async with house.unit() as uow:
        return list((await uow.execute(text("SELECT label FROM shells ORDER BY id"))).scalars())


async def test_a_good_file_is_taken_whole(client: httpx.AsyncClient, beach: House) -> None:
    ready = await upload(client, beach, GOOD.encode("gb18030"))
    assert (ready["state"], ready["encoding"], ready["rows_n"]) == ("ready", "gb18030", 2)
    assert ready["mapping"]["price_cents"] == {"index": 1, "constant": None}
    done = await run(client, beach, ready["id"])
    assert (done["state"], done["accepted_n"], done["rejected_n"], done["duplicate_n"]) == ("done", 2, 0, 0)
    assert await labels(beach) == ["白蝶", "夜光"]


async def test_the_preview_shows_values_and_problems(client: httpx.AsyncClient, beach: House) -> None:
    ready = await upload(client, beach, (GOOD + "海螺,多少钱,,\n").encode())
    rows = (await client.get(f"/v1/imports/{ready['id']}/preview")).json()["rows"]
    assert rows[0]["values"] == {
        "label": "白蝶",
        "price_cents": 1250,
        "found_at": "2026-08-01T04:00:00Z",
        "tags": ["大", "白"],
    }
    assert rows[2]["problem"] == {
        "code": "not_money",
        "column": "price_cents",
        "zh": "「价格」不是有效金额",
        "en": "“price” is not an amount of money",
    }


async def test_every_row_is_counted_exactly_once(client: httpx.AsyncClient, beach: House) -> None:
    lines = ["名称,价格", "a,1", "a,1", "fake,1", "b,x", ",1", "", "c,1,more", "boom,1", "d,", "e,\x00"]
    ready = await upload(client, beach, "\n".join(lines).encode())
    done = await run(client, beach, ready["id"])
    counts = {name: done[f"{name}_n"] for name in ("rows", "accepted", "duplicate", "rejected")}
    assert counts == {"rows": 9, "accepted": 2, "duplicate": 1, "rejected": 6}
    content = (await client.get(f"/v1/imports/{ready['id']}/errors")).content.decode("utf-8-sig")
    refused = [(row[0], row[2]) for row in list(csv.reader(io.StringIO(content)))[1:]]
    assert refused == [
        ("4", "a fake shell"),
        ("5", "“price” is not an amount of money"),
        ("6", "“name” is missing"),
        ("8", "The row has more cells than the title row."),
        ("9", "The row conflicts with what is stored."),
        ("11", "The row holds invisible control characters."),
    ]


async def test_an_unmapped_required_column_stops_the_start(client: httpx.AsyncClient, beach: House) -> None:
    ready = await upload(client, beach, b"what,price\nx,1\n")
    answer = await client.post(f"/v1/imports/{ready['id']}/start")
    assert (answer.status_code, answer.json()["code"]) == (422, "intake.mapping_incomplete")


async def test_a_mapping_is_remembered_for_the_same_titles(client: httpx.AsyncClient, beach: House) -> None:
    first = await upload(client, beach, b"what,price\nx,1\n")
    mapping = {"label": {"index": 0}, "price_cents": {"constant": "9.9"}}
    answer = await client.put(f"/v1/imports/{first['id']}/mapping", json={"mapping": mapping})
    assert answer.status_code == 200
    second = await upload(client, beach, b"What,PRICE\ny,1\n")
    assert second["mapping"] == {
        "label": {"index": 0, "constant": None},
        "price_cents": {"index": None, "constant": "9.9"},
    }


@pytest.mark.parametrize(
    "mapping",
    [{"label": {"index": 7}}, {"nothing": {"index": 0}}, {"label": {}}, {"label": {"index": 0, "constant": "x"}}],
)
async def test_a_senseless_mapping_is_refused(client: httpx.AsyncClient, beach: House, mapping: dict) -> None:
    ready = await upload(client, beach, b"name\nx\n")
    answer = await client.put(f"/v1/imports/{ready['id']}/mapping", json={"mapping": mapping})
    assert answer.status_code == 422


async def test_a_stopped_import_goes_on_where_it_was(
    client: httpx.AsyncClient, beach: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("siyu.intake.service.run.BATCH_ROWS", 10)
    ready = await upload(client, beach, ("name\n" + "\n".join(f"s{n}" for n in range(35))).encode())
    await client.post(f"/v1/imports/{ready['id']}/start")
    assert await run_batch(beach, ready["id"])
    stopped = (await client.post(f"/v1/imports/{ready['id']}/stop")).json()
    assert (stopped["state"], stopped["done_n"]) == ("stopped", 10)
    assert not await run_batch(beach, ready["id"])
    done = await run(client, beach, ready["id"])
    assert (done["state"], done["accepted_n"]) == ("done", 35)
    assert len(await labels(beach)) == 35


async def test_undo_takes_back_what_nobody_touched(client: httpx.AsyncClient, beach: House) -> None:
    ready = await upload(client, beach, b"name\na\nb\nc\n")
    await run(client, beach, ready["id"])
    async with beach.unit() as uow:
        await uow.execute(text("UPDATE shells SET is_touched = true WHERE label = 'b'"))
    assert (await client.post(f"/v1/imports/{ready['id']}/undo")).status_code == 200
    await undo_import.run(beach, import_id=ready["id"])
    undone = (await client.get(f"/v1/imports/{ready['id']}")).json()
    assert (undone["state"], undone["undone_n"], undone["kept_n"]) == ("undone", 2, 1)
    assert await labels(beach) == ["b"]
    content = (await client.get(f"/v1/imports/{ready['id']}/errors")).content.decode("utf-8-sig")
    assert [row[:1] for row in csv.reader(io.StringIO(content))][1:] == [["3"]]


async def test_the_error_workbook_holds_no_formula(client: httpx.AsyncClient, beach: House, tmp_path: Path) -> None:
    cells = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "＝1+1", " =1", "\t=1"]
    lines = "\n".join(f'"{cell}",bad' for cell in cells)
    ready = await upload(client, beach, f"name,price\n{lines}\n".encode())
    await run(client, beach, ready["id"])
    content = (await client.get(f"/v1/imports/{ready['id']}/errors", params={"format": "xlsx"})).content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    rows = list(sheet.iter_rows(min_row=2))
    assert len(rows) == len(cells)
    assert {cell.data_type for row in rows for cell in row} == {"s"}
    plain = (await client.get(f"/v1/imports/{ready['id']}/errors")).content.decode("utf-8-sig")
    for row in list(csv.reader(io.StringIO(plain)))[1:]:
        assert row[3].startswith("'"), row


async def test_people_see_only_their_own_imports(client: httpx.AsyncClient, beach: House, sign_in: FakeSignIn) -> None:
    sign_in.viewer = person(1)
    mine = await upload(client, beach, b"name\nx\n")
    sign_in.viewer = person(2)
    assert (await client.get("/v1/imports")).json()["items"] == []
    for method, path in (("GET", ""), ("GET", "/preview"), ("POST", "/start"), ("GET", "/errors"), ("POST", "/undo")):
        answer = await client.request(method, f"/v1/imports/{mine['id']}{path}")
        assert answer.status_code == 404
    sign_in.viewer = person(3, rights=frozenset({"customers.read"}))
    assert (await client.get("/v1/imports")).status_code == 403


async def test_the_list_goes_on_page_by_page(client: httpx.AsyncClient, beach: House) -> None:
    ids = [(await upload(client, beach, b"name\nx\n"))["id"] for _ in range(3)]
    first = (await client.get("/v1/imports", params={"limit": 2})).json()
    second = (await client.get("/v1/imports", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [item["id"] for item in first["items"] + second["items"]] == sorted(ids, reverse=True)
    assert second["next_cursor"] is None


async def test_a_file_beyond_the_limit_leaves_nothing_behind(
    client: httpx.AsyncClient, beach: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("siyu.intake.service.files.LIMITS", type("Small", (), {"file_bytes": 10})())
    answer = await client.post("/v1/imports", params={"kind": "shells"}, content=b"x" * 11)
    assert (answer.status_code, answer.json()["code"]) == (413, "intake.file_too_large")
    assert list((beach.settings.data_dir / "files" / "imports").iterdir()) == []
    empty = await client.post("/v1/imports", params={"kind": "shells"}, content=b"")
    assert empty.json()["code"] == "intake.file_empty"


async def test_an_unknown_kind_is_refused(client: httpx.AsyncClient, beach: House) -> None:
    answer = await client.post("/v1/imports", params={"kind": "stones"}, content=b"x")
    assert (answer.status_code, answer.json()["code"]) == (422, "intake.kind_unknown")
    kinds = (await client.get("/v1/imports/kinds")).json()["items"]
    assert [kind["name"] for kind in kinds] == ["shells"]
