"""HTTP shapes of insights."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from siyu.insights.contracts import Asked, Figure, Filters
from siyu.runtime.http import Shape
from siyu.segments import RfmModel

Id = Annotated[int, Field(ge=0, le=2**63 - 1)]
Days = Annotated[int, Field(ge=1, le=3660)]
Name = Annotated[str, Field(max_length=64)]


class MetricOut(Shape):
    """An entry of the dictionary of metrics."""

    id: str
    version: int
    zh: str
    en: str
    definition_zh: str
    definition_en: str
    unit: str
    grain: str
    dims: tuple[str, ...]
    needs: tuple[str, ...]
    minimum_n: int
    is_rate: bool
    is_table: bool
    opens: str


class LineOut(Shape):
    """One line of a table."""

    key: str
    value: float | None
    n: int
    beside: Mapping[str, float | None]


class FigureOut(Shape):
    """A value with what it stands on; null is shown as "—"."""

    metric: str
    version: int
    unit: str
    value: float | None
    k: int
    n: int
    low: float | None
    high: float | None
    is_enough: bool
    a: date
    z: date
    as_of: datetime
    known_at: datetime | None
    newest_received_at: datetime
    beside: Mapping[str, float | None]
    lines: tuple[LineOut, ...]

    @classmethod
    def shown(cls, figure: Figure) -> "FigureOut":
        """The answer for a figure."""
        return cls.model_validate(figure)


class PeriodIn(BaseModel):
    """Local days from `a` up to, not including, `z`. It comes as a query string, so numbers are read from text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    a: date = Field(ge=date(1971, 1, 1), le=date(2199, 1, 1))
    z: date = Field(ge=date(1971, 1, 1), le=date(2199, 1, 1))
    as_of: datetime | None = Field(default=None, description="when maturity is judged; now when not given")
    known_at: datetime | None = Field(default=None, description="only what was accepted before this instant counts")


class FiguresIn(PeriodIn):
    """What is asked of a metric: the period, and filters that the metric's `dims` and `needs` name."""

    staff: Id = 0
    acq_channel: Id = 0
    sales_channel: Name = ""
    campaign: Id = 0
    segment: Id = 0
    batch: Id = 0
    group: Id = 0
    journey: Id = 0
    experiment: Id = 0
    wave: Name = ""
    target: Id = 100
    silent_days: Days = 30
    lost_days: Days = 60
    new_days: Days = 30
    line_cents: Id = 50_000
    step1: Name = "follow_started"
    step2: Name = "product_viewed"
    step3: Name = "order_paid"
    window_days: Annotated[int, Field(ge=1, le=366)] = 14

    def asked(self) -> Asked:
        """The same for the service."""
        filters = Filters(**{name: getattr(self, name) for name in Filters.__dataclass_fields__})
        return Asked(self.a, self.z, _aware(self.as_of), _aware(self.known_at), filters)


class RowsIn(FiguresIn):
    """Which rows behind a figure: those after the last one of the page before."""

    after: Annotated[str, Field(max_length=128)] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class RowOut(Shape):
    """A customer, or an order with its money; the name only for who may open the customer."""

    customer_id: int
    customer_name: str | None = None
    order: str | None = None
    day: date | None = None
    paid_cents: int | None = None
    refunded_cents: int | None = None


class RowsOut(Shape):
    """The rows behind a figure, and how many there are in all; ask again with `after=next_after` until it is null."""

    items: tuple[RowOut, ...]
    total: int
    next_after: str | None


class MemberFiguresOut(Shape):
    """A member's part of the overview's figures, by name; each opens with `staff` and its `known_at`."""

    staff_id: int
    figures: Mapping[str, FigureOut]


class NewcomersOut(Shape):
    """How many came on a day through a live code; code 0 is none."""

    day: date
    code: int
    customers_new: int


class OverviewOut(Shape):
    """The first page, all as known at one instant (`known_at` of each figure): figures by name, one row for every day,
    and newcomers by day and live code."""

    figures: Mapping[str, FigureOut]
    days: tuple[Mapping[str, date | int], ...]
    newcomers: tuple[NewcomersOut, ...]


class RfmIn(Shape):
    """How buyers are scored: quintiles of all buyers, or fixed cut-offs; at the end of day `on` (today)."""

    model: RfmModel = RfmModel()
    on: date | None = Field(default=None, ge=date(1971, 1, 1), le=date(2199, 1, 1))


class RfmPeopleIn(RfmIn):
    """Which buyers: those after the last id of the page before."""

    after: Id = 0
    limit: Annotated[int, Field(ge=1, le=1000)] = 200


class RfmCellOut(Shape):
    """Buyers with the same three scores."""

    recency: int
    frequency: int
    monetary: int
    label: str
    people: int
    net_cents: int


class RfmOut(Shape):
    """Every combination of scores that somebody has."""

    cells: tuple[RfmCellOut, ...]
    newest_received_at: datetime


class RfmPersonOut(Shape):
    """A buyer with three scores and the name of the class."""

    customer_id: int
    recency_days: int
    frequency: int
    monetary_cents: int
    r: int
    f: int
    m: int
    label: str


def _aware(moment: datetime | None) -> datetime | None:
    """An instant without a zone is read as UTC."""
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=UTC)


FiguresAsked = Annotated[FiguresIn, Query()]
RowsAsked = Annotated[RowsIn, Query()]
