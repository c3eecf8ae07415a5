"""Files of orders, through the product's own import door."""

import csv
import io
import time
from collections import Counter, defaultdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from siyu.intake.jobs import read_import, run_import, undo_import
from siyu.runtime.house import House
from tests.commerce.conftest import SigningShop, events_of
from tests.commerce.test_shop_webhook import order

HEAD = "订单号,买家编号,手机,付款时间,实付金额,商品编码,数量,退款金额\n"


async def take_file(client: httpx.AsyncClient, house: House, content: bytes) -> dict[str, Any]:
    """Upload, read, start and run a file; the import as it stands afterwards."""
    answer = await client.post("/v1/imports", params={"kind": "orders", "file_name": "orders.csv"}, content=content)
    assert answer.status_code == 201, answer.text
    import_id = answer.json()["id"]
    await read_import.run(house, import_id=import_id)
    started = await client.post(f"/v1/imports/{import_id}/start")
    assert started.status_code == 200, started.text
    while True:
        await run_import.run(house, import_id=import_id)
        found = (await client.get(f"/v1/imports/{import_id}")).json()
        if found["state"] != "running":
            return dict(found)


def counts(found: dict[str, Any]) -> tuple[int, int, int, int]:
    return found["rows_n"], found["accepted_n"], found["duplicate_n"], found["rejected_n"]


async def test_rows_become_orders_with_events(client: httpx.AsyncClient, house: House) -> None:
    rows = "S1,b1,,2026-08-01 10:00,199.00,P1,2,\nS2,,13812345678,2026-08-02,50,P2,1,20\n"
    assert counts(await take_file(client, house, (HEAD + rows).encode())) == (2, 2, 0, 0)
    orders = {item["number"]: item for item in (await client.get("/v1/orders")).json()["items"]}
    assert orders["S1"]["items"] == [{"product": "P1", "name": "", "qty_n": 2, "cents": 19900}]
    assert (orders["S2"]["refund_state"], orders["S2"]["refunded_cents"]) == ("part", 2000)
    paid = {event.properties["order"]: event for event in await events_of(house, "order_paid")}
    assert (paid["import:S1"].occurred_basis, paid["import:S2"].occurred_basis) == ("exact", "day")
    assert paid["import:S1"].source == "import"
    [refund] = await events_of(house, "order_refunded")
    assert (refund.properties["refund_cents"], refund.properties["is_full"]) == (2000, False)


async def test_the_same_file_again_is_all_duplicates(client: httpx.AsyncClient, house: House) -> None:
    content = (HEAD + "".join(f"S{n},b{n % 3},,2026-08-01,1{n},,,\n" for n in range(20))).encode()
    assert counts(await take_file(client, house, content)) == (20, 20, 0, 0)
    before = len(await events_of(house, "order_paid"))
    assert counts(await take_file(client, house, content)) == (20, 0, 20, 0)
    assert len(await events_of(house, "order_paid")) == before == 20


async def test_rows_that_cannot_be_orders_say_why(client: httpx.AsyncClient, house: House) -> None:
    rows = [
        "S1,,,2026-08-01,1,,,",
        "S2,b1,,,,,,",
        "S3,b1,,2026-08-01,,,,",
        "S4,b1,,2026-08-01,1,,,2",
        "S5,b1,12,2026-08-01,1,,,",
        "S6,b1,,2026-08-01,1,,,",
        "S6,b1,,2026-08-01,2,,,",
    ]
    found = await take_file(client, house, (HEAD + "\n".join(rows) + "\n").encode())
    assert counts(found) == (7, 1, 0, 6)
    content = (await client.get(f"/v1/imports/{found['id']}/errors")).content.decode("utf-8-sig")
    reasons = [(row[0], row[2]) for row in csv.reader(io.StringIO(content))][1:]
    assert [number for number, _ in reasons] == ["2", "3", "4", "5", "6", "8"]
    assert reasons[5][1] == "The order was paid already with another amount."


