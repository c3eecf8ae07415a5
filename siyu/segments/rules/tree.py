"""The rule of a segment as a typed tree.

Every condition is either met or not. An attribute that is not known meets no comparison, only `unknown`; the
`not` of a group is its plain complement, so "not (city in A)" holds for people whose city is not known, while
"city not_in A" does not. Days are local days: the last N days are today and the N - 1 days before it.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MAX_DEPTH = 8
MAX_CONDITIONS = 50
MAX_VALUES = 500

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Word = Annotated[str, Field(min_length=1, max_length=128)]
Number = Annotated[int, Field(ge=-(2**62), le=2**62)]
Days = Annotated[int, Field(ge=1, le=3660)]
Ids = Annotated[list[Id], Field(min_length=1, max_length=MAX_VALUES)]
Compare = Literal["at_least", "at_most", "more_than", "less_than", "equals", "between"]


class Part(BaseModel):
    """Base of every part: unknown keys are mistakes, types are not guessed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class All(Part):
    """Every part holds."""

    type: Literal["all"]
    of: list["Node"] = Field(min_length=1, max_length=MAX_CONDITIONS)


class AnyOf(Part):
    """At least one part holds."""

    type: Literal["any"]
    of: list["Node"] = Field(min_length=1, max_length=MAX_CONDITIONS)


class Not(Part):
    """The part does not hold."""

    type: Literal["not"]
    of: "Node"


class Everyone(Part):
    """Everybody."""

    type: Literal["everyone"]


class Attribute(Part):
    """What is known of a person now: `field` is one of the fields of `check.FIELDS`, or `attributes.<key>`."""

    type: Literal["attribute"]
    field: Word
    op: Literal["in", "not_in", "known", "unknown", "within_days", "before_days"] | Compare
    values: list[Word | Number] = Field(default=[], max_length=MAX_VALUES)


class Tags(Part):
    """Tags of a person: any of them, all of them, none of them."""

    type: Literal["tags"]
    op: Literal["any", "all", "none"]
    tags: Ids


class Staff(Part):
    """Whose customer a person is: any of these members', none of these', or anybody's at all (no ids)."""

    type: Literal["staff"]
    op: Literal["any", "none"]
    staff: list[Id] = Field(default=[], max_length=MAX_VALUES)


class Window(Part):
    """Local days: the last N days, or from a day up to, not including, another. Nothing given: ever."""

    last_days: Days | None = None
    since: Annotated[date, Field(strict=False)] | None = None
    until: Annotated[date, Field(strict=False)] | None = None


class Where(Part):
    """A condition on a property of the event."""

    property: Word
    op: Literal["in", "not_in"] | Compare
    values: list[bool | Number | Word] = Field(min_length=1, max_length=MAX_VALUES)


class Happened(Part):
    """What a person did: how often, on how many days, how much, how many different, how long ago."""

    type: Literal["event"]
    event: Word
    measure: Literal["count", "days", "sum", "distinct", "days_since_first", "days_since_last"] = "count"
    property: Word | None = None
    op: Compare = "at_least"
    values: list[Number] = Field(default=[1], min_length=1, max_length=2)
    window: Window = Window()
    where: list[Where] = Field(default=[], max_length=10)


class Absent(Part):
    """What a person did not do."""

    type: Literal["absent"]
    event: Word
    window: Window = Window()
    where: list[Where] = Field(default=[], max_length=10)


class Silent(Part):
    """Nothing heard for at least so many days; who never acted is counted from the first relation."""

    type: Literal["silent"]
    days: Days = 30


class Cuts(Part):
    """Fixed cut-offs, four ascending numbers each: the score is one more than the cut-offs that are reached.

    Recency counts days, and fewer days are better: the score is five less the cut-offs that are exceeded.
    """

    recency_days: list[Number] = Field(min_length=4, max_length=4)
    frequency: list[Number] = Field(min_length=4, max_length=4)
    monetary_cents: list[Number] = Field(min_length=4, max_length=4)


class Range(Part):
    """Scores from `low` to `high`, both included."""

    low: Annotated[int, Field(ge=1, le=5)] = 1
    high: Annotated[int, Field(ge=1, le=5)] = 5


class RfmModel(Part):
    """How buyers are scored: by quintiles of all buyers, or by fixed cut-offs; over all time or the last days."""

    cuts: Cuts | None = None
    last_days: Days | None = None


RfmLabel = Literal[
    "champion", "loyal", "big_spender", "potential", "new_buyer", "cannot_lose", "at_risk", "lost", "ordinary"
]


class Rfm(Part):
    """Buyers by their scores, or by the name of their class."""

    type: Literal["rfm"]
    recency: Range = Range()
    frequency: Range = Range()
    monetary: Range = Range()
    labels: list[RfmLabel] = Field(default=[], max_length=9)
    model: RfmModel = RfmModel()


FiveClass = Literal["lost", "silent", "high_value", "new", "active"]


class FiveModel(Part):
    """The thresholds of the five classes."""

    lost_days: Days = 60
    silent_days: Days = 30
    high_value_days: Days = 365
    high_value_cents: Annotated[int, Field(ge=1, le=2**53)] = 50_000
    new_days: Days = 30


class Lifecycle(Part):
    """People in stock by their one of five classes."""

    type: Literal["lifecycle"]
    classes: list[FiveClass] = Field(min_length=1, max_length=5)
    model: FiveModel = FiveModel()


Condition = Attribute | Tags | Staff | Happened | Absent | Silent | Rfm | Lifecycle | Everyone
Group = All | AnyOf | Not
Node = Annotated[
    All | AnyOf | Not | Attribute | Tags | Staff | Happened | Absent | Silent | Rfm | Lifecycle | Everyone,
    Field(discriminator="type"),
]

for _group in (All, AnyOf, Not):
    _group.model_rebuild()
