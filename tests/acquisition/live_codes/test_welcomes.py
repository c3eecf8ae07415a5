"""From a scan to a greeted, tagged and counted customer, over the simulator's API and real callbacks."""

from datetime import date
from io import BytesIO

import pytest

from siyu import customers
from siyu.acquisition import publish_code
from siyu.runtime.spine import Source

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


async def make_tag(company, name: str) -> int:
    async with company.house.unit() as uow:
        tags = await customers.ensure_tags(uow, [name])
    return next(iter(tags.values())) if isinstance(tags, dict) else tags[0]


async def make_code(company, http, **spec) -> dict:
    """A code that WeCom has made; amy answers it unless the spec says otherwise."""
    chosen = {"name": "门店海报", "staff_ids": [await company.member_id("amy")], **spec}
    answer = await http.post("/v1/live-codes", json={"corp_id": company.corp_id, "spec": chosen})
    assert answer.status_code == 201, answer.text
    await publish_code.run(company.house, code_id=answer.json()["id"])
    shown = (await http.get(f"/v1/live-codes/{answer.json()['id']}")).json()
    assert (shown["status"], shown["problem"]) == ("active", None)
    return shown


async def run_ordered_reads(company) -> None:
    """The jobs that the greeting ordered, as a worker would run them."""
    for (arguments,) in await company.rows(
        "SELECT args FROM procrastinate_jobs WHERE task_name = 'customers.refresh_contacts' AND status = 'todo'"
    ):
        await customers.refresh_contacts.run(company.house, **arguments)


@pytest.mark.feature("AQ-01")
async def test_who_scans_a_code_is_attributed_tagged_and_greeted(company, http, deliver):
    tag_id = await make_tag(company, "门店来客")
    code = await make_code(
        company, http, tag_ids=[tag_id], welcomes=[{"text": "{{ customer.name }}您好，我是{{ staff.name }}"}]
    )
    meeting = company.corp.scan(state=code["state_code"], customer={"name": "李雷"})
    assert meeting.userid == "amy"
    await deliver(company.added(meeting))
    await company.work()

    [welcome] = company.corp.effects(kind="welcome")
    assert (welcome["key"], welcome["subject"]) == (meeting.external_userid, meeting.welcome_code)
    [(live_code, tag, state)] = await company.rows(
        "SELECT f.live_code, t.tag_id, m.state FROM follows f JOIN customer_tags t USING (customer_id)"
        " JOIN messages m USING (customer_id)"
    )
    assert (live_code, tag, state) == (code["id"], tag_id, "delivered")
    await run_ordered_reads(company)
    assert await company.rows("SELECT name FROM customers") == [("李雷",)]


@pytest.mark.feature("AQ-04")
async def test_the_welcome_carries_text_picture_link_and_mini_program(company, http, deliver):
    uploads = await http.post("/v1/live-codes/pictures", files={"file": ("a.png", BytesIO(PNG), "image/png")})
    picture_id = uploads.json()["id"]
    parts = [
        {"kind": "image", "picture_id": picture_id},
        {"kind": "link", "title": "新品", "url": "https://example.com/new"},
        {"kind": "mini_program", "title": "商城", "appid": "wx1", "page": "index.html", "picture_id": picture_id},
    ]
    code = await make_code(company, http, welcomes=[{"text": "欢迎", "parts": parts}])
    await deliver(company.added(company.corp.scan(state=code["state_code"])))
    await company.work()
    assert len(company.corp.effects(kind="welcome")) == 1
    assert [tuple(row) for row in await company.rows("SELECT state, reason FROM messages")] == [("delivered", None)]


async def test_a_welcome_is_said_once_however_often_the_callback_comes(company, http, deliver):
    code = await make_code(company, http, welcomes=[{"text": "欢迎"}])
    meeting = company.corp.scan(state=code["state_code"])
    for _ in range(3):
        await deliver(company.added(meeting))
        await company.work()
    company.advance(3)
    await deliver(company.added(meeting))  # another second, so another body
    await company.work()
    assert len(company.corp.effects(kind="welcome")) == 1
    assert await company.rows("SELECT count(*) FROM messages") == [(1,)]
    assert await company.rows("SELECT count(*) FROM follows") == [(1,)]


async def test_the_first_fitting_variant_is_said(company, http, deliver):
    bob = await company.member_id("bob")
    code = await make_code(
        company,
        http,
        staff_ids=[await company.member_id("amy"), bob],
        welcomes=[
            {"text": "晚上好", "windows": [{"start": "18:00", "end": "08:00"}]},
            {"text": "我是Bob", "staff_ids": [bob]},
            {"text": "您好"},
        ],
    )
    for userid in ("amy", "bob"):
        await deliver(company.added(company.corp.scan(state=code["state_code"], userid=userid)))
    await company.work()
    company.advance(10 * 3600)  # 20:00 in Shanghai
    await deliver(company.added(company.corp.scan(state=code["state_code"], userid="bob")))
    await company.work()
    said = await company.rows("SELECT c.body ->> 'text' FROM messages m JOIN message_contents c ON c.id = m.content_id"
                              " ORDER BY m.id")  # fmt: skip
    assert {text for (text,) in said[:2]} == {"您好", "我是Bob"}
    assert said[2] == ("晚上好",)


