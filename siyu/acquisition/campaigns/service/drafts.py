"""Campaigns as papers: written, changed, shown, submitted, approved."""

from typing import Any

from sqlalchemy import RowMapping, Select

from siyu import channels, customers, segments
from siyu.acquisition.campaigns import queries
from siyu.acquisition.campaigns.contracts import Campaign, CampaignSpec, CampaignState
from siyu.acquisition.campaigns.errors import (
    BadCampaign,
    CampaignChanged,
    CampaignNotFound,
    CampaignWrongState,
    SecondPersonNeeded,
)
from siyu.acquisition.campaigns.rules import STEPS, find_spec_problem
from siyu.kit.paging import Page, Paging
from siyu.runtime.audit import write_audit
from siyu.runtime.database import UnitOfWork
from siyu.runtime.errors import BadInput
from siyu.runtime.house import House
from siyu.runtime.viewer import Viewer


def _of(row: RowMapping) -> Campaign:
    values = {name: row[name] for name in Campaign.__dataclass_fields__ if name not in ("state", "spec")}
    return Campaign(state=CampaignState(row["state"]), spec=CampaignSpec.model_validate(row["spec"]), **values)


def _who(viewer: Viewer) -> str:
    """Who acts, so that two people can be told apart."""
    return f"user:{viewer.user_id}" if viewer.user_id is not None else f"key:{viewer.api_key_id}:{viewer.name}"


async def create_campaign(uow: UnitOfWork, viewer: Viewer, spec: CampaignSpec) -> Campaign:
    """A new draft. Raises `BadCampaign`."""
    _check(spec, uow)
    values = {"name": spec.name, "spec": spec.model_dump(mode="json"), "created_by": viewer.name or "system"}
    times = {"created_at": uow.now(), "changed_at": uow.now()}
    campaign_id = await queries.insert_campaign(uow.connection, values | times)
    await _choose_people(uow, viewer, campaign_id, spec)
    return await get_campaign(uow, campaign_id)


async def change_campaign(
    uow: UnitOfWork, viewer: Viewer, campaign_id: int, spec: CampaignSpec, *, revision: int
) -> Campaign:
    """Change a draft of which `revision` was seen. Raises `CampaignWrongState`, `CampaignChanged`, `BadCampaign`."""
    row = await step(uow, campaign_id, "edit", save=False)
    if row["revision"] != revision:
        raise CampaignChanged
    _check(spec, uow)
    values = {"name": spec.name, "spec": spec.model_dump(mode="json"), "audience_id": None, "audience_n": None}
    await queries.change_campaign(uow.connection, campaign_id, values | {"changed_at": uow.now()})
    await _choose_people(uow, viewer, campaign_id, spec)
    return await get_campaign(uow, campaign_id)


def _check(spec: CampaignSpec, uow: UnitOfWork) -> None:
    problem = find_spec_problem(spec, uow.now())
    if problem is not None:
        raise BadCampaign(reason_zh=problem[0], reason=problem[1])


async def _choose_people(uow: UnitOfWork, viewer: Viewer, campaign_id: int, spec: CampaignSpec) -> None:
    chosen = spec.whom.customer_ids
    if chosen is not None:
        seen = customers.visible_to(viewer)
        count = await queries.set_people(uow.connection, campaign_id, chosen, seen=seen)
        await queries.change_campaign(uow.connection, campaign_id, {"audience_n": count})


async def get_campaign(uow: UnitOfWork, campaign_id: int) -> Campaign:
    """One campaign. Raises `CampaignNotFound`."""
    row = await queries.find_campaign(uow.connection, campaign_id)
    if row is None:
        raise CampaignNotFound
    return _of(row)


async def list_campaigns(
    uow: UnitOfWork, paging: Paging, *, state: CampaignState | None = None, words: str = ""
) -> Page[Campaign]:
    """Campaigns, newest first; `state` and `words` of the name narrow."""
    cursor = paging.cursor
    if cursor is not None and not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
        raise BadInput(reason="The cursor is not one of ours.", reason_zh="分页游标无效。")
    before = int(cursor) if cursor else None
    wanted = None if state is None else str(state)
    rows, total = await queries.list_campaigns(
        uow.connection, state=wanted, words=words.strip(), before=before, limit=paging.limit + 1
    )
    shown = rows[: paging.limit]
    return Page([_of(row) for row in shown], str(shown[-1]["id"]) if len(rows) > paging.limit else None, total)


