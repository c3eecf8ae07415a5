"""The doors of sending over HTTP: rules, quiet hours, caps, the stop of everything, and what nobody can tell."""

from datetime import timedelta

import pytest

from tests.doors.conftest import Firm
from tests.doors.test_campaign_way import lines, opened, results

CREATE, LIST = "externalcontact/add_msg_template", "externalcontact/get_groupmsg_list_v2"


async def test_rules_are_put_in_force_by_those_who_may_and_are_obeyed(firm: Firm) -> None:
    before = await firm.author.ask("GET", "/v1/sending/rules")
    await firm.author.ask("PUT", "/v1/sending/rules", before, status=403)
    await firm.boss.ask("PUT", "/v1/sending/rules", {**before, "day_cap": -1}, status=422)
    await firm.boss.ask("PUT", "/v1/sending/rules", {**before, "surprise": 1}, status=422)
    after = await firm.rules(banned_words=["欢迎"], day_cap=1)
    assert (after["banned_words"], after["day_cap"]) == (["欢迎"], 1)
    ids = await firm.befriend(2, ["amy"])
    path = await firm.draft(ids)
    assert lines(await firm.author.ask("POST", f"{path}/preview")) == {"skipped:content:banned_word": 2}


async def test_what_is_over_a_cap_is_dropped_with_its_reason(firm: Firm) -> None:
    ids = await firm.befriend(3, ["amy"])
    await firm.rules(day_cap=1, week_cap=2, month_cap=None)
    told: list[dict[str, int]] = []
    for _ in range(3):
        for _ in range(2):
            path = await firm.draft(ids)
            await firm.start(path)
            await firm.work()
            shown = await results(firm, path)
            told.append(lines(shown))
            assert await opened(firm, path, shown) == (set(ids) if shown["skipped"] else set())
        firm.company.corp.confirm()
        await firm.work(24 * 3600)
    over_day, over_week = {"skipped:cap:day_cap": 3}, {"skipped:cap:week_cap": 3}
    assert told == [{}, over_day, {}, over_day, over_week, over_week]
    assert len(firm.company.corp.effects(kind="delivery")) == 6
    service = await firm.draft(ids, purpose="service")
    assert (await firm.author.ask("POST", f"{service}/preview"))["ready"] == 3


async def test_in_quiet_hours_everybody_waits_until_the_morning_and_then_gets_it(firm: Firm) -> None:
    ids = await firm.befriend(3, ["amy"])
    firm.company.advance(12 * 3600)
    path = await firm.draft(ids)
    preview = await firm.author.ask("POST", f"{path}/preview")
    assert (preview["ready"], preview["held"]) == (0, 3)
    assert lines(preview) == {"held:quiet:quiet_hours": 3}
    assert await opened(firm, path, preview) == set(ids)
    await firm.start(path)
    await firm.work()
    assert (await results(firm, path))["held"] == 3
    why = await firm.author.ask("GET", f"{path}/recipients/{ids[0]}")
    assert (why["due_at"], why["reason"]) == ("2026-09-02T00:00:00Z", "quiet_hours")
    await firm.work(10 * 3600 - 1)
    assert (await results(firm, path))["held"] == 3
    await firm.work(1)
    assert (await results(firm, path))["submitted"] == 3


async def test_a_fence_stops_everything_until_somebody_lifts_it(firm: Firm) -> None:
    ids = await firm.befriend(3, ["amy"])
    path = await firm.draft(ids)
    await firm.author.ask("PUT", "/v1/sending/fences/kill", {"is_down": True, "reason": "x"}, status=403)
    await firm.boss.ask("PUT", "/v1/sending/fences/other", {"is_down": True, "reason": "x"}, status=422)
    down = await firm.boss.ask("PUT", "/v1/sending/fences/kill", {"is_down": True, "reason": "文案有误，先停"})
    assert [(one["name"], one["is_down"], one["reason"]) for one in down] == [("kill", True, "文案有误，先停")]
    await firm.start(path)
    await firm.work(60)
    assert (await results(firm, path))["submitted"] == 0
    assert firm.company.corp.effects(kind="mass_task") == []
    await firm.boss.ask("PUT", "/v1/sending/fences/kill", {"is_down": False, "reason": "已更正"})
    assert not any(one["is_down"] for one in await firm.author.ask("GET", "/v1/sending/fences"))
    await firm.work(60)
    assert (await results(firm, path))["submitted"] == 3


async def lose_an_answer(firm: Firm) -> tuple[str, int]:
    """A campaign whose only call was answered by nobody, and the batch that a person has to decide about."""
    ids = await firm.befriend(3, ["amy"])
    path = await firm.draft(ids)
    await firm.start(path)
    firm.company.simulator.add_fault("cut_after", CREATE, count=1)
    firm.company.simulator.add_fault("errcode", LIST, count=None, code=40058)
    await firm.work()
    for _ in range(16):
        await firm.work(timedelta(minutes=30).total_seconds())
    [batch] = await firm.author.ask("GET", "/v1/sending/unknown")
    assert (batch["people"], batch["reason"]) == (3, "no_clear_answer")
    shown = await results(firm, path)
    assert (shown["unknown"], shown["waiting"]) == (3, 0)
    firm.company.simulator.clear_faults()
    return path, int(batch["id"])


@pytest.mark.parametrize(
    ("decision", "expected", "tasks"),
    [("sent", "delivered", 1), ("not_sent", "submitted", 2), ("ask_again", "submitted", 1)],
)
async def test_a_person_decides_what_nobody_can_tell(firm: Firm, decision: str, expected: str, tasks: int) -> None:
    path, batch = await lose_an_answer(firm)
    door = f"/v1/sending/unknown/{batch}/decision"
    word = {"decision": decision, "reason": "与员工核对"}
    await firm.author.ask("POST", door, word, status=403)
    assert await firm.boss.ask("POST", door, word) == []
    await firm.boss.ask("POST", door, word, status=409)
    for _ in range(4):
        await firm.work(60)
    shown = await results(firm, path)
    assert (shown[expected], shown["unknown"]) == (3, 0)
    assert len(firm.company.corp.effects(kind="mass_task")) == tasks
    trail = await firm.boss.ask("GET", "/v1/audit", limit=50)
    assert any(one["action"] == "channels.unknown.decide" and one["reason"] == "与员工核对" for one in trail["items"])
