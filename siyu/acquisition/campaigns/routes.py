"""Campaigns over HTTP: written, previewed, approved, run, watched."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import StringConstraints

from siyu import channels
from siyu.acquisition.campaigns.contracts import Campaign, CampaignSpec, CampaignState
from siyu.acquisition.campaigns.schemas import (
    CampaignChange,
    CampaignOut,
    CampaignRowOut,
    CandidateOut,
    CountOut,
    DecisionOut,
    PreviewOut,
    ReasonIn,
    ReasonOut,
    RecipientOut,
    ResultsOut,
    StaffProgressOut,
    StaffShareOut,
    StopOut,
)
from siyu.acquisition.campaigns.service import drafts, runs
from siyu.channels import Gate, Origin, State
from siyu.runtime.audit import write_audit
from siyu.runtime.http import Paged, PageOut, TheHouse, needs
from siyu.runtime.viewer import Viewer

router = APIRouter(prefix="/v1/campaigns", tags=["campaigns"])

Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
Stop = Annotated[str, StringConstraints(pattern=rf"^({'|'.join(Gate)}):[a-z_]{{1,60}}$")]
_ROW_FIELDS = ("planned", "delivered", "waiting", "failed", "unknown", "skipped")
_RESULT_FIELDS = ("planned", "delivered", "failed", "skipped", "unknown", "waiting", "ready", "held", "dispatching")


def _recipients_wanted(
    state: Annotated[list[State] | None, Query(max_length=8)] = None,
    gate: Annotated[Gate | None, Query()] = None,
    reason: Annotated[str | None, Query(pattern=r"^[a-z_0-9]{1,60}$")] = None,
    staff_id: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
) -> channels.RecipientFilter:
    return channels.RecipientFilter(tuple(state or ()), gate, reason, staff_id)


def _stops(stops: tuple[channels.GateCount, ...]) -> list[StopOut]:
    return [_with_words(StopOut, stop, {"gate": stop.gate}) for stop in stops]


def _with_words(shape: Any, one: Any, more: dict[str, Any]) -> Any:
    zh, en = channels.sentence_for(one.state, one.reason)
    words = {"sentence_zh": zh, "sentence_en": en}
    return shape(state=one.state, reason=one.reason, people=one.people, **words, **more)


@router.post("", summary="Write a campaign", status_code=201)
async def create_campaign(
    spec: CampaignSpec, house: TheHouse, viewer: Viewer = needs("campaigns.write")
) -> CampaignOut:
    async with house.unit() as uow:
        return CampaignOut.model_validate(await drafts.create_campaign(uow, viewer, spec))


@router.get("", summary="List campaigns, newest first")
async def list_campaigns(
    house: TheHouse,
    paging: Paged,
    state: Annotated[CampaignState | None, Query()] = None,
    words: Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")] = "",
    viewer: Viewer = needs("campaigns.read"),
) -> PageOut[CampaignRowOut]:
    async with house.unit() as uow:
        page = await drafts.list_campaigns(uow, paging, state=state, words=words)
        figures = await channels.count_outcomes_of(uow, Origin.CAMPAIGN, [one.id for one in page.items])
    return PageOut[CampaignRowOut].of(page.map(lambda one: _row(one, figures.get(one.id))))


def _row(campaign: Campaign, figures: channels.Waterfall | None) -> CampaignRowOut:
    told = {name: getattr(figures, name) for name in _ROW_FIELDS} if figures is not None else {}
    return CampaignRowOut(**CampaignOut.model_validate(campaign).model_dump(), **told)


@router.get("/{campaign_id}", summary="One campaign")
async def get_campaign(campaign_id: Id, house: TheHouse, viewer: Viewer = needs("campaigns.read")) -> CampaignOut:
    async with house.unit() as uow:
        return CampaignOut.model_validate(await drafts.get_campaign(uow, campaign_id))


@router.put("/{campaign_id}", summary="Change a draft")
async def change_campaign(
    campaign_id: Id, change: CampaignChange, house: TheHouse, viewer: Viewer = needs("campaigns.write")
) -> CampaignOut:
    async with house.unit() as uow:
        changed = await drafts.change_campaign(uow, viewer, campaign_id, change.spec, revision=change.revision)
        return CampaignOut.model_validate(changed)


@router.post("/{campaign_id}/preview", summary="Who gets it, who does not and why")
async def preview_campaign(campaign_id: Id, house: TheHouse, viewer: Viewer = needs("campaigns.read")) -> PreviewOut:
    shown = await drafts.preview_campaign(house, viewer, campaign_id)
    return PreviewOut(
        considered=shown.considered,
        ready=shown.ready,
        held=shown.held,
        skipped=shown.skipped,
        stops=_stops(shown.stops),
        by_staff=[StaffShareOut.model_validate(share) for share in shown.by_staff],
    )


@router.get("/{campaign_id}/preview/people", summary="Whom the latest preview counted at one gate for one reason")
async def list_preview_people(
    campaign_id: Id,
    house: TheHouse,
    paging: Paged,
    stop: Annotated[Stop | None, Query(description="gate:reason; without it those who pass")] = None,
    viewer: Viewer = needs("campaigns.read"),
) -> PageOut[CandidateOut]:
    gate, _, reason = (stop or "").partition(":")
    wanted = (Gate(gate), reason) if stop else None
    page = await drafts.preview_people(house, viewer, campaign_id, paging, stop=wanted)
    return PageOut[CandidateOut].of(page.map(CandidateOut.model_validate))


@router.post("/{campaign_id}/submit", summary="Ask for approval; the audience is frozen")
async def submit_campaign(campaign_id: Id, house: TheHouse, viewer: Viewer = needs("campaigns.write")) -> CampaignOut:
    return CampaignOut.model_validate(await drafts.submit_campaign(house, viewer, campaign_id))


@router.post("/{campaign_id}/approve", summary="Approve a campaign")
async def approve_campaign(
    campaign_id: Id, house: TheHouse, viewer: Viewer = needs("campaigns.approve")
) -> CampaignOut:
    async with house.unit() as uow:
        return CampaignOut.model_validate(await drafts.approve_campaign(uow, viewer, campaign_id))


@router.post("/{campaign_id}/reject", summary="Give a campaign back to its author")
async def reject_campaign(
    campaign_id: Id, why: ReasonIn, house: TheHouse, viewer: Viewer = needs("campaigns.approve")
) -> CampaignOut:
    async with house.unit() as uow:
        return CampaignOut.model_validate(await drafts.reject_campaign(uow, viewer, campaign_id, reason=why.reason))


@router.post("/{campaign_id}/start", summary="Start an approved campaign")
async def start_campaign(campaign_id: Id, house: TheHouse, viewer: Viewer = needs("campaigns.write")) -> CampaignOut:
    async with house.unit() as uow:
        return CampaignOut.model_validate(await runs.start_campaign(uow, viewer, campaign_id))


@router.post("/{campaign_id}/stop", summary="Stop a campaign for good")
async def stop_campaign(
    campaign_id: Id, why: ReasonIn, house: TheHouse, viewer: Viewer = needs("campaigns.write")
) -> CampaignOut:
    async with house.unit() as uow:
        return CampaignOut.model_validate(await runs.stop_campaign(uow, viewer, campaign_id, reason=why.reason))


@router.post("/{campaign_id}/remind", summary="Remind staff members who have not confirmed")
async def remind(campaign_id: Id, house: TheHouse, viewer: Viewer = needs("campaigns.write")) -> CountOut:
    async with house.unit() as uow:
        await drafts.get_campaign(uow, campaign_id)
    return CountOut(tasks=await channels.remind(house, Origin.CAMPAIGN, campaign_id))


@router.post("/{campaign_id}/refresh", summary="Ask WeCom for the newest results soon")
async def refresh(campaign_id: Id, house: TheHouse, viewer: Viewer = needs("campaigns.read")) -> CountOut:
    async with house.unit() as uow:
        await drafts.get_campaign(uow, campaign_id)
        return CountOut(tasks=await channels.refresh_results(uow, Origin.CAMPAIGN, campaign_id))


@router.get("/{campaign_id}/results", summary="The waterfall: where everybody stands")
async def results(campaign_id: Id, house: TheHouse, viewer: Viewer = needs("campaigns.read")) -> ResultsOut:
    async with house.unit() as uow:
        await drafts.get_campaign(uow, campaign_id)
        found = await channels.count_outcomes(uow, Origin.CAMPAIGN, campaign_id)
    return ResultsOut(
        **{name: getattr(found, name) for name in (*_RESULT_FIELDS, "submitted", "is_exact")},
        stops=_stops(found.stops),
        reasons=[_with_words(ReasonOut, one, {}) for one in found.reasons],
    )


@router.get("/{campaign_id}/staff", summary="Each staff member's part")
async def staff_progress(
    campaign_id: Id, house: TheHouse, viewer: Viewer = needs("campaigns.read")
) -> list[StaffProgressOut]:
    async with house.unit() as uow:
        await drafts.get_campaign(uow, campaign_id)
        found = await channels.list_staff_progress(uow, Origin.CAMPAIGN, campaign_id)
    visible = [one for one in found if viewer.sees_everyone or one.staff_id in viewer.staff_ids]
    return [StaffProgressOut.model_validate(one) for one in visible]


@router.get("/{campaign_id}/recipients", summary="The customers of a campaign whom you may see")
async def list_recipients(
    campaign_id: Id,
    house: TheHouse,
    paging: Paged,
    want: Annotated[channels.RecipientFilter, Depends(_recipients_wanted)],
    viewer: Viewer = needs("campaigns.read"),
) -> PageOut[RecipientOut]:
    async with house.unit() as uow:
        await drafts.get_campaign(uow, campaign_id)
        page = await channels.list_recipients(uow, viewer, Origin.CAMPAIGN, campaign_id, paging, want=want)
    return PageOut[RecipientOut].of(page.map(_recipient))


def _recipient(one: channels.Recipient) -> RecipientOut:
    zh, en = channels.sentence_for(one.state, one.reason)
    return RecipientOut.model_validate(one).model_copy(update={"sentence_zh": zh, "sentence_en": en})


@router.get("/{campaign_id}/recipients/{customer_id}", summary="Why one customer did (not) get it")
async def explain(
    campaign_id: Id, customer_id: Id, house: TheHouse, viewer: Viewer = needs("campaigns.read")
) -> DecisionOut:
    async with house.unit() as uow:
        await drafts.get_campaign(uow, campaign_id)
        found = await channels.explain_send(uow, viewer, Origin.CAMPAIGN, campaign_id, customer_id)
        await write_audit(
            uow, viewer, "campaigns.why_asked", on=("campaign", campaign_id), details={"customer_id": customer_id}
        )
    return DecisionOut.model_validate(found)
