"""A campaign's whole way over HTTP: written, previewed, approved by somebody else, confirmed, counted."""

from typing import Any

import pytest

from siyu import staff
from tests.doors.conftest import Firm, enrol

PARTS = ("delivered", "failed", "skipped", "waiting", "unknown")


def lines(shown: dict[str, Any]) -> dict[str, int]:
    return {f"{stop['state']}:{stop['gate']}:{stop['reason']}": stop["people"] for stop in shown["stops"]}


async def opened(firm: Firm, path: str, shown: dict[str, Any]) -> set[int]:
    """Everybody behind the lines of a preview or of results, each found exactly once."""
    found: list[int] = []
    for stop in shown["stops"]:
        if "considered" in shown:
            people = await firm.foreseen(path, stop=f"{stop['gate']}:{stop['reason']}")
        else:
            people = await firm.people(path, state=stop["state"], gate=stop["gate"], reason=stop["reason"])
        assert len(people) == stop["people"], stop
        found += [one["customer_id"] for one in people]
    assert len(found) == len(set(found))
    return set(found)


async def results(firm: Firm, path: str) -> dict[str, Any]:
    shown: dict[str, Any] = await firm.author.ask("GET", f"{path}/results")
    assert shown["is_exact"]
    assert shown["planned"] == sum(shown[part] for part in PARTS)
    return shown


async def test_a_campaign_from_draft_to_its_last_figure(firm: Firm) -> None:
    ids = await firm.befriend(8, ["amy", "bob"])
    refused = ids[:2]
    for one in refused:
        word = {"is_granted": False, "purpose": "marketing", "basis": "staff"}
        await firm.author.ask("POST", f"/v1/customers/{one}/consents", word)
    await firm.author.ask("POST", f"/v1/customers/{ids[2]}/suppressions", {"reason": "投诉"})
    path = await firm.draft(ids)

    preview = await firm.author.ask("POST", f"{path}/preview")
    assert (preview["considered"], preview["ready"], preview["held"], preview["skipped"]) == (8, 5, 0, 3)
    assert lines(preview) == {"skipped:consent:no_consent": 2, "skipped:suppression:suppressed": 1}
    assert all(stop["sentence_zh"] and stop["sentence_en"] for stop in preview["stops"])
    assert sum(share["people"] for share in preview["by_staff"]) == 5
    assert await opened(firm, path, preview) == set(ids[:3])
    assert {one["customer_id"] for one in await firm.foreseen(path)} == set(ids[3:])

    await firm.start(path)
    await firm.work()
    waiting = await results(firm, path)
    assert (waiting["planned"], waiting["submitted"], waiting["skipped"]) == (8, 5, 3)
    assert lines(waiting) == lines(preview)
    assert await opened(firm, path, waiting) == set(ids[:3])
    progress = await firm.author.ask("GET", f"{path}/staff")
    assert sum(one["submitted"] for one in progress) == 5
    assert {one["confirmed_tasks"] for one in progress} == {0}

    assert firm.company.corp.confirm()["sent"] == 5
    assert (await firm.author.ask("POST", f"{path}/refresh"))["tasks"] == len(progress)
    await firm.work()
    done = await results(firm, path)
    assert (done["delivered"], done["skipped"], done["waiting"], done["unknown"]) == (5, 3, 0, 0)
    assert (await firm.author.ask("GET", path))["state"] == "ended"
    reached = {effect["key"] for effect in firm.company.corp.effects(kind="delivery")}
    assert {firm.friends[name] for name in reached} == set(ids[3:])
    why = await firm.author.ask("GET", f"{path}/recipients/{refused[0]}")
    assert (why["state"], why["gate"], why["reason"]) == ("skipped", "consent", "no_consent")
    assert "未同意" in why["sentence_zh"]


async def test_nobody_approves_their_own_campaign(firm: Firm) -> None:
    ids = await firm.befriend(2, ["amy"])
    path = await firm.draft(ids)
    await firm.author.ask("POST", f"{path}/approve", status=403)
    own = f"/v1/campaigns/{(await firm.boss.ask('POST', '/v1/campaigns', await spec_of(firm, path), status=201))['id']}"
    await firm.boss.ask("POST", f"{own}/submit")
    refusal = await firm.boss.ask("POST", f"{own}/approve", status=403)
    assert refusal["code"] == "acquisition.second_person_needed"
    assert (await firm.boss.ask("GET", own))["state"] == "submitted"


async def spec_of(firm: Firm, path: str) -> Any:
    return (await firm.author.ask("GET", path))["spec"]


