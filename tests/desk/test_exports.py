"""Exports and jobs: what the list shows goes into a file, nothing else, and everybody knows who took it."""

import csv
import io
from datetime import timedelta
from typing import Any

import httpx
import openpyxl
import pytest
from sqlalchemy import text

from siyu.corps import Corp
from siyu.desk.jobs import forget_old, run_export
from siyu.runtime.house import House
from tests.customers.people import befriend
from tests.desk.conftest import SignedIn, a_member


@pytest.fixture
async def people(house: House, corp: Corp) -> dict[str, int]:
    """One customer of bob, and 250 of nobody whose names a spreadsheet would run."""
    amy, bob = await a_member(house, corp, "amy"), await a_member(house, corp, "bob")
    last = await befriend(house.database, "wm-bob", bob)
    async with house.unit() as uow:
        await uow.execute(
            text("""
                INSERT INTO customers (kind, name, phone_masked, created_at, updated_at)
                SELECT 'wecom', '=HYPERLINK("http://x")', '138****0001', now(), now() FROM generate_series(1, 250)
            """)
        )
        await uow.execute(
            text("UPDATE customers SET name = '鲍勃的客户', phone_masked = '138****0001' WHERE id = :bobs"),
            {"bobs": last.customer_id},
        )
    return {"amy": amy, "bob": bob}


async def _order(client: httpx.AsyncClient, **body: Any) -> dict[str, Any]:
    answer = await client.post("/v1/exports", json={"filters": {"page": "customers"}, **body})
    assert answer.status_code == 202, answer.text
    ordered: dict[str, Any] = answer.json()
    return ordered


async def _run(house: House, job: dict[str, Any]) -> None:
    await run_export.run(house, export_id=int(job["id"].removeprefix("export-")))


async def _csv(client: httpx.AsyncClient, job: dict[str, Any]) -> list[list[str]]:
    done = (await client.get(f"/v1/jobs/{job['id']}")).json()
    answer = await client.get(done["result"])
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def test_a_list_becomes_a_file_with_all_its_rows(
    house: House, people: dict[str, int], signed_in: SignedIn
) -> None:
    client = await signed_in("op", "operator")
    job = await _order(client)
    assert (job["state"], job["total"], job["result"], job["may_stop"]) == ("waiting", 251, None, True)
    await _run(house, job)
    rows = await _csv(client, job)
    listed = (await client.get("/v1/customers")).json()["total"]
    assert len(rows) == 1 + listed + 1
    assert rows[0][:3] == ["编号", "姓名", "手机"]
    assert {row[1] for row in rows[1:-1]} == {'\'=HYPERLINK("http://x")', "鲍勃的客户"}
    assert {row[2] for row in rows[1:-1]} == {"138****0001"}
    assert "导出 exported: op" in rows[-1][0]
    done = (await client.get(f"/v1/jobs/{job['id']}")).json()
    assert (done["state"], done["done"], done["total"]) == ("done", 251, 251)
    assert [one["code"] for one in (await client.get("/v1/notices")).json()["items"]] == ["export_done"]


async def test_a_guide_takes_their_own_customers_only(
    house: House, people: dict[str, int], signed_in: SignedIn
) -> None:
    guide = await signed_in("bob", "sales", staff_id=people["bob"])
    job = await _order(guide)
    await _run(house, job)
    assert [row[1] for row in (await _csv(guide, job))[1:-1]] == ["鲍勃的客户"]


async def test_a_workbook_holds_text_only_and_a_watermark(
    house: House, people: dict[str, int], signed_in: SignedIn
) -> None:
    client = await signed_in("op", "operator")
    job = await _order(client, format="xlsx")
    await _run(house, job)
    done = (await client.get(f"/v1/jobs/{job['id']}")).json()
    book = openpyxl.load_workbook(io.BytesIO((await client.get(done["result"])).content))
    assert book.sheetnames == ["data", "watermark"]
    assert book["data"].max_row == 252
    assert {cell.data_type for row in book["data"].iter_rows() for cell in row} <= {"s", "n"}
    assert "op" in str(book["watermark"]["A1"].value)
    book.close()


async def test_files_are_ones_own_and_every_download_is_noted(
    house: House, people: dict[str, int], signed_in: SignedIn
) -> None:
    client, other = await signed_in("op", "operator"), await signed_in("root", "admin")
    job = await _order(client)
    await _run(house, job)
    path = f"/v1/exports/{job['id'].removeprefix('export-')}/file"
    assert (await other.get(path)).status_code == 404
    assert (await other.get(f"/v1/jobs/{job['id']}")).status_code == 404
    assert (await client.get(path)).status_code == 200
    trail = (await other.get("/v1/audit?action=exports.downloaded")).json()["items"]
    assert [(one["actor"], one["object_kind"]) for one in trail] == [("op", "export")]


async def test_who_lost_the_right_gets_no_file(house: House, people: dict[str, int], signed_in: SignedIn) -> None:
    client, admin = await signed_in("op", "operator"), await signed_in("root", "admin")
    job = await _order(client)
    me = (await client.get("/v1/me")).json()["user_id"]
    assert (await admin.patch(f"/v1/users/{me}", json={"roles": ["developer"]})).status_code == 200
    await _run(house, job)
    lost = (await client.get(f"/v1/jobs/{job['id']}")).json()
    assert (lost["state"], lost["result"], lost["problem_zh"]) == (
        "failed", None, "发起人已没有所需权限，任务已停止",
    )  # fmt: skip
    assert list((house.settings.data_dir / "files" / "exports").iterdir()) == []


