"""Shapes of live codes over HTTP."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from siyu.acquisition.live_codes.contracts import CodeFigures, CodeSpec, CodeStatus, LiveCode
from siyu.runtime.http import Shape

CorpId = Annotated[int, Field(ge=1, lt=2**63)]


class LiveCodeIn(Shape):
    """A new live code of one corp."""

    corp_id: CorpId
    spec: CodeSpec


class LiveCodeOut(Shape):
    """A live code and where it stands at WeCom; `qr_code` is the address of its picture once it is active."""

    id: int
    corp_id: int
    spec: CodeSpec
    state_code: str
    status: CodeStatus
    problem: str | None
    qr_code: str | None
    published_userids: tuple[str, ...]
    is_published: bool
    created_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, code: LiveCode) -> "LiveCodeOut":
        """The answer for a code."""
        return cls.model_validate(code, from_attributes=True)


class CodeAddOut(Shape):
    """One relation that began through a code; `welcome` says how its greeting ended."""

    id: int
    customer_id: int
    customer_name: str
    staff_id: int
    started_at: datetime
    ended_at: datetime | None
    welcome: str | None


class FiguresOut(Shape):
    """Counts of relations that began through the code; day and member are empty in the total."""

    day: date | None
    staff_id: int | None
    adds: int
    first_adds: int
    welcomed: int
    welcome_failed: int
    lost_within_day: int
    lost: int
    still_friends: int


class StatisticsOut(Shape):
    """What a code brought in a span of local days. Scans are unknown for printed WeCom codes."""

    first: date
    last: date
    total: FiguresOut
    rows: list[FiguresOut]

    @classmethod
    def of(cls, span: tuple[date, date], total: CodeFigures, rows: list[CodeFigures]) -> "StatisticsOut":
        """The answer for figures."""
        shown = [FiguresOut.model_validate(row, from_attributes=True) for row in rows]
        return cls(
            first=span[0], last=span[1], total=FiguresOut.model_validate(total, from_attributes=True), rows=shown
        )


class PictureOut(Shape):
    """An uploaded picture."""

    id: int
    name: str
    content_type: str
    size_bytes: int


class ChannelIn(Shape):
    """A new acquisition channel."""

    name: str = Field(min_length=1, max_length=60)


class ChannelOut(Shape):
    """An acquisition channel."""

    id: int
    name: str
