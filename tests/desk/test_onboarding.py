"""The first steps: ticked by deeds, not by clicks."""

from typing import Any

import httpx
import pytest

from siyu.runtime.house import House
from tests.desk.conftest import SignedIn

RULE = {"type": "attribute", "field": "first_follow_at", "op": "within_days", "values": [30]}


async def _steps(client: httpx.AsyncClient) -> dict[str, Any]:
    return {one["code"]: one["state"] for one in (await client.get("/v1/onboarding")).json()["steps"]}


async def test_a_step_is_done_by_doing_it(signed_in: SignedIn) -> None:
    client, other = await signed_in("op", "operator"), await signed_in("op2", "operator")
    before = await _steps(client)
    assert list(before) == ["make_code", "scan_code", "save_segment", "send_campaign", "ask_why"]
    assert set(before.values()) == {"open"}
    made = await client.post("/v1/segments", json={"name": "新客", "rule": RULE})
    assert made.status_code == 201, made.text
    assert (await _steps(client))["save_segment"] == "done"
    assert (await _steps(other))["save_segment"] == "open"


async def test_a_corp_that_came_with_a_demo_is_nobodys_deed(house: House, signed_in: SignedIn) -> None:
    admin = await signed_in("root", "admin")
    assert (await _steps(admin))["connect_corp"] == "done"
    house.settings = house.settings.model_copy(update={"demo": True})
    assert (await _steps(admin))["connect_corp"] == "open"


async def test_compliance_proves_the_trail(signed_in: SignedIn) -> None:
    client = await signed_in("law", "compliance")
    assert (await _steps(client))["verify_audit"] == "open"
    assert (await client.get("/v1/audit/check")).json()["is_whole"]
    assert (await _steps(client))["verify_audit"] == "done"


@pytest.mark.parametrize("role", ["sales", "developer"])
async def test_who_needs_no_steps_has_none(signed_in: SignedIn, role: str) -> None:
    assert await _steps(await signed_in("somebody", role)) == {}


async def test_steps_are_passed_over_and_the_list_closed(signed_in: SignedIn) -> None:
    client = await signed_in("op", "operator")
    assert (await client.post("/v1/onboarding/skip", json={"step": "scan_code"})).status_code == 200
    assert (await _steps(client))["scan_code"] == "skipped"
    await client.post("/v1/onboarding/skip", json={"step": "scan_code", "is_skipped": False})
    assert (await _steps(client))["scan_code"] == "open"
    assert (await client.post("/v1/onboarding/skip", json={"step": "fly"})).status_code == 404
    assert (await client.post("/v1/onboarding/dismiss", json={})).json()["is_dismissed"]
    assert not (await client.post("/v1/onboarding/dismiss", json={"is_dismissed": False})).json()["is_dismissed"]
