"""What a campaign must be, and which step may follow which. Pure."""

from datetime import UTC, datetime

from siyu.acquisition.campaigns.contracts import CampaignSpec, CampaignState
from siyu.channels import find_template_problem, sentence_for

#: step → (states it is possible in, state it leads to)
STEPS: dict[str, tuple[frozenset[CampaignState], CampaignState]] = {
    "edit": (frozenset({CampaignState.DRAFT}), CampaignState.DRAFT),
    "submit": (frozenset({CampaignState.DRAFT}), CampaignState.SUBMITTED),
    "reject": (frozenset({CampaignState.SUBMITTED, CampaignState.APPROVED}), CampaignState.DRAFT),
    "approve": (frozenset({CampaignState.SUBMITTED}), CampaignState.APPROVED),
    "start": (frozenset({CampaignState.APPROVED}), CampaignState.RUNNING),
    "stop": (
        frozenset({CampaignState.SUBMITTED, CampaignState.APPROVED, CampaignState.RUNNING}),
        CampaignState.STOPPED,
    ),
    "end": (frozenset({CampaignState.RUNNING}), CampaignState.ENDED),
}


def find_spec_problem(spec: CampaignSpec, now: datetime) -> tuple[str, str] | None:
    """What is wrong with a campaign (zh, en), or None."""
    given = [one for one in (spec.whom.segment_id, spec.whom.rule, spec.whom.customer_ids) if one is not None]
    if len(given) != 1:
        return ("请选择且仅选择一种人群来源", "Choose exactly one of segment, rule and customers.")
    if sum(variant.share for variant in spec.variants) > 1000:
        return ("各版本比例之和超过 100%", "The shares of the variants are more than 100 %.")
    if len({variant.name for variant in spec.variants}) < len(spec.variants):
        return ("版本名称不能重复", "Two variants have the same name.")
    return _find_time_problem(spec, now) or _find_text_problem(spec)


def _find_time_problem(spec: CampaignSpec, now: datetime) -> tuple[str, str] | None:
    moments = [moment for moment in (spec.not_before, spec.not_after) if moment is not None]
    if any(moment.tzinfo is None for moment in moments):
        return ("时间必须带时区", "Times must have a zone.")
    if spec.not_after is not None and spec.not_after.astimezone(UTC) <= now:
        return ("截止时间已过", "The last moment for sending is over already.")
    if len(moments) == 2 and moments[0] >= moments[1]:
        return ("开始时间必须早于截止时间", "The start must lie before the last moment.")
    return None


def _find_text_problem(spec: CampaignSpec) -> tuple[str, str] | None:
    for variant in spec.variants:
        problem = find_template_problem(variant.message.text, is_mass=True)
        if problem is None and not variant.message.text.strip() and not variant.message.attachments:
            problem = "empty"
        if problem is not None:
            zh, en = sentence_for("skipped", problem)
            return (zh, en)
    return None
