"""What others may see of insights: metrics, what is asked of them, and figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Metric:
    """One entry of the registry: one formula, one meaning.

    `query` is the SQL's name and `fixed` its fixed parameters; `needs` names filters that must be given; `opens` is
    what the rows behind the figure are ('orders' or a source of people). A rate has an interval; a table has lines.
    """

    id: str
    zh: str
    en: str
    definition_zh: str
    definition_en: str
    unit: str
    grain: str
    dims: tuple[str, ...]
    minimum_n: int
    query: str
    version: int = 1
    fixed: Mapping[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    is_rate: bool = False
    is_table: bool = False
    opens: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """Dimensions and parameters of a question; 0 and '' let everything through."""

    staff: int = 0
    acq_channel: int = 0
    sales_channel: str = ""
    campaign: int = 0
    segment: int = 0
    batch: int = 0
    group: int = 0
    journey: int = 0
    experiment: int = 0
    wave: str = ""
    target: int = 100
    silent_days: int = 30
    lost_days: int = 60
    new_days: int = 30
    line_cents: int = 50_000
    step1: str = "follow_started"
    step2: str = "product_viewed"
    step3: str = "order_paid"
    window_days: int = 14


@dataclass(frozen=True, slots=True)
class Asked:
    """Local days `a` ≤ d < `z`; maturity is judged at `as_of` (now); only events accepted before `known_at` count."""

    a: date
    z: date
    as_of: datetime | None = None
    known_at: datetime | None = None
    filters: Filters = Filters()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a figure that is a table."""

    key: str
    value: float | None
    n: int
    beside: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with what it stands on: None is "—". `low` and `high` are the 95 % interval of a rate.

    `is_enough` is False when n is below the metric's minimum: then the figure is grey and nothing may hang on it.
    """

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
    beside: Mapping[str, float | None] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A customer behind a figure."""

    id: int


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order behind a figure."""

    order: str
    customer_id: int
    day: date
    paid_cents: int
    refunded_cents: int


@dataclass(frozen=True, slots=True)
class Newcomers:
    """How many were first followed on a local day through a live code; code 0 is none."""

    day: date
    code: int
    customers_new: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The overview's figures by name, its days, and who came by day and live code."""

    figures: Mapping[str, Figure]
    days: tuple[Mapping[str, Any], ...]
    newcomers: tuple[Newcomers, ...]


@dataclass(frozen=True, slots=True)
class MemberFigures:
    """A member's part of the overview's figures, by name."""

    staff_id: int
    figures: Mapping[str, Figure]
