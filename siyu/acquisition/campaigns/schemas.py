"""Shapes of the campaign routes."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from siyu.acquisition.campaigns.contracts import CampaignSpec, CampaignState
from siyu.channels import Gate, State
from siyu.runtime.http import Shape

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=r"^[^\x00]+$")]


class CampaignOut(Shape):
    """A campaign as it stands."""

    id: int
    state: CampaignState
    spec: CampaignSpec
    revision: int
    audience_id: int | None
    audience_n: int | None
    created_by: str
    submitted_by: str | None
    approved_by: str | None
    reason: str | None
    created_at: datetime
    changed_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class CampaignRowOut(CampaignOut):
    """A campaign in the list with its figures; null before anything was planned."""

    planned: int | None = None
    delivered: int | None = None
    waiting: int | None = None
    failed: int | None = None
    unknown: int | None = None
    skipped: int | None = None


class CampaignChange(Shape):
    """A changed draft and the revision it was made from."""

    spec: CampaignSpec
    revision: int = Field(ge=1, le=2**31 - 1)


class ReasonIn(Shape):
    """Why; kept with the campaign."""

    reason: Reason


class StopOut(Shape):
    """People whom one gate stopped (skipped) or held for one reason, with the reason in words."""

    state: State
    gate: Gate
    reason: str
    people: int
    sentence_zh: str
    sentence_en: str


class StaffShareOut(Shape):
    """How many people one staff member speaks to."""

    staff_id: int
    people: int


class PreviewOut(Shape):
    """Everybody considered = ready + held + skipped; sums exactly."""

    considered: int
    ready: int
    held: int
    skipped: int
    stops: list[StopOut]
    by_staff: list[StaffShareOut]


class ReasonOut(Shape):
    """People who failed or are unknown for one reason."""

    state: State
    reason: str
    people: int
    sentence_zh: str
    sentence_en: str


class ResultsOut(Shape):
    """planned = delivered + failed + skipped + waiting + unknown; waiting = ready + held + dispatching + submitted."""

    planned: int
    delivered: int
    failed: int
    skipped: int
    unknown: int
    waiting: int
    ready: int
    held: int
    dispatching: int
    submitted: int
    is_exact: bool
    stops: list[StopOut]
    reasons: list[ReasonOut]


class StaffProgressOut(Shape):
    """One staff member's part of a campaign."""

    staff_id: int
    waiting: int
    submitted: int
    delivered: int
    failed: int
    unknown: int
    tasks: int
    confirmed_tasks: int
    problem: str | None


class RecipientOut(Shape):
    """One customer of a campaign."""

    send_id: int
    customer_id: int
    customer_name: str
    staff_id: int | None
    state: State
    gate: str | None
    reason: str | None
    sentence_zh: str = ""
    sentence_en: str = ""
    variant: str | None
    changed_at: datetime


class CandidateOut(Shape):
    """One customer of a preview; `staff_id` is who would speak."""

    customer_id: int
    customer_name: str
    staff_id: int | None


class DecisionOut(Shape):
    """Why one customer did (not) get it."""

    send_id: int
    customer_id: int
    state: State
    gate: str | None
    reason: str | None
    sentence_zh: str
    sentence_en: str
    staff_id: int | None
    variant: str | None
    planned_at: datetime
    due_at: datetime
    changed_at: datetime
    provider_ref: str | None


class CountOut(Shape):
    """How many tasks were touched."""

    tasks: int
