"""Planning: everybody is judged once, the figures add up, and planning twice is planning once."""

from datetime import timedelta
from typing import Any

import pytest

from siyu.channels.sending.contracts import Message, Origin, PlanRequest, Variant
from siyu.channels.sending.service import planning
from tests.channels.sending.conftest import Company, members

HELLO = Variant(name="a", message=Message(text="您好，新品到店"))


def request(ids: list[int], *, origin_id: int = 7, **more: Any) -> PlanRequest:
    variants = more.pop("variants", (HELLO,))
    return PlanRequest(origin=Origin.CAMPAIGN, origin_id=origin_id, members=members(ids), variants=variants, **more)


def stops_of(summary: Any) -> dict[str, int]:
    return {f"{stop.gate}:{stop.reason}": stop.people for stop in summary.stops}


async def test_everybody_reachable_is_planned_with_an_event(company: Company) -> None:
    ids = await company.befriend(100, company.add_staff(3))
    summary = await planning.plan(company.house, request(ids))
    assert (summary.considered, summary.ready, summary.stops) == (100, 100, ())
    assert await company.events("message_planned") == 100
    assert sorted(share.people for share in summary.by_staff) == [33, 33, 34]


async def test_planning_twice_is_planning_once(company: Company) -> None:
    ids = await company.befriend(20, company.add_staff(1))
    first = await planning.plan(company.house, request(ids))
    await company.run("UPDATE send_plans SET is_finished = false, after_customer_id = 0")
    assert await planning.plan(company.house, request(ids)) == first
    assert await company.events("message_planned") == 20


async def test_the_preview_says_what_planning_does_and_writes_nothing(company: Company) -> None:
    ids = await company.befriend(60, company.add_staff(2)) + await company.add_strangers(5)
    company.blocked = {ids[0]: "consent:withdrawn", ids[1]: "suppression:complained"}
    wish = request(ids, holdout=200)
    shown = await planning.preview(company.house, wish)
    assert await company.rows("SELECT 1 FROM messages") == []
    assert shown == await planning.plan(company.house, wish)
    stops = stops_of(shown)
    assert stops["reachable:no_friend"] == 5
    assert stops["consent:withdrawn"] == stops["suppression:complained"] == 1
    assert shown.considered == 65 == shown.ready + shown.skipped
    assert await company.events("message_skipped") == shown.skipped


async def test_quiet_hours_hold_everybody_until_the_morning(company: Company) -> None:
    ids = await company.befriend(4, company.add_staff(1))
    company.house.clock.advance(timedelta(hours=12))  # type: ignore[attr-defined]  # 22:00 in Shanghai
    summary = await planning.plan(company.house, request(ids))
    assert stops_of(summary) == {"quiet:quiet_hours": 4}
    assert (summary.ready, summary.held) == (0, 4)
    due = await company.rows("SELECT DISTINCT due_at FROM messages")
    assert due[0][0].isoformat() == "2026-09-02T00:00:00+00:00"
    assert await company.events("message_held") == 4


async def test_the_third_message_of_a_day_is_capped(company: Company) -> None:
    ids = await company.befriend(3, company.add_staff(1))
    for origin_id in (1, 2, 3):
        summary = await planning.plan(company.house, request(ids, origin_id=origin_id))
    assert stops_of(summary) == {"cap:day_cap": 3}


@pytest.mark.parametrize(
    ("words", "stop"),
    [
        ("{{ customer.name }}您好", "render:variable_per_customer"),
        ("{{ weather }}", "render:unknown_variable"),
        ("{% if %}", "render:bad_template"),
        ("全网最低价", "content:banned_word"),
        ("字" * 1400, "content:text_too_long"),
    ],
)
async def test_a_text_that_cannot_go_out_stops_everybody(company: Company, words: str, stop: str) -> None:
    ids = await company.befriend(3, company.add_staff(2))
    variant = Variant(name="a", message=Message(text=words))
    assert stops_of(await planning.preview(company.house, request(ids, variants=(variant,)))) == {stop: 3}


async def test_the_person_who_talked_last_speaks(company: Company) -> None:
    company.add_staff(2)
    ids = await company.befriend(1, [1])
    await company.run(
        "INSERT INTO follows (customer_id, corp_id, staff_id, external_userid, spell, is_live, started_at,"
        " last_interaction_at, moved_at, source) VALUES (:id, 1, 2, 'wm2', 1, true, now() - interval '1 year',"
        " now(), now(), 'x')",
        id=ids[0],
    )
    summary = await planning.plan(company.house, request(ids))
    assert [share.staff_id for share in summary.by_staff] == [2]


async def test_variants_split_people_and_the_rest_get_none(company: Company) -> None:
    ids = await company.befriend(400, company.add_staff(1))
    arms = tuple(Variant(name=name, message=Message(text=f"版本 {name}"), share=300) for name in "ab")
    summary = await planning.plan(company.house, request(ids, variants=arms))
    rows = await company.rows("SELECT variant, count(*) FROM messages WHERE state = 'planned' GROUP BY 1 ORDER BY 1")
    assert [row[0] for row in rows] == ["a", "b"]
    assert all(80 < row[1] < 160 for row in rows)
    assert stops_of(summary)["arm:no_arm"] == 400 - summary.ready
