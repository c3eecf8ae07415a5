"""A campaign from the first draft to exact results, and every way in which it may end."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from siyu import channels
from siyu.acquisition import campaigns
from siyu.acquisition.campaigns import CampaignSpec, CampaignState
from siyu.acquisition.campaigns.service import runs
from siyu.channels.sending.service import dispatching, polling
from siyu.kit.clock import ManualClock
from siyu.kit.paging import Paging
from siyu.runtime.viewer import Scope, Viewer
from tests.channels.sending.conftest import Company
from tests.channels.sending.fake_wecom import FakeWeCom

AUTHOR = Viewer(user_id=1, staff_id=None, scope=Scope.ALL, rights=frozenset({"*"}), name="author")
BOSS = Viewer(user_id=2, staff_id=None, scope=Scope.ALL, rights=frozenset({"*"}), name="boss")


def spec(ids: list[int], **more: Any) -> CampaignSpec:
    text_of = more.pop("text", "新品到店，欢迎来看看")
    values = {
        "name": "九月上新",
        "whom": {"customer_ids": ids},
        "variants": [{"name": "a", "message": {"text": text_of}}],
        **more,
    }
    return CampaignSpec.model_validate(values)


async def approved(company: Company, wanted: CampaignSpec) -> int:
    house = company.house
    async with house.unit() as uow:
        campaign = await campaigns.create_campaign(uow, AUTHOR, wanted)
    await campaigns.submit_campaign(house, AUTHOR, campaign.id)
    async with house.unit() as uow:
        await campaigns.approve_campaign(uow, BOSS, campaign.id)
    return campaign.id


async def start(company: Company, campaign_id: int) -> None:
    async with company.house.unit() as uow:
        await campaigns.start_campaign(uow, AUTHOR, campaign_id)
    await runs.plan_campaign.run(company.house, campaign_id=campaign_id)


async def turn(company: Company, clock: ManualClock, turns: int = 30) -> None:
    for _ in range(turns):
        if not await dispatching.dispatch_once(company.house) + await polling.poll_once(company.house):
            clock.advance(timedelta(seconds=60))


async def waterfall(company: Company, campaign_id: int) -> channels.Waterfall:
    async with company.house.unit() as uow:
        return await channels.count_outcomes(uow, channels.Origin.CAMPAIGN, campaign_id)


async def state_of(company: Company, campaign_id: int) -> CampaignState:
    async with company.house.unit() as uow:
        return (await campaigns.get_campaign(uow, campaign_id)).state


async def test_a_campaign_runs_to_its_end_and_its_figures_are_exact(
    company: Company, wecom: FakeWeCom, clock: ManualClock
) -> None:
    ids = await company.befriend(9, company.add_staff(2)) + await company.add_strangers(3)
    campaign_id = await approved(company, spec(ids))
    preview = await campaigns.preview_campaign(company.house, AUTHOR, campaign_id)
    assert (preview.considered, preview.ready, preview.skipped) == (12, 9, 3)
    await start(company, campaign_id)
    await turn(company, clock, 6)
    wecom.confirm(**{f"wm{ids[0]}": 3})
    clock.advance(timedelta(hours=1))
    await turn(company, clock)
    found = await waterfall(company, campaign_id)
    assert (found.planned, found.delivered, found.failed, found.skipped, found.waiting) == (12, 8, 1, 3, 0)
    assert found.is_exact
    assert await campaigns.keep_campaigns(company.house) == 1
    assert await state_of(company, campaign_id) is CampaignState.ENDED
    assert await company.events("campaign_moved") == 2


async def test_nobody_approves_their_own_campaign(company: Company) -> None:
    ids = await company.befriend(1, company.add_staff(1))
    async with company.house.unit() as uow:
        campaign = await campaigns.create_campaign(uow, AUTHOR, spec(ids))
    await campaigns.submit_campaign(company.house, AUTHOR, campaign.id)
    with pytest.raises(campaigns.SecondPersonNeeded):
        async with company.house.unit() as uow:
            await campaigns.approve_campaign(uow, AUTHOR, campaign.id)
    assert await state_of(company, campaign.id) is CampaignState.SUBMITTED


async def test_one_person_is_enough_where_the_rules_say_so(company: Company) -> None:
    ids = await company.befriend(1, company.add_staff(1))
    async with company.house.unit() as uow:
        await channels.save_send_rules(uow, BOSS, channels.SendRules(needs_two_people=False))
        campaign = await campaigns.create_campaign(uow, AUTHOR, spec(ids))
    await campaigns.submit_campaign(company.house, AUTHOR, campaign.id)
    async with company.house.unit() as uow:
        assert (await campaigns.approve_campaign(uow, AUTHOR, campaign.id)).state is CampaignState.APPROVED


async def test_an_unapproved_campaign_does_not_start(company: Company) -> None:
    ids = await company.befriend(1, company.add_staff(1))
    async with company.house.unit() as uow:
        campaign = await campaigns.create_campaign(uow, AUTHOR, spec(ids))
        with pytest.raises(campaigns.CampaignWrongState):
            await campaigns.start_campaign(uow, AUTHOR, campaign.id)


async def test_stopping_cancels_what_nobody_confirmed(company: Company, wecom: FakeWeCom, clock: ManualClock) -> None:
    ids = await company.befriend(6, company.add_staff(2))
    campaign_id = await approved(company, spec(ids))
    await start(company, campaign_id)
    await dispatching.dispatch_once(company.house)
    async with company.house.unit() as uow:
        await campaigns.stop_campaign(uow, AUTHOR, campaign_id, reason="price was wrong")
    clock.advance(timedelta(minutes=1))
    await turn(company, clock, 5)
    found = await waterfall(company, campaign_id)
    assert (found.planned, found.failed, found.skipped, found.waiting) == (6, 3, 3, 0)
    assert [task.is_cancelled for task in wecom.tasks] == [True]


async def test_a_campaign_stopped_while_it_is_planned_sends_nothing(
    company: Company, wecom: FakeWeCom, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("siyu.channels.sending.service.planning.CHUNK", 2)
    ids = await company.befriend(6, company.add_staff(1))
    campaign_id = await approved(company, spec(ids))
    async with company.house.unit() as uow:
        await campaigns.start_campaign(uow, AUTHOR, campaign_id)
        await uow.execute(text("UPDATE campaigns SET state = 'running'"))
    watch = runs._watch(company.house, campaign_id)

    async def stop_then_watch(considered: int) -> None:
        async with company.house.unit() as uow:
            if (await campaigns.get_campaign(uow, campaign_id)).state is CampaignState.RUNNING:
                await campaigns.stop_campaign(uow, AUTHOR, campaign_id, reason="no")
        await watch(considered)

    monkeypatch.setattr(runs, "_watch", lambda house, one: stop_then_watch)
    await runs.plan_campaign.run(company.house, campaign_id=campaign_id)
    await turn(company, clock, 3)
    found = await waterfall(company, campaign_id)
    assert (found.planned, found.skipped) == (2, 2)
    assert wecom.tasks == []


async def test_reminders_stop_after_three(company: Company, wecom: FakeWeCom, clock: ManualClock) -> None:
    ids = await company.befriend(2, company.add_staff(2))
    campaign_id = await approved(company, spec(ids))
    await start(company, campaign_id)
    await turn(company, clock, 4)
    counts = [await channels.remind(company.house, channels.Origin.CAMPAIGN, campaign_id) for _ in range(4)]
    assert counts == [2, 2, 2, 0]
    clock.advance(timedelta(hours=25))
    assert await channels.remind(company.house, channels.Origin.CAMPAIGN, campaign_id) == 2


async def test_everybody_can_be_told_why_they_did_not_get_it(company: Company, wecom: FakeWeCom) -> None:
    ids = await company.befriend(2, company.add_staff(1))
    company.blocked = {ids[0]: "consent:no_consent"}
    campaign_id = await approved(company, spec(ids))
    await start(company, campaign_id)
    async with company.house.unit() as uow:
        told = await channels.explain_send(uow, BOSS, channels.Origin.CAMPAIGN, campaign_id, ids[0])
    assert (told.gate, told.reason) == ("consent", "no_consent")
    assert "未同意" in told.sentence_zh


@pytest.mark.parametrize(
    "broken",
    [
        {"whom": {}},
        {"whom": {"customer_ids": [1], "segment_id": 1}},
        {"text": "{{ customer.name }}"},
        {"text": " "},
        {"not_after": "2020-01-01T00:00:00Z"},
        {"not_before": "2026-10-02T00:00:00"},
    ],
)
async def test_a_campaign_that_cannot_work_is_refused(company: Company, broken: dict[str, Any]) -> None:
    async with company.house.unit() as uow:
        with pytest.raises(campaigns.BadCampaign):
            await campaigns.create_campaign(uow, AUTHOR, spec([1], **broken))


async def test_a_draft_changed_by_somebody_else_is_not_overwritten(company: Company) -> None:
    ids = await company.befriend(1, company.add_staff(1))
    async with company.house.unit() as uow:
        draft = await campaigns.create_campaign(uow, AUTHOR, spec(ids))
        await campaigns.change_campaign(uow, AUTHOR, draft.id, spec(ids, name="新名字"), revision=draft.revision)
        with pytest.raises(campaigns.CampaignChanged):
            await campaigns.change_campaign(uow, AUTHOR, draft.id, spec(ids), revision=draft.revision)


async def test_every_stop_of_a_preview_opens_to_exactly_its_people(company: Company) -> None:
    ids = await company.befriend(7, company.add_staff(2))
    strangers = await company.add_strangers(3)
    company.blocked = {ids[0]: "consent:no_consent"}
    async with company.house.unit() as uow:
        draft = await campaigns.create_campaign(uow, AUTHOR, spec(ids + strangers))
    shown = await campaigns.preview_campaign(company.house, AUTHOR, draft.id)
    opened: dict[str, list[int]] = {}
    for stop in shown.stops:
        page = await campaigns.preview_people(
            company.house, AUTHOR, draft.id, Paging(50), stop=(stop.gate, stop.reason)
        )
        assert page.total == stop.people == len(page.items)
        opened[stop.reason] = [one.customer_id for one in page.items]
    assert opened == {"no_consent": [ids[0]], "no_friend": strangers}
    first = await campaigns.preview_people(company.house, AUTHOR, draft.id, Paging(4), stop=None)
    rest = await campaigns.preview_people(company.house, AUTHOR, draft.id, Paging(4, first.next_cursor), stop=None)
    assert [one.customer_id for one in (*first.items, *rest.items)] == ids[1:]
    assert first.total == rest.total == shown.ready == 6


async def test_every_figure_of_the_results_opens_to_exactly_its_people(company: Company, wecom: FakeWeCom) -> None:
    ids = await company.befriend(4, company.add_staff(2)) + await company.add_strangers(2)
    campaign_id = await approved(company, spec(ids))
    await start(company, campaign_id)
    found = await waterfall(company, campaign_id)
    async with company.house.unit() as uow:
        for want, figure in (
            (channels.RecipientFilter(), found.planned),
            (channels.RecipientFilter((channels.State.PLANNED,)), found.ready),
            (channels.RecipientFilter(gate=channels.Gate.REACHABLE, reason="no_friend"), found.skipped),
            (channels.RecipientFilter((channels.State.SKIPPED,), reason="week_cap"), 0),
        ):
            page = await channels.list_recipients(
                uow, BOSS, channels.Origin.CAMPAIGN, campaign_id, Paging(50), want=want
            )
            assert (page.total, len(page.items)) == (figure, figure)
        rows = await channels.count_outcomes_of(uow, channels.Origin.CAMPAIGN, [campaign_id, campaign_id + 1])
    assert rows == {campaign_id: found}


async def test_campaigns_are_found_by_a_word_of_their_name(company: Company) -> None:
    ids = await company.befriend(1, company.add_staff(1))
    async with company.house.unit() as uow:
        await campaigns.create_campaign(uow, AUTHOR, spec(ids, name="中秋 100% 新茶"))
        await campaigns.create_campaign(uow, AUTHOR, spec(ids, name="中秋礼盒"))
        found = await campaigns.list_campaigns(uow, Paging(10), words="100%")
    assert ([one.spec.name for one in found.items], found.total) == (["中秋 100% 新茶"], 1)
