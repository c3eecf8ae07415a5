"""Files of customers through the product's own import door."""

import csv
import io
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import Request
from sqlalchemy import text

from siyu import customers, intake
from siyu.customers.routes import router as customers_router
from siyu.intake import kinds
from siyu.intake.jobs import read_import, run_import, undo_import
from siyu.intake.routes import router as intake_router
from siyu.runtime.house import House
from siyu.runtime.http import SignIn, create_app
from siyu.runtime.viewer import Viewer, system_viewer

HEAD = "姓名,手机号,会员号,性别,生日,城市,标签\n"
AMY = "王敏,13812345678,M1,女,1990-05-01,杭州,新客；敏感肌\n"
BEN = "李强,13900000002,,男,,上海,\n"


class EveryoneIsSystem:
    async def viewer_of(self, request: Request) -> Viewer:
        return system_viewer()


@pytest.fixture
async def client(house: House, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    monkeypatch.setattr(kinds, "_KINDS", {})
    intake.register_import_kind(customers.CustomersKind(house.vault))
    house.provide(EveryoneIsSystem(), as_=SignIn)
    app = create_app([customers_router, intake_router])
    app.state.house = house
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://siyu") as opened:
        yield opened


async def take_file(client: httpx.AsyncClient, house: House, content: str) -> dict[str, Any]:
    answer = await client.post("/v1/imports", params={"kind": "customers"}, content=content.encode())
    import_id = answer.json()["id"]
    await read_import.run(house, import_id=import_id)
    started = await client.post(f"/v1/imports/{import_id}/start")
    assert started.status_code == 200, started.text
    await run_import.run(house, import_id=import_id)
    return dict((await client.get(f"/v1/imports/{import_id}")).json())


def counts(found: dict[str, Any]) -> tuple[int, int, int, int]:
    return found["rows_n"], found["accepted_n"], found["duplicate_n"], found["rejected_n"]


async def persons(house: House) -> list[Any]:
    async with house.unit() as uow:
        statement = text("SELECT * FROM customers WHERE merged_into IS NULL AND NOT is_erased ORDER BY id")
        return list(await uow.execute(statement))


async def tags_of(house: House, customer_id: int) -> set[str]:
    async with house.unit() as uow:
        statement = text(
            "SELECT tags.name FROM customer_tags JOIN tags ON tags.id = tag_id WHERE customer_id = :id AND is_on"
        )
        return set((await uow.execute(statement, {"id": customer_id})).scalars())


async def test_rows_become_persons_with_profile_and_tags(client: httpx.AsyncClient, house: House) -> None:
    assert counts(await take_file(client, house, HEAD + AMY + BEN)) == (2, 2, 0, 0)
    amy, ben = await persons(house)
    assert (amy.name, amy.gender, str(amy.birth_on), amy.city) == ("王敏", "female", "1990-05-01", "杭州")
    assert (amy.phone_masked, amy.first_source[:7]) == ("138****5678", "import:")
    assert await tags_of(house, amy.id) == {"新客", "敏感肌"}
    assert (ben.name, ben.gender) == ("李强", "male")


async def test_a_known_person_is_filled_in_and_the_same_row_again_is_a_duplicate(
    client: httpx.AsyncClient, house: House
) -> None:
    await take_file(client, house, HEAD + AMY + BEN)
    more = "王敏,,M1,,,宁波,老客\n"
    assert counts(await take_file(client, house, HEAD + AMY + more + more)) == (3, 1, 2, 0)
    amy, _ = await persons(house)
    assert amy.city == "宁波"
    assert await tags_of(house, amy.id) == {"新客", "敏感肌", "老客"}


async def test_two_identities_in_a_row_tie_two_records_together(client: httpx.AsyncClient, house: House) -> None:
    await take_file(client, house, HEAD + "甲,13812345678,,,,,\n乙,,M1,,,,\n")
    assert len(await persons(house)) == 2
    await take_file(client, house, HEAD + "甲,13812345678,M1,,,,\n")
    assert len(await persons(house)) == 1


async def test_rows_that_name_nobody_are_refused(client: httpx.AsyncClient, house: House) -> None:
    rows = f"甲,,,,,,\n乙,123,,,,,\n丙,,M1,外星人,,,\n丁,,M2,,2026-13-01,,\n戊,,M3,,,,{'长' * 31}\n"
    found = await take_file(client, house, HEAD + rows)
    assert counts(found) == (5, 0, 0, 5)
    content = (await client.get(f"/v1/imports/{found['id']}/errors")).content.decode("utf-8-sig")
    assert [row[2] for row in csv.reader(io.StringIO(content))][1:] == [
        "One of phone, member number, union id or external user id is needed.",
        "“phone” is not a phone number",
        "The gender is male or female.",
        "“birthday” is not a date",
        "At most 20 tags of at most 30 characters.",
    ]


async def test_undo_hides_untouched_persons_and_frees_their_identities(client: httpx.AsyncClient, house: House) -> None:
    found = await take_file(client, house, HEAD + AMY + BEN)
    amy, ben = await persons(house)
    async with house.unit() as uow:
        await customers.update_profiles(uow, {ben.id: {"city": "北京"}}, source="console")
    await client.post(f"/v1/imports/{found['id']}/undo")
    await undo_import.run(house, import_id=found["id"])
    undone = (await client.get(f"/v1/imports/{found['id']}")).json()
    assert (undone["state"], undone["undone_n"], undone["kept_n"]) == ("undone", 1, 1)
    assert [person.id for person in await persons(house)] == [ben.id]
    assert (await client.get(f"/v1/customers/{amy.id}")).status_code == 404
    assert counts(await take_file(client, house, HEAD + AMY)) == (1, 1, 0, 0)
    assert len(await persons(house)) == 2
