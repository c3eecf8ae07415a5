"""Segments over HTTP: `/v1/segments` and `/v1/audiences`."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from siyu.runtime.errors import BadInput, NotFound
from siyu.runtime.http import Paged, PageOut, TheHouse, needs
from siyu.runtime.viewer import Viewer
from siyu.segments.rules.sentence import sentence
from siyu.segments.rules.vocabulary import vocabulary
from siyu.segments.schemas import (
    ArchiveIn,
    AudienceOut,
    EstimateOut,
    ExplainIn,
    FreezeIn,
    PreviewOut,
    ReasonOut,
    RevisionOut,
    RuleIn,
    SegmentChange,
    SegmentIn,
    SegmentOut,
    VocabularyOut,
)
from siyu.segments.service import asking, freezing, stored
from siyu.segments.service.naming import read_names

router = APIRouter(prefix="/v1", tags=["segments"])
SegmentId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("/segments", summary="List the stored segments")
async def list_segments(
    house: TheHouse,
    paging: Paged,
    is_archived: Annotated[bool, Query()] = False,
    viewer: Viewer = needs("segments.read"),
) -> PageOut[SegmentOut]:
    """Newest first. Rules are the organisation's; whom they count depends on who asks."""
    async with house.unit() as uow:
        page = await stored.list_segments(uow, paging, is_archived=is_archived)
    return PageOut[SegmentOut].of(page.map(SegmentOut.model_validate))


@router.get("/segments/vocabulary", summary="The words of which rules are made")
async def read_vocabulary(viewer: Viewer = needs("segments.read")) -> VocabularyOut:
    """Fields of a person with their comparisons, events with their properties, in both languages."""
    return VocabularyOut.model_validate(vocabulary())


@router.post("/segments", status_code=201, summary="Store a segment")
async def create_segment(body: SegmentIn, house: TheHouse, viewer: Viewer = needs("segments.write")) -> SegmentOut:
    """Revision 1 of a rule under a name."""
    async with house.unit() as uow:
        return SegmentOut.model_validate(await stored.create_segment(uow, viewer, name=body.name, rule=body.rule))


@router.post("/segments/estimate", summary="How many people fit a rule")
async def estimate(body: RuleIn, house: TheHouse, viewer: Viewer = needs("segments.read")) -> EstimateOut:
    """Counted among the people whom you see."""
    rule = asking.read_rule(body.rule)
    found = await asking.estimate(house, viewer, rule)
    async with house.unit() as uow:
        words = sentence(rule, await read_names(uow))
    return EstimateOut(count=found.count, of=found.of, as_of=found.as_of, sentence_zh=words.zh, sentence_en=words.en)


@router.post("/segments/preview", summary="Some of the people who fit a rule")
async def preview(body: RuleIn, house: TheHouse, viewer: Viewer = needs("segments.read")) -> PreviewOut:
    """The same people at every look, only people whom you see."""
    return PreviewOut.shown(await asking.preview(house, viewer, body.rule))


@router.post("/segments/explain", summary="Why a customer fits a rule, or not")
async def explain(body: ExplainIn, house: TheHouse, viewer: Viewer = needs("segments.read")) -> ReasonOut:
    """Part by part."""
    reason = await asking.explain(house, viewer, body.rule, body.customer_id)
    if reason is None:
        raise NotFound(what="customer")
    return ReasonOut.shown(reason)


@router.get("/segments/{segment_id}", summary="A stored segment")
async def get_segment(segment_id: SegmentId, house: TheHouse, viewer: Viewer = needs("segments.read")) -> SegmentOut:
    """Its newest revision."""
    async with house.unit() as uow:
        return SegmentOut.model_validate(await stored.get_segment(uow, segment_id))


@router.put("/segments/{segment_id}", summary="Change a segment")
async def change_segment(
    segment_id: SegmentId, body: SegmentChange, house: TheHouse, viewer: Viewer = needs("segments.write")
) -> SegmentOut:
    """A changed rule is a new revision; audiences that were frozen stay as they are."""
    async with house.unit() as uow:
        changed = await stored.change_segment(
            uow, viewer, segment_id, name=body.name, rule=body.rule, revision=body.revision
        )
    return SegmentOut.model_validate(changed)


@router.patch("/segments/{segment_id}", summary="Put a segment away, or take it out again")
async def archive_segment(
    segment_id: SegmentId, body: ArchiveIn, house: TheHouse, viewer: Viewer = needs("segments.write")
) -> SegmentOut:
    """An archived segment is kept with its revisions and audiences."""
    async with house.unit() as uow:
        put_away = await stored.archive_segment(uow, viewer, segment_id, is_archived=body.is_archived)
    return SegmentOut.model_validate(put_away)


@router.get("/segments/{segment_id}/revisions", summary="What a segment's rule was")
async def list_revisions(
    segment_id: SegmentId, house: TheHouse, viewer: Viewer = needs("segments.read")
) -> list[RevisionOut]:
    """Newest first."""
    async with house.unit() as uow:
        return [RevisionOut.model_validate(one) for one in await stored.list_revisions(uow, segment_id)]


@router.post("/audiences", status_code=201, summary="Freeze who fits now")
async def freeze(body: FreezeIn, house: TheHouse, viewer: Viewer = needs("segments.write")) -> AudienceOut:
    """Everybody whom you see and who fits a stored segment or a rule, everything that happened before now counted."""
    whom = body.segment_id if body.segment_id is not None else body.rule
    if whom is None or (body.segment_id is not None and body.rule is not None):
        raise BadInput(reason="Give either segment_id or rule.", reason_zh="请给出 segment_id 或 rule 其中之一。")
    await freezing.wait_until_seen(house)
    async with house.unit() as uow:
        return AudienceOut.model_validate(await freezing.freeze_audience(house, uow, whom, viewer=viewer))


@router.get("/audiences/{audience_id}", summary="A frozen audience")
async def get_audience(audience_id: SegmentId, house: TheHouse, viewer: Viewer = needs("segments.read")) -> AudienceOut:
    """Its size and what it was frozen from."""
    async with house.unit() as uow:
        return AudienceOut.model_validate(await freezing.get_audience(uow, audience_id))
