"""What others may know of campaigns."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from siyu.channels import Message, Purpose
from siyu.runtime.spine import Event


class CampaignState(StrEnum):
    """A campaign's way: draft → submitted → approved → running → ended, or stopped by hand."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RUNNING = "running"
    ENDED = "ended"
    STOPPED = "stopped"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WhomPart(_Part):
    """Whom a campaign is for: a stored segment, a rule, or customers by their ids (exactly one of the three)."""

    segment_id: int | None = Field(default=None, ge=1, le=2**63 - 1)
    rule: dict[str, Any] | None = None
    customer_ids: tuple[int, ...] | None = Field(default=None, max_length=100_000)


class VariantPart(_Part):
    """One text; `share` is its part of the people in per mille."""

    name: str = Field(min_length=1, max_length=40, pattern=r"^[^\x00]+$")
    message: Message
    share: int = Field(default=1000, ge=1, le=1000)


class CampaignSpec(_Part):
    """What is said to whom, by whom and when; `holdout` per mille gets nothing, for comparison."""

    name: str = Field(min_length=1, max_length=100, pattern=r"^[^\x00]+$")
    whom: WhomPart
    variants: tuple[VariantPart, ...] = Field(min_length=1, max_length=10)
    topic: str = Field(default="general", min_length=1, max_length=60, pattern=r"^[a-z0-9_.-]+$")
    purpose: Purpose = Purpose.MARKETING
    holdout: int = Field(default=0, ge=0, le=500)
    staff_ids: tuple[int, ...] | None = Field(default=None, max_length=10_000)
    not_before: datetime | None = None
    not_after: datetime | None = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as it stands. `audience_n` is how many people are in its frozen audience."""

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


@dataclass(frozen=True, kw_only=True)
class CampaignMoved(Event):
    """A campaign started, paused or ended."""

    name: ClassVar[str] = "campaign_moved"
    campaign: int
    state: str
    audience: int | None = None
    audience_n: int | None = None
    reason: str | None = None
