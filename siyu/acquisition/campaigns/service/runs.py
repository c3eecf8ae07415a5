"""Campaigns at work: started, planned, stopped, ended."""

import logging

from siyu import channels
from siyu.acquisition.campaigns import queries
from siyu.acquisition.campaigns.contracts import Campaign, CampaignMoved, CampaignState
from siyu.acquisition.campaigns.service.drafts import get_campaign, plan_request, step
from siyu.channels import Origin
from siyu.runtime.audit import write_audit
from siyu.runtime.database import UnitOfWork
from siyu.runtime.house import House
from siyu.runtime.jobs import job
from siyu.runtime.viewer import Viewer

log = logging.getLogger(__name__)


class _Stopped(Exception):
    """The campaign was stopped while it was planned."""


@job("campaigns.plan", retries=10)
async def plan_campaign(house: House, *, campaign_id: int) -> None:
    """Judge the whole audience and hand those who pass to the dispatch; goes on where it was cut."""
    async with house.unit() as uow:
        campaign = await get_campaign(uow, campaign_id)
    if campaign.state is CampaignState.RUNNING:
        try:
            await channels.plan(house, plan_request(campaign), progress=_watch(house, campaign_id))
        except _Stopped:
            log.info("campaign %s was stopped while it was planned", campaign_id)
    async with house.unit() as uow:
        if (await get_campaign(uow, campaign_id)).state is CampaignState.STOPPED:
            await channels.stop_sends(uow, Origin.CAMPAIGN, campaign_id)


def _watch(house: House, campaign_id: int) -> channels.Progress:
    async def look(considered: int) -> None:
        async with house.unit() as uow:
            if (await get_campaign(uow, campaign_id)).state is not CampaignState.RUNNING:
                raise _Stopped

    return look


async def start_campaign(uow: UnitOfWork, viewer: Viewer, campaign_id: int) -> Campaign:
    """Begin an approved campaign: planning is ordered in the same transaction."""
    await step(uow, campaign_id, "start", started_at=uow.now(), reason=None)
    campaign = await get_campaign(uow, campaign_id)
    _say(uow, campaign, "started")
    await uow.enqueue(plan_campaign, campaign_id=campaign_id)
    await write_audit(uow, viewer, "campaigns.start", on=("campaign", campaign_id))
    return campaign


async def stop_campaign(uow: UnitOfWork, viewer: Viewer, campaign_id: int, *, reason: str) -> Campaign:
    """Stop for good: nobody new gets it, unconfirmed tasks are cancelled; what was delivered stays."""
    before = await step(uow, campaign_id, "stop", ended_at=uow.now(), reason=reason)
    await channels.stop_sends(uow, Origin.CAMPAIGN, campaign_id)
    campaign = await get_campaign(uow, campaign_id)
    if before["state"] == CampaignState.RUNNING:
        _say(uow, campaign, "ended", reason="stopped")
    await write_audit(uow, viewer, "campaigns.stop", on=("campaign", campaign_id), reason=reason)
    return campaign


def _say(uow: UnitOfWork, campaign: Campaign, state: str, *, reason: str | None = None) -> None:
    uow.say(
        CampaignMoved(
            dedup_key=f"campaign:{campaign.id}:{state}",
            campaign=campaign.id,
            state=state,
            audience=campaign.audience_id,
            audience_n=campaign.audience_n,
            reason=reason,
        )
    )


async def keep_campaigns(house: House) -> int:
    """Plan on where planning was cut, and end campaigns of which nothing is left to wait for; how many ended."""
    async with house.unit() as uow:
        running = await queries.list_running(uow.connection)
    ended = 0
    for campaign_id in running:
        async with house.unit() as uow:
            is_planned = await channels.is_planned(uow, Origin.CAMPAIGN, campaign_id)
        if not is_planned:
            await plan_campaign.run(house, campaign_id=campaign_id)
            continue
        async with house.unit() as uow:
            if (await channels.count_outcomes(uow, Origin.CAMPAIGN, campaign_id)).waiting == 0:
                await step(uow, campaign_id, "end", ended_at=uow.now())
                _say(uow, await get_campaign(uow, campaign_id), "ended")
                ended += 1
    return ended
