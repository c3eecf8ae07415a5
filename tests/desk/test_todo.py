"""What must I do: counted within rights and scope, in words, gone when done."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from siyu import customers
from siyu.corps import Corp
from siyu.runtime.house import House
from siyu.runtime.viewer import system_viewer
from tests.customers.people import befriend
from tests.desk.conftest import SignedIn, a_member


async def _ask(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get("/v1/overview/todo")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    return {one["code"]: one for one in [*told["todo"], *told["wrong"]]}


async def _write(house: House, statement: str, **values: Any) -> None:
    async with house.unit() as uow:
        await uow.execute(text(statement), values)


async def test_nothing_waits_in_a_new_house(signed_in: SignedIn) -> None:
    assert (await (await signed_in("root", "admin")).get("/v1/overview/todo")).json() == {"todo": [], "wrong": []}


async def test_a_submitted_campaign_waits_for_another_persons_approval(
    house: House, corp: Corp, signed_in: SignedIn
) -> None:
    amy = await a_member(house, corp, "amy")
    follow = await befriend(house.database, "wm-one", amy)
    root, boss = await signed_in("root", "admin"), await signed_in("boss", "admin")
    spec = {
        "name": "秋季",
        "whom": {"customer_ids": [follow.customer_id]},
        "variants": [{"name": "a", "message": {"text": "您好"}}],
    }
    made = (await root.post("/v1/campaigns", json=spec)).json()
    assert (await root.post(f"/v1/campaigns/{made['id']}/submit")).status_code == 200
    waiting = (await _ask(boss))["campaigns_to_approve"]
    assert (waiting["count"], waiting["zh"], waiting["en"]) == (
        1,
        "1 个群发待我审批",
        "One campaign waits for my approval",
    )
    listed = (await boss.get("/v1/campaigns?state=submitted")).json()
    assert listed["total"] == waiting["count"]
    assert (await boss.post(f"/v1/campaigns/{made['id']}/approve")).status_code == 200
    assert "campaigns_to_approve" not in await _ask(boss)
    assert (await _ask(root))["campaigns_to_start"]["count"] == 1


async def test_a_guide_is_not_bothered_with_what_others_must_do(house: House, signed_in: SignedIn) -> None:
    await _write(house, "INSERT INTO send_fences VALUES ('kill', true, 'test', 'root', :now)", now=house.clock.now())
    assert (await _ask(await signed_in("op", "operator")))["sending_stopped"]["severity"] == "error"
    assert await _ask(await signed_in("amy", "sales")) == {}


@pytest.mark.parametrize("problem", ["nobody_on_duty", "wecom_40013"])
async def test_codes_in_trouble_are_counted_for_those_they_name(
    house: House, corp: Corp, signed_in: SignedIn, problem: str
) -> None:
    amy, bob = await a_member(house, corp, "amy"), await a_member(house, corp, "bob")
    await _write(
        house,
        """INSERT INTO live_codes (corp_id, state_code, status, problem, spec, staff_ids, created_at, changed_at)
           VALUES (1, 'lcone', 'active', :problem, '{}', ARRAY[cast(:amy AS bigint)], :now, :now)""",
        problem=problem, amy=amy, now=house.clock.now(),
    )  # fmt: skip
    code = "codes_without_staff" if problem == "nobody_on_duty" else "codes_broken"
    assert {*await _ask(await signed_in("op", "operator"))} == {code}
    assert await _ask(await signed_in("bob", "manager", staff_id=bob)) == {}
    assert {*await _ask(await signed_in("amy", "manager", staff_id=amy))} == {code}


async def test_conflicts_are_as_many_as_their_list_shows(house: House, corp: Corp, signed_in: SignedIn) -> None:
    amy, bob = await a_member(house, corp, "amy"), await a_member(house, corp, "bob")
    left = (await befriend(house.database, "wm-one", amy)).customer_id
    right = (await befriend(house.database, "wm-two", bob)).customer_id
    await _write(
        house,
        """INSERT INTO identity_conflicts (left_customer_id, right_customer_id, kind, found_at)
           VALUES (:left, :right, 'phone', :now)""",
        left=left, right=right, now=house.clock.now(),
    )  # fmt: skip
    operator, manager = await signed_in("op", "operator"), await signed_in("amy", "manager", staff_id=amy)
    shown = len((await operator.get("/v1/customers/conflicts")).json()["items"])
    assert (await _ask(operator))["identity_conflicts"]["count"] == shown == 1
    assert (await manager.get("/v1/customers/conflicts")).json()["items"] == []
    assert await _ask(manager) == {}


async def test_imports_with_errors_are_shown_for_a_week_to_who_made_them(house: House, signed_in: SignedIn) -> None:
    operator = await signed_in("op", "operator")
    me = (await operator.get("/v1/me")).json()["user_id"]
    await _write(
        house,
        """INSERT INTO imports (kind, state, file_name, file_key, size_bytes, created_by, created_at, ended_at,
                                rows_n, rejected_n)
           VALUES ('orders', 'done', 'a.csv', 'k', 1, :me, :now, :now, 3, 2)""",
        me=me, now=house.clock.now(),
    )  # fmt: skip
    assert (await _ask(operator))["imports_with_errors"]["zh"] == "1 次导入有未导入的行"
    house.clock.instant += timedelta(days=8)
    again = await signed_in("op2", "operator")
    assert await _ask(again) == {}


async def test_parked_callbacks_unknown_sends_and_red_lines_are_wrong(house: House, signed_in: SignedIn) -> None:
    now = house.clock.now()
    await _write(
        house,
        """INSERT INTO callback_inbox (corp_id, body_hash, body_sealed, lane, event, change_type, happened_at,
                                       received_at, state, due_at)
           VALUES (1, 'h', 's', 'normal', 'e', 'c', :now, :now, 'parked', :now)""",
        now=now,
    )
    await _write(
        house,
        """INSERT INTO message_batches (queue_id, origin, origin_id, corp_id, staff_id, content_id, state, size, fence,
                                        body_text, fingerprint, intended_at)
           VALUES (1, 'campaign', 1, 1, 1, 1, 'unknown', 5, 1, '', '', :now)""",
        now=now,
    )
    await _write(house, "INSERT INTO doctor_lines (corp_id, line, state) VALUES (0, 'address', 'needs_work')")
    admin = await signed_in("root", "admin")
    told = await _ask(admin)
    assert list(told) == ["connection_red", "callbacks_parked", "sends_unknown"]
    parked = (await admin.get("/v1/inbox?state=parked")).json()
    assert len(parked["items"]) == told["callbacks_parked"]["count"]
    assert len((await admin.get("/v1/sending/unknown")).json()) == told["sends_unknown"]["count"]


async def test_a_campaign_that_ends_soon_with_staff_silent_is_a_todo(house: House, signed_in: SignedIn) -> None:
    now = house.clock.now()
    await _write(
        house,
        """INSERT INTO campaigns (name, state, spec, created_by, created_at, changed_at)
           VALUES ('a', 'running', jsonb_build_object('not_after', cast(:soon AS text)), 'x', :now, :now)""",
        now=now, soon=(now + timedelta(hours=3)).isoformat(),
    )  # fmt: skip
    await _write(
        house,
        """INSERT INTO message_batches (queue_id, origin, origin_id, corp_id, staff_id, content_id, state, size, fence,
                                        body_text, fingerprint, intended_at)
           SELECT 1, 'campaign', id, 1, 1, 1, 'submitted', 5, 1, '', '', :now FROM campaigns""",
        now=now,
    )
    assert list(await _ask(await signed_in("op", "operator"))) == ["campaigns_ending"]


async def test_the_number_of_customers_is_the_lists(house: House, corp: Corp, signed_in: SignedIn) -> None:
    amy = await a_member(house, corp, "amy")
    one = await befriend(house.database, "wm-one", amy)
    two = await befriend(house.database, "wm-two", amy)
    async with house.unit() as uow:
        await customers.merge_customers(uow, system_viewer(), one.customer_id, two.customer_id, reason="same person")
    client = await signed_in("op", "operator")
    assert (
        (await client.get("/v1/me")).json()["customers_n"] == (await client.get("/v1/customers")).json()["total"] == 1
    )
