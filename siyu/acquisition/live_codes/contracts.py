"""What a live code is: who answers it and when, what it tags, and how it greets."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from siyu.channels import LinkPart

MOST_STAFF = 100


class CodeStatus(StrEnum):
    """Where a code stands at WeCom. `unknown`: its creation was not answered and is being looked for."""

    CREATING = "creating"
    ACTIVE = "active"
    UNKNOWN = "unknown"
    FAILED = "failed"
    RETIRING = "retiring"
    RETIRED = "retired"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PicturePart(_Part):
    """A picture that was uploaded here; its copy at WeCom is renewed before it expires."""

    kind: Literal["image"] = "image"
    picture_id: int = Field(ge=1, lt=2**63)


class MiniProgramCard(_Part):
    """A card of a mini program bound to the corp, with an uploaded picture."""

    kind: Literal["mini_program"] = "mini_program"
    title: str = Field(min_length=1, max_length=64)
    appid: str = Field(min_length=1, max_length=64)
    page: str = Field(min_length=1, max_length=1024)
    picture_id: int = Field(ge=1, lt=2**63)


WelcomePart = Annotated[PicturePart | LinkPart | MiniProgramCard, Field(discriminator="kind")]


class TimeWindow(_Part):
    """Hours of some weekdays (1 = Monday … 7 = Sunday) in the organisation's zone.

    From `start` up to, not including, `end`; an `end` at or before `start` is on the next morning.
    """

    weekdays: frozenset[Annotated[int, Field(ge=1, le=7)]] = frozenset(range(1, 8))
    start: time
    end: time


class Shift(_Part):
    """Who answers during some hours."""

    windows: tuple[TimeWindow, ...] = Field(min_length=1, max_length=50)
    staff_ids: tuple[Annotated[int, Field(ge=1, lt=2**63)], ...] = Field(min_length=1, max_length=MOST_STAFF)


class WelcomeVariant(_Part):
    """A welcome for some hours and some members; without conditions for all. The text may name `VARIABLES`."""

    name: str = Field(default="", max_length=60)
    windows: tuple[TimeWindow, ...] = Field(default=(), max_length=50)
    staff_ids: tuple[Annotated[int, Field(ge=1, lt=2**63)], ...] = Field(default=(), max_length=MOST_STAFF)
    text: str = Field(default="", max_length=4000)
    parts: tuple[WelcomePart, ...] = Field(default=(), max_length=9)


class CodeSpec(_Part):
    """Everything people choose about a live code.

    The first shift that covers the present moment answers, otherwise `staff_ids` do. The first matching welcome is
    said. `remark` and the code's own text are at most 30 characters at WeCom.
    """

    name: str = Field(min_length=1, max_length=60)
    staff_ids: tuple[Annotated[int, Field(ge=1, lt=2**63)], ...] = Field(min_length=1, max_length=MOST_STAFF)
    shifts: tuple[Shift, ...] = Field(default=(), max_length=50)
    tag_ids: tuple[Annotated[int, Field(ge=1, lt=2**63)], ...] = Field(default=(), max_length=50)
    acq_channel_id: int | None = Field(default=None, ge=1, lt=2**63)
    skip_verify: bool = True
    remark: str = Field(default="", max_length=30)
    welcomes: tuple[WelcomeVariant, ...] = Field(default=(), max_length=20)


@dataclass(frozen=True, slots=True)
class LiveCode:
    """A live code and where it stands; `published_userids` are the members WeCom shows customers right now."""

    id: int
    corp_id: int
    spec: CodeSpec
    state_code: str
    status: CodeStatus
    problem: str | None
    config_id: str | None
    qr_code: str | None
    published_userids: tuple[str, ...]
    is_published: bool
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class AcqChannel:
    """A source of customers that several codes may share, for attribution and cost."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Picture:
    """An uploaded picture."""

    id: int
    name: str
    content_type: str
    size_bytes: int


class CodeFigure(StrEnum):
    """A figure of a code whose people can be listed."""

    ADDS = "adds"
    FIRST_ADDS = "first_adds"
    WELCOMED = "welcomed"
    WELCOME_FAILED = "welcome_failed"
    LOST_WITHIN_DAY = "lost_within_day"
    LOST = "lost"
    STILL_FRIENDS = "still_friends"


@dataclass(frozen=True, slots=True)
class CodeAdd:
    """One relation that began through a code; `ended_at` None: it still stands."""

    id: int
    customer_id: int
    customer_name: str
    staff_id: int
    started_at: datetime
    ended_at: datetime | None
    welcome: str | None


@dataclass(frozen=True, slots=True)
class CodeFigures:
    """What a code brought on one local day through one member, or in all (both None).

    `adds` = relations begun; `first_adds` of them with people nobody of us knew; `lost_within_day` ended inside 24
    hours; `still_friends` stand now. Scans are not known: a printed WeCom code tells only of adds.
    """

    day: date | None
    staff_id: int | None
    adds: int
    first_adds: int
    welcomed: int
    welcome_failed: int
    lost_within_day: int
    lost: int
    still_friends: int