async def test_a_right_is_needed_to_order(signed_in: SignedIn) -> None:
    guide = await signed_in("amy", "sales")
    refused = await guide.post("/v1/exports", json={"filters": {"page": "audit"}})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    odd = await guide.post("/v1/exports", json={"filters": {"page": "customers", "colour": "red"}})
    assert odd.status_code == 422


async def test_a_stopped_export_is_not_written_and_can_be_taken_up(
    house: House, people: dict[str, int], signed_in: SignedIn
) -> None:
    client = await signed_in("op", "operator")
    job = await _order(client)
    assert (await client.post(f"/v1/jobs/{job['id']}/stop")).status_code == 200
    await _run(house, job)
    assert (await client.get(f"/v1/jobs/{job['id']}")).json()["state"] == "stopped"
    assert (await client.post(f"/v1/jobs/{job['id']}/undo")).json()["code"] == "desk.work_cannot"
    assert (await client.post(f"/v1/jobs/{job['id']}/retry")).json()["state"] == "waiting"
    await _run(house, job)
    assert len(await _csv(client, job)) == 253


async def test_files_are_kept_for_a_week(house: House, people: dict[str, int], signed_in: SignedIn) -> None:
    client = await signed_in("op", "operator")
    job = await _order(client)
    await _run(house, job)
    house.clock.instant += timedelta(days=7, minutes=1)
    await forget_old.run(house)
    again = await signed_in("root", "admin")
    assert list((house.settings.data_dir / "files" / "exports").iterdir()) == []
    assert (await again.get("/v1/jobs")).json() == []


async def test_orders_and_the_trail_are_exported_as_listed(
    house: House, people: dict[str, int], signed_in: SignedIn
) -> None:
    admin = await signed_in("root", "admin")
    async with house.unit() as uow:
        for statement in (
            "INSERT INTO shops (key, name, sales_channel, secret_sealed, created_at) "
            "VALUES ('s', '官网', 'web', 'x', now())",
            "INSERT INTO orders (shop_id, number, customer_id, origin_customer_id, state, sales_channel, total_cents, "
            "paid_cents, paid_at, happened_at, created_at, updated_at) "
            "SELECT shops.id, 'A-1', c.id, c.id, 'paid', 'web', 1234, 1205, now(), now(), now(), now() "
            "FROM shops, (SELECT min(id) AS id FROM customers) c",
        ):
            await uow.execute(text(statement))
    orders = await _order(admin, filters={"page": "orders", "state": "paid"})
    trail = await _order(admin, filters={"page": "audit", "action": "exports.ordered"})
    await _run(house, orders)
    await _run(house, trail)
    table = await _csv(admin, orders)
    assert [row[5:7] for row in table[1:-1]] == [["12.34", "12.05"]]
    assert [len(row) for row in table[:2]] == [13, 13]
    async with house.unit() as uow:
        [name] = (await uow.execute(text("SELECT name FROM customers ORDER BY id LIMIT 1"))).scalars()
    assert [row[10] for row in table[1:-1]] == [name]
    assert [row[3] for row in (await _csv(admin, trail))[1:-1]] == ["exports.ordered"] * 2


async def test_imports_and_campaigns_stand_in_the_same_list(
    house: House, people: dict[str, int], signed_in: SignedIn
) -> None:
    client, other = await signed_in("op", "operator"), await signed_in("op2", "operator")
    me = (await client.get("/v1/me")).json()["user_id"]
    async with house.unit() as uow:
        await uow.execute(
            text("""INSERT INTO imports (kind, state, file_name, file_key, size_bytes, created_by, created_at,
                                         started_at, rows_n, done_n)
                    VALUES ('orders', 'running', 'a.csv', 'k', 1, :me, :now, :ago, 100, 40)"""),
            {"me": me, "now": house.clock.now(), "ago": house.clock.now() - timedelta(seconds=10)},
        )
        await uow.execute(
            text("""INSERT INTO campaigns (name, state, spec, audience_n, created_by, created_at, changed_at,
                                           started_at)
                    VALUES ('秋季', 'running', '{}', 10, 'op', :now, :now, :now)"""),
            {"now": house.clock.now()},
        )
    jobs = {one["kind"]: one for one in (await client.get("/v1/jobs")).json()}
    assert (jobs["import"]["done"], jobs["import"]["total"], jobs["import"]["rate"]) == (40, 100, 4.0)
    assert (jobs["campaign"]["title"], jobs["campaign"]["total"]) == ("秋季", 10)
    assert [one["kind"] for one in (await other.get("/v1/jobs")).json()] == ["campaign"]
    assert (await client.post(f"/v1/jobs/{jobs['import']['id']}/stop")).status_code == 200
    stopped = (await client.get(f"/v1/jobs/{jobs['import']['id']}")).json()
    assert (stopped["state"], stopped["may_undo"], stopped["may_retry"]) == ("stopped", True, True)
    assert (await other.post(f"/v1/jobs/{jobs['import']['id']}/undo")).status_code == 404