async def step(uow: UnitOfWork, campaign_id: int, name: str, *, save: bool = True, **values: Any) -> RowMapping:
    """Take a step on a locked campaign; the row as it was before. Raises when the step is not possible now."""
    row = await queries.find_campaign(uow.connection, campaign_id, lock=True)
    if row is None:
        raise CampaignNotFound
    possible, after = STEPS[name]
    if row["state"] not in possible:
        raise CampaignWrongState(state=row["state"], wanted=", ".join(sorted(possible)))
    if save:
        changes = {"state": str(after), "changed_at": uow.now(), **values}
        await queries.change_campaign(uow.connection, campaign_id, changes)
    return row


async def freeze(house: House, uow: UnitOfWork, viewer: Viewer, campaign: Campaign) -> Campaign:
    """Write down who is meant now, within the viewer's sight; people chosen one by one are written down already."""
    whom = campaign.spec.whom.segment_id or campaign.spec.whom.rule
    if whom is None:
        return campaign
    audience = await segments.freeze_audience(house, uow, whom, viewer=viewer)
    values = {"audience_id": audience.id, "audience_n": audience.count, "changed_at": uow.now()}
    await queries.change_campaign(uow.connection, campaign.id, values)
    return await get_campaign(uow, campaign.id)


def members_of(campaign: Campaign) -> Select[tuple[int]]:
    """The customers a campaign is for."""
    if campaign.audience_id is not None:
        return segments.members_of(campaign.audience_id)
    return queries.people_of(campaign.id)


def plan_request(campaign: Campaign) -> channels.PlanRequest:
    """The campaign as the send door wants it."""
    spec = campaign.spec
    return channels.PlanRequest(
        origin=channels.Origin.CAMPAIGN,
        origin_id=campaign.id,
        members=members_of(campaign),
        variants=tuple(channels.Variant(name=one.name, message=one.message, share=one.share) for one in spec.variants),
        purpose=spec.purpose,
        topic=spec.topic,
        holdout=spec.holdout,
        staff_ids=None if spec.staff_ids is None else frozenset(spec.staff_ids),
        not_before=spec.not_before,
        not_after=spec.not_after,
    )


async def preview_campaign(house: House, viewer: Viewer, campaign_id: int) -> channels.PlanSummary:
    """Who would get it, who would not and why; a draft's audience is frozen anew for it, by who may change it.

    Raises `Forbidden` for somebody who may only read and asks about a draft.
    """
    async with house.unit() as uow:
        campaign = await get_campaign(uow, campaign_id)
        if campaign.state is CampaignState.DRAFT or campaign.audience_n is None:
            viewer.must("campaigns.write")
            campaign = await freeze(house, uow, viewer, campaign)
    return await channels.preview(house, plan_request(campaign))


async def preview_people(
    house: House, viewer: Viewer, campaign_id: int, paging: Paging, *, stop: tuple[channels.Gate, str] | None
) -> Page[channels.Candidate]:
    """Whom the latest preview counted at one stop (None: those who pass), as of now, and how many in all."""
    async with house.unit() as uow:
        campaign = await get_campaign(uow, campaign_id)
    return await channels.preview_people(house, viewer, plan_request(campaign), paging, stop=stop)


async def submit_campaign(house: House, viewer: Viewer, campaign_id: int) -> Campaign:
    """Ask for approval; the audience is frozen now and sent to exactly."""
    async with house.unit() as uow:
        await step(uow, campaign_id, "submit", submitted_by=viewer.name or "system", submitter=_who(viewer))
        campaign = await freeze(house, uow, viewer, await get_campaign(uow, campaign_id))
        _check(campaign.spec, uow)
        await write_audit(uow, viewer, "campaigns.submit", on=("campaign", campaign_id))
        return await get_campaign(uow, campaign.id)


async def approve_campaign(uow: UnitOfWork, viewer: Viewer, campaign_id: int) -> Campaign:
    """Allow a campaign to start. Raises `SecondPersonNeeded` where two people are demanded."""
    row = await step(uow, campaign_id, "approve", approved_by=viewer.name or "system")
    rules = await channels.get_send_rules(uow)
    if rules.needs_two_people and row["submitter"] == _who(viewer):
        raise SecondPersonNeeded
    await write_audit(uow, viewer, "campaigns.approve", on=("campaign", campaign_id))
    return await get_campaign(uow, campaign_id)


async def reject_campaign(uow: UnitOfWork, viewer: Viewer, campaign_id: int, *, reason: str) -> Campaign:
    """Give a campaign back to its author, with the reason."""
    await step(uow, campaign_id, "reject", reason=reason, approved_by=None)
    await write_audit(uow, viewer, "campaigns.reject", on=("campaign", campaign_id), reason=reason)
    return await get_campaign(uow, campaign_id)