async def test_an_answer_cut_after_the_welcome_is_never_a_second_welcome(company, http, deliver):
    code = await make_code(company, http, welcomes=[{"text": "欢迎"}])
    company.simulator.add_fault("cut_after", "externalcontact/send_welcome_msg", count=1)
    await deliver(company.added(company.corp.scan(state=code["state_code"])))
    await company.work()
    for _ in range(6):
        company.advance(2)
        await company.work()
    assert len(company.corp.effects(kind="welcome")) == 1
    assert await company.rows("SELECT state, reason FROM messages") == [("unknown", "answer_lost")]


async def test_a_code_that_died_before_us_ends_as_failed_with_its_reason(company, http, deliver):
    code = await make_code(company, http, welcomes=[{"text": "欢迎"}])
    meeting = company.corp.scan(state=code["state_code"])
    company.advance(21)
    await deliver(company.added(meeting))
    await company.work()
    assert await company.rows("SELECT state, reason FROM messages") == [("failed", "welcome_code_expired")]


async def test_whoever_chatted_first_is_not_greeted_twice(company, http, deliver):
    code = await make_code(company, http, welcomes=[{"text": "欢迎"}])
    meeting = company.corp.scan(state=code["state_code"])
    company.corp.chat(meeting.userid, meeting.external_userid)
    await deliver(company.added(meeting))
    await company.work()
    assert await company.rows("SELECT state, reason FROM messages") == [("failed", "already_greeted")]


async def test_a_busy_wecom_is_asked_again_while_the_code_lives(company, http, deliver):
    code = await make_code(company, http, welcomes=[{"text": "欢迎"}])
    company.simulator.add_fault("errcode", "externalcontact/send_welcome_msg", count=2, code=41096)
    await deliver(company.added(company.corp.scan(state=code["state_code"])))
    for _ in range(5):
        await company.work()
        company.advance(1)
    assert await company.rows("SELECT state FROM messages") == [("delivered",)]


async def test_who_comes_without_a_code_of_ours_is_a_customer_and_is_not_greeted(company, http, deliver):
    meeting = company.corp.scan(userid="amy")
    await deliver(company.added(meeting))
    await company.work()
    assert await company.rows("SELECT live_code, is_live FROM follows") == [(None, True)]
    assert await company.rows("SELECT outcome FROM callback_inbox") == [("no_welcome",)]


@pytest.mark.feature("AQ-22")
async def test_figures_count_adds_welcomes_and_losses_by_day_and_member(company, http, deliver):
    code = await make_code(
        company,
        http,
        staff_ids=[await company.member_id("amy"), await company.member_id("bob")],
        welcomes=[{"text": "欢迎"}],
    )
    stays = company.corp.scan(state=code["state_code"], userid="amy")
    leaves = company.corp.scan(state=code["state_code"], userid="bob")
    for meeting in (stays, leaves):
        await deliver(company.added(meeting))
    await company.work()
    company.advance(3600)
    gone = company.sender.removed(
        company.house.clock.now(), customer=leaves.external_userid, userid="bob", by_customer=True
    )
    await deliver(company.sender.seal(gone, company.house.clock.now()))
    await company.work()
    day = date(2026, 9, 1).isoformat()
    answer = await http.get(f"/v1/live-codes/{code['id']}/statistics", params={"first": day, "last": day})
    figures = answer.json()
    total = {name: value for name, value in figures["total"].items() if name not in {"day", "staff_id"}}
    assert total == {
        "adds": 2,
        "first_adds": 2,
        "welcomed": 2,
        "welcome_failed": 0,
        "lost_within_day": 1,
        "lost": 1,
        "still_friends": 1,
    }
    by_staff = {row["staff_id"]: (row["day"], row["adds"], row["lost"]) for row in figures["rows"]}
    assert by_staff == {
        await company.member_id("amy"): (day, 1, 0),
        await company.member_id("bob"): (day, 1, 1),
    }


async def test_a_callback_source_is_recorded_with_the_relation(company, http, deliver):
    code = await make_code(company, http)
    await deliver(company.added(company.corp.scan(state=code["state_code"])))
    await company.work()
    assert await company.rows("SELECT source FROM events WHERE name = 'follow_started'") == [
        (str(Source.WECOM_CALLBACK),)
    ]
