"""Phones in the clear: right, scope, reason, budget, trail, event; and nothing at all when one of them fails."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from siyu.kit.clock import ManualClock
from siyu.privacy import RevealBudgetSpent, RevealReason, reveal_phone
from siyu.runtime.house import House
from siyu.runtime.viewer import Scope, Viewer
from tests.privacy.conftest import SignedIn, Town

WHY = {"reason": "call_back", "note": "顾客要求回电"}


def a_viewer(**changes: object) -> Viewer:
    known = {"user_id": 7, "staff_id": None, "scope": Scope.ALL, "rights": frozenset({"customers.reveal"})}
    return Viewer(**{**known, **changes})


@pytest.mark.feature("RC-06")
async def test_a_reveal_shows_the_phone_and_is_written_down(house: House, town: Town, signed_in: SignedIn) -> None:
    client = await signed_in("auditor", "compliance")

    shown = await client.post(f"/v1/customers/{town.li}/reveal", json=WHY)
    trail = (await client.get("/v1/audit", params={"action": "customers.reveal"})).json()["items"]
    check = (await client.get("/v1/audit/check")).json()

    assert shown.status_code == 200
    assert shown.json()["phone"].endswith("13812345678")
    assert shown.headers["cache-control"] == "no-store"
    assert [(entry["object_id"], entry["reason"]) for entry in trail] == [(str(town.li), "call_back: 顾客要求回电")]
    assert check["is_whole"] is True
    async with house.unit() as uow:
        events = (await uow.execute(text("SELECT * FROM events WHERE name = 'contact_revealed'"))).all()
        everything = (await uow.execute(text("SELECT string_agg(e::text, '') FROM events e"))).scalar_one()
    assert [(event.customer_id, event.properties) for event in events] == [
        (town.li, {"field": "phone", "reason": "call_back"})
    ]
    assert "13812345678" not in everything


@pytest.mark.feature("RC-06")
@pytest.mark.parametrize(
    "body", [{}, {"reason": "because"}, {"reason": ""}, {"reason": "call_back", "note": "x" * 201}, {"note": "why"}]
)
async def test_a_reveal_without_a_proper_reason_shows_nothing(town: Town, signed_in: SignedIn, body: dict) -> None:
    client = await signed_in("auditor", "compliance")

    refused = await client.post(f"/v1/customers/{town.li}/reveal", json=body)

    assert refused.status_code == 422
    assert "13812345678" not in refused.text


@pytest.mark.parametrize("role", ["operator", "sales", "manager", "developer"])
async def test_without_the_right_nothing_is_revealed(town: Town, signed_in: SignedIn, role: str) -> None:
    client = await signed_in("someone", role, staff_id=town.wang)

    refused = await client.post(f"/v1/customers/{town.li}/reveal", json=WHY)

    assert refused.status_code == 403
    assert "13812345678" not in refused.text


async def test_a_customer_out_of_sight_is_not_found(house: House, town: Town) -> None:
    mine = a_viewer(scope=Scope.OWN, staff_id=town.wang, staff_ids=frozenset({town.wang}))

    assert (await reveal_phone(house, mine, town.li, reason=RevealReason.DELIVERY)).endswith("13812345678")
    with pytest.raises(Exception, match="not_found"):
        await reveal_phone(house, mine, town.zhao, reason=RevealReason.DELIVERY)


async def test_an_api_key_reveals_nothing(house: House, town: Town, signed_in: SignedIn) -> None:
    admin = await signed_in("root-admin", "admin")
    made = await admin.post("/v1/api-keys", json={"name": "exporter", "rights": ["customers.reveal"]})
    admin.cookies.clear()

    refused = await admin.post(
        f"/v1/customers/{town.li}/reveal", json=WHY, headers={"authorization": f"Bearer {made.json()['key']}"}
    )

    assert (refused.status_code, refused.json()["code"]) == (403, "privacy.reveal_needs_person")


async def test_the_day_has_fifty_reveals_and_the_next_day_fifty_more(
    house: House, town: Town, signed_in: SignedIn, clock: ManualClock
) -> None:
    client = await signed_in("auditor", "compliance")
    path = f"/v1/customers/{town.li}/reveal"

    codes = [(await client.post(path, json=WHY)).status_code for _ in range(52)]

    assert codes == [200] * 50 + [429] * 2
    async with house.unit() as uow:
        noted = "SELECT count(*) FROM audit_entries WHERE action = 'customers.reveal'"
        assert (await uow.execute(text(noted))).scalar_one() == 50
    clock.advance(timedelta(hours=10))  # 20:00 in Shanghai, the same day
    assert (await client.post(path, json=WHY)).status_code == 429
    clock.advance(timedelta(hours=4))
    assert (await client.post("/v1/sign-in", json={"login": "auditor", "password": "correct horse battery"})).is_success
    assert (await client.post(path, json=WHY)).status_code == 200


async def test_the_last_reveal_is_not_taken_twice(house: House, town: Town) -> None:
    async def one() -> bool:
        try:
            await reveal_phone(house, a_viewer(), town.li, reason=RevealReason.DELIVERY, most_a_day=3)
        except RevealBudgetSpent:
            return False
        return True

    assert sorted(await asyncio.gather(*(one() for _ in range(6)))) == [False] * 3 + [True] * 3


@pytest.mark.feature("RC-06")
@pytest.mark.parametrize(
    "breakage",
    [
        "ALTER TABLE audit_entries RENAME TO audit_entries_gone",
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'disk full'; END $$;"
        "CREATE TRIGGER full_disk BEFORE INSERT ON audit_entries FOR EACH ROW EXECUTE FUNCTION full_disk()",
    ],
    ids=["no table", "cannot write"],
)
async def test_when_the_trail_cannot_be_written_nothing_is_shown(
    house: House, town: Town, signed_in: SignedIn, breakage: str
) -> None:
    client = await signed_in("auditor", "compliance")
    async with house.unit() as uow:
        raw = (await uow.connection.get_raw_connection()).driver_connection
        await raw.execute(breakage)

    refused = await client.post(f"/v1/customers/{town.li}/reveal", json=WHY)

    assert (refused.status_code, refused.json()["code"]) == (503, "privacy.audit_unavailable")
    assert "13812345678" not in refused.text
    async with house.unit() as uow:
        assert (await uow.execute(text("SELECT count(*) FROM reveal_budgets"))).scalar_one() == 0
        said = "SELECT count(*) FROM events WHERE name = 'contact_revealed'"
        assert (await uow.execute(text(said))).scalar_one() == 0


async def test_a_customer_without_a_phone_costs_nothing(house: House, town: Town, signed_in: SignedIn) -> None:
    async with house.unit() as uow:
        await uow.execute(text("UPDATE customers SET phone_sealed = NULL WHERE id = :id"), {"id": town.li})
    client = await signed_in("auditor", "compliance")

    missing = await client.post(f"/v1/customers/{town.li}/reveal", json=WHY)

    assert (missing.status_code, missing.json()["code"]) == (404, "privacy.phone_unknown")
    async with house.unit() as uow:
        assert (await uow.execute(text("SELECT count(*) FROM reveal_budgets"))).scalar_one() == 0