async def test_a_rejected_campaign_goes_back_with_its_reason_and_can_be_mended(firm: Firm) -> None:
    ids = await firm.befriend(2, ["amy"])
    path = await firm.draft(ids)
    await firm.author.ask("POST", f"{path}/submit")
    await firm.author.ask("POST", f"{path}/start", status=409)
    await firm.boss.ask("POST", f"{path}/reject", {"reason": "请写明活动时间"})
    back = await firm.author.ask("GET", path)
    assert (back["state"], back["reason"]) == ("draft", "请写明活动时间")
    change = {"spec": {**back["spec"], "name": "九月上新（至月底）"}, "revision": back["revision"]}
    changed = await firm.author.ask("PUT", path, change)
    assert changed["spec"]["name"] == "九月上新（至月底）"
    await firm.author.ask("PUT", path, change, status=409)
    await firm.start(path)
    await firm.work()
    assert (await results(firm, path))["submitted"] == 2


async def test_stopped_midway_what_went_stays_and_the_rest_does_not_go(firm: Firm) -> None:
    ids = await firm.befriend(6, ["amy", "bob"])
    path = await firm.draft(ids)
    await firm.start(path)
    await firm.work()
    sent = firm.company.corp.confirm(userid="amy")["sent"]
    await firm.author.ask("POST", f"{path}/refresh")
    await firm.work()
    await firm.author.ask("POST", f"{path}/stop", {"reason": "价格有误"})
    await firm.work(120)
    assert firm.company.corp.confirm()["sent"] == 0
    after = await results(firm, path)
    assert (after["delivered"], after["failed"], after["waiting"]) == (sent, 6 - sent, 0)
    assert {(one["reason"], one["people"]) for one in after["reasons"]} == {("cancelled", 6 - sent)}
    failed = await firm.people(path, state="failed", reason="cancelled")
    assert len(failed) == 6 - sent
    stopped = await firm.author.ask("GET", path)
    assert (stopped["state"], stopped["reason"]) == ("stopped", "价格有误")
    await firm.author.ask("POST", f"{path}/stop", {"reason": "再停一次"}, status=409)


async def test_staff_who_have_not_confirmed_are_reminded_three_times_a_day(firm: Firm) -> None:
    ids = await firm.befriend(4, ["amy", "bob"])
    path = await firm.draft(ids)
    await firm.start(path)
    await firm.work()
    firm.company.corp.confirm(userid="amy")
    await firm.author.ask("POST", f"{path}/refresh")
    await firm.work()
    counts = [(await firm.author.ask("POST", f"{path}/remind"))["tasks"] for _ in range(4)]
    assert counts == [1, 1, 1, 0]
    assert len(firm.company.corp.effects(kind="mass_reminder")) == 3


async def test_a_variant_and_a_holdout_are_named_person_by_person(firm: Firm) -> None:
    ids = await firm.befriend(30, ["amy"])
    texts = [{"name": name, "message": {"text": f"新茶到店 {name}"}, "share": 500} for name in "ab"]
    path = await firm.draft(ids, variants=texts, holdout=300)
    preview = await firm.author.ask("POST", f"{path}/preview")
    (stop,) = preview["stops"]
    held_out = {one["customer_id"] for one in await firm.foreseen(path, stop=f"{stop['gate']}:{stop['reason']}")}
    passing = {one["customer_id"] for one in await firm.foreseen(path)}
    assert len(held_out) == preview["skipped"]
    await firm.start(path)
    await firm.work()
    assert {one["customer_id"] for one in await firm.people(path, gate="holdout")} == held_out
    arms = {one["customer_id"]: one["variant"] for one in await firm.people(path, state="submitted")}
    assert set(arms) == passing
    assert set(arms.values()) == {"a", "b"}


async def test_a_sales_person_asks_for_no_campaign_and_a_manager_sees_their_team_only(firm: Firm) -> None:
    ids = await firm.befriend(6, ["amy", "bob"])
    path = await firm.draft(ids)
    team = firm.company.corp.add_department("一组")
    firm.company.corp.change_staff("amy", departments=[team])
    await staff.sync_directory(firm.company.house, firm.company.corp_id)
    amy, bob = await firm.company.member_id("amy"), await firm.company.member_id("bob")
    manager, sales = await enrol(firm, "manager", amy), await enrol(firm, "sales", bob)
    await sales.ask("GET", path, status=403)
    mine = {one["customer_id"] for one in (await manager.ask("GET", f"{path}/preview/people"))["items"]}
    theirs = await firm.company.rows(
        "SELECT customer_id FROM follows f JOIN staff_members s ON s.id = f.staff_id WHERE s.userid = 'amy'"
    )
    assert mine == {int(str(row[0])) for row in theirs}
    assert 0 < len(mine) < 6
    await firm.start(path)
    await firm.work()
    started = (await manager.ask("GET", f"{path}/recipients"))["items"]
    assert {one["customer_id"] for one in started} == mine


@pytest.mark.parametrize("query", [{"cursor": "x"}, {"state": "gone"}, {"gate": "gone"}, {"reason": "No Such"}])
async def test_a_list_that_is_asked_for_wrongly_says_so(firm: Firm, query: dict[str, str]) -> None:
    path = await firm.draft(await firm.befriend(1, ["amy"]))
    await firm.author.ask("GET", f"{path}/recipients", status=422, **query)
