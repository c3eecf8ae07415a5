"""A code at WeCom: made once whatever happens to answers, answered by whoever is on duty, gone when retired."""

import pytest

from siyu.acquisition import publish_code
from siyu.acquisition.live_codes.jobs import tend_codes
from siyu.acquisition.live_codes.service.publishing import order_publishing
from siyu.runtime.viewer import Scope, Viewer


async def order_code(company, http, **spec) -> int:
    chosen = {"name": "海报", "staff_ids": [await company.member_id("amy")], **spec}
    answer = await http.post("/v1/live-codes", json={"corp_id": company.corp_id, "spec": chosen})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def show(http, code_id: int) -> dict:
    return (await http.get(f"/v1/live-codes/{code_id}")).json()


@pytest.mark.parametrize("fault", ["cut_after", "html_502_after"])
async def test_a_creation_without_an_answer_is_found_again_and_not_made_twice(company, http, fault):
    code_id = await order_code(company, http)
    company.simulator.add_fault(fault, "externalcontact/add_contact_way", count=1)
    await publish_code.run(company.house, code_id=code_id)
    assert (await show(http, code_id))["status"] == "unknown"
    await tend_codes.run(company.house)
    shown = await show(http, code_id)
    assert (shown["status"], shown["problem"]) == ("active", None)
    assert shown["qr_code"].startswith("http")
    assert len(company.corp.effects(kind="contact_way")) == 1


async def test_a_creation_that_never_arrived_is_made_after_a_look(company, http):
    code_id = await order_code(company, http)
    company.simulator.add_fault("reset_before", "externalcontact/add_contact_way", count=1)
    await publish_code.run(company.house, code_id=code_id)
    company.advance(60)
    await tend_codes.run(company.house)
    assert (await show(http, code_id))["status"] in {"unknown", "active"}
    company.advance(120)
    await tend_codes.run(company.house)
    assert (await show(http, code_id))["status"] == "active"
    assert len(company.corp.effects(kind="contact_way")) == 1


@pytest.mark.feature("AQ-01")
async def test_a_code_survives_that_its_member_leaves(company, http, deliver):
    await company.work()  # the news of those who joined
    code_id = await order_code(
        company, http, staff_ids=[await company.member_id("amy"), await company.member_id("bob")]
    )
    await publish_code.run(company.house, code_id=code_id)
    company.corp.dismiss_staff("amy")
    now = company.house.clock.now()
    await deliver(company.sender.seal(company.sender.plain("change_contact", "delete_user", now, UserID="amy"), now))
    await company.work()
    ordered = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'live_codes.publish'"
    assert await company.rows(ordered) == [(2,)]  # for the creation, and for the departure
    await publish_code.run(company.house, code_id=code_id)
    shown = await show(http, code_id)
    assert shown["published_userids"] == ["bob"]
    assert company.corp.scan(state=shown["state_code"]).userid == "bob"


async def test_the_shift_on_duty_answers_and_the_default_at_other_hours(company, http):
    bob = await company.member_id("bob")
    late = {"windows": [{"start": "18:00", "end": "22:00"}], "staff_ids": [bob]}
    code_id = await order_code(company, http, shifts=[late])
    answering = []
    for hours in (0, 9, 4):  # 10:00, 19:00 and 23:00 in Shanghai
        company.advance(hours * 3600)
        await publish_code.run(company.house, code_id=code_id)
        await tend_codes.run(company.house)
        answering += (await show(http, code_id))["published_userids"]
    assert answering == ["amy", "bob", "amy"]


async def test_a_retired_code_is_deleted_and_cannot_be_changed(company, http):
    code_id = await order_code(company, http)
    await publish_code.run(company.house, code_id=code_id)
    assert (await http.post(f"/v1/live-codes/{code_id}/retire")).json()["status"] == "retiring"
    await publish_code.run(company.house, code_id=code_id)
    shown = await show(http, code_id)
    assert shown["status"] == "retired"
    assert len(company.corp.effects(kind="contact_way_deleted")) == 1
    assert (await http.put(f"/v1/live-codes/{code_id}", json=shown["spec"])).status_code == 409


async def test_nobody_able_to_answer_is_told_and_not_sent_to_wecom(company, http):
    stranger = await company.member_id("zoe")  # known by name only
    code_id = await order_code(company, http, staff_ids=[stranger])
    await publish_code.run(company.house, code_id=code_id)
    shown = await show(http, code_id)
    assert (shown["status"], shown["problem"]) == ("creating", "nobody_on_duty")
    assert company.corp.effects(kind="contact_way") == []


async def test_a_sales_person_sees_only_the_codes_that_name_them(company, http):
    amy, bob = await company.member_id("amy"), await company.member_id("bob")
    mine, other = await order_code(company, http), await order_code(company, http, staff_ids=[bob])
    http.sign_in.viewer = Viewer(
        user_id=1, staff_id=amy, scope=Scope.OWN, staff_ids=frozenset({amy}), rights=frozenset({"codes.read"})
    )
    listed = (await http.get("/v1/live-codes")).json()["items"]
    assert [code["id"] for code in listed] == [mine]
    assert (await http.get(f"/v1/live-codes/{other}")).status_code == 404
    span = {"first": "2026-09-01", "last": "2026-09-02"}
    assert (await http.get(f"/v1/live-codes/{other}/statistics", params=span)).status_code == 404
    assert (await http.post(f"/v1/live-codes/{mine}/retire")).status_code == 403


@pytest.mark.parametrize(
    "spec",
    [
        {"staff_ids": [999_999]},
        {"tag_ids": [999_999]},
        {"acq_channel_id": 999_999},
        {"welcomes": [{"text": ""}]},
        {"welcomes": [{"text": "{{ customer.phone }}"}]},
        {"welcomes": [{"text": "{% broken"}]},
        {"welcomes": [{"parts": [{"kind": "image", "picture_id": 999_999}]}]},
        {"remark": "字" * 31},
        {"shifts": [{"windows": [], "staff_ids": [1]}]},
    ],
)
async def test_a_code_that_could_not_work_is_refused(company, http, spec):
    chosen = {"name": "海报", "staff_ids": [await company.member_id("amy")], **spec}
    answer = await http.post("/v1/live-codes", json={"corp_id": company.corp_id, "spec": chosen})
    assert answer.status_code == 422


async def test_the_members_codes_are_looked_at_again_when_they_move(company, http):
    await order_code(company, http)
    async with company.house.unit() as uow:
        assert await order_publishing(uow, await company.member_id("amy")) == 1
        assert await order_publishing(uow, await company.member_id("bob")) == 0


async def test_a_file_that_is_no_picture_is_refused(company, http):
    answer = await http.post("/v1/live-codes/pictures", files={"file": ("a.png", b"<svg/>" * 10, "image/png")})
    assert answer.status_code == 422


async def test_channel_names_are_unique(company, http):
    assert (await http.post("/v1/acquisition-channels", json={"name": "抖音"})).status_code == 201
    assert (await http.post("/v1/acquisition-channels", json={"name": "抖音"})).status_code == 409
    assert [one["name"] for one in (await http.get("/v1/acquisition-channels")).json()["items"]] == ["抖音"]