async def test_undo_takes_back_untouched_orders_and_their_money(
    client: httpx.AsyncClient, house: House, shop: SigningShop
) -> None:
    head = HEAD.replace("\n", ",店铺\n")
    content = (head + "A1,b1,,2026-08-01,10,,,,demo-mall\nA2,b1,,2026-08-01,20,,,5,demo-mall\n").encode()
    found = await take_file(client, house, content)
    await shop.outcomes(order("delivered", "A1"))
    await client.post(f"/v1/imports/{found['id']}/undo")
    await undo_import.run(house, import_id=found["id"])
    undone = (await client.get(f"/v1/imports/{found['id']}")).json()
    assert (undone["state"], undone["undone_n"], undone["kept_n"]) == ("undone", 1, 1)
    assert [item["number"] for item in (await client.get("/v1/orders")).json()["items"]] == ["A1"]
    assert await net_of(house, "demo-mall:A2") == 0
    assert counts(await take_file(client, house, content)) == (2, 1, 1, 0)
    assert await net_of(house, "demo-mall:A2") == 1500


async def net_of(house: House, name: str) -> int:
    """What an order brought according to the events: paid less refunded."""
    said = await events_of(house, "order_paid", "order_refunded")
    mine = [event.properties for event in said if event.properties["order"] == name]
    return sum(item.get("paid_cents", 0) - item.get("refund_cents", 0) for item in mine)


async def test_an_unknown_shop_is_told(client: httpx.AsyncClient, house: House, shop: SigningShop) -> None:
    head = HEAD.replace("\n", ",店铺\n")
    rows = "A1,b1,,2026-08-01,10,,,,示例商城\nA2,b1,,2026-08-01,20,,,,nowhere\n"
    assert counts(await take_file(client, house, (head + rows).encode())) == (2, 1, 0, 1)
    assert (await client.get("/v1/orders")).json()["items"][0]["shop_key"] == "demo-mall"


def cdnow_rows() -> list[tuple[str, str, str, str]]:
    """The real purchase log: customer, day, number of CDs, dollars."""
    spec = find_spec("lifetimes")
    assert spec is not None
    assert spec.origin is not None
    lines = (Path(spec.origin).parent / "datasets" / "CDNOW_master.txt").read_text().splitlines()[1:]
    return [(fields[0], fields[1], fields[2], fields[3]) for fields in map(str.split, lines)]


def cdnow_csv() -> bytes:
    """The log as a file of orders; several purchases of one customer on one day are numbered."""
    seen: Counter[tuple[str, str]] = Counter()
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["order_no", "buyer", "paid_at", "amount", "number of cds"])
    for customer, day, cds, dollars in cdnow_rows():
        seen[customer, day] += 1
        writer.writerow([f"{customer}-{day}-{seen[customer, day]}", customer, day, dollars, cds])
    return out.getvalue().encode()


@pytest.mark.timeout(240)
async def test_a_real_purchase_log_is_taken_whole(client: httpx.AsyncClient, house: House) -> None:
    rows = cdnow_rows()
    assert (len(rows), len({row[0] for row in rows})) == (69_659, 23_570)
    began = time.monotonic()
    found = await take_file(client, house, cdnow_csv())
    assert counts(found) == (69_659, 69_659, 0, 0)
    assert time.monotonic() - began < 180
    expected: dict[str, int] = defaultdict(int)
    for customer, _, _, dollars in rows:
        expected[customer] += round(float(dollars) * 100)
    async with house.unit() as uow:
        sums = await uow.execute(
            text("""
                SELECT split_part(identities.value, ':', 2) AS buyer,
                       sum((properties ->> 'paid_cents')::bigint) AS cents
                FROM events JOIN identities USING (customer_id)
                WHERE name = 'order_paid' AND identities.kind = 'shop_buyer' GROUP BY 1
            """)
        )
        assert {row.buyer: int(row.cents) for row in sums} == dict(expected)
