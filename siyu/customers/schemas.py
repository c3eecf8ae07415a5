"""HTTP shapes of customers. A phone number goes out masked only."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from siyu.customers.contracts import CustomerFilter, Flag
from siyu.runtime.http import Shape

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Reason = Annotated[str, Field(min_length=1, max_length=500)]
Name = Annotated[str, Field(min_length=1, max_length=30)]
MOST_IDS = 10_000


class TagOut(Shape):
    """A tag; `is_mirrored` if WeCom has it too, `customers` how many have it (only in the catalogue)."""

    id: int
    name: str
    group_id: int
    group_name: str
    is_mirrored: bool
    customers: int | None = None


class TagGroupOut(Shape):
    """A tag group with its tags; of an exclusive group a customer has at most one."""

    id: int
    name: str
    is_exclusive: bool
    corp_id: int | None
    tags: list[TagOut]


class CustomerOut(Shape):
    """A line of the list of customers. `state`: followed, lost or never."""

    id: int
    name: str
    avatar_url: str
    gender: str
    phone_masked: str | None
    state: str
    staff_ids: list[int]
    tags: list[TagOut]
    first_source: str | None
    last_follow_at: datetime | None
    created_at: datetime


class StaticOut(Shape):
    """Who the person is."""

    name: str
    gender: str
    birth_on: date | None
    age_years: int | None
    country: str
    region: str
    city: str
    company: str
    position: str
    phone_masked: str | None
    is_phone_verified: bool
    attributes: dict[str, Any]


class BehaviourOut(Shape):
    """What the person does, counted from the events."""

    events_total: int
    by_name: dict[str, int]
    interactions_total: int
    interactions_30_days: int
    first_interaction_at: datetime | None
    last_interaction_at: datetime | None


class EmotionOut(Shape):
    """What the person feels, as far as messages were labelled."""

    latest_label: str | None
    latest_score: int | None
    latest_at: datetime | None
    by_label: dict[str, int]


class RelationOut(Shape):
    """One spell of a relation; a colleague's remark on a shared customer is left empty."""

    id: int
    staff_id: int
    corp_id: int
    spell: int
    is_live: bool
    is_half: bool
    started_by: str
    add_way: int | None
    state: str | None
    started_at: datetime | None
    ended_at: datetime | None
    ended_by: str | None
    remark: str
    description: str


class IdentityOut(Shape):
    """An identity with its value covered."""

    kind: str
    shown: str
    source: str
    linked_at: datetime


class CustomerPageOut(Shape):
    """A customer from all sides; `panels` are filled by orders and others. `emotion` is null without the right."""

    id: int
    merged_ids: list[int]
    state: str
    avatar_url: str
    flags: dict[str, bool]
    static: StaticOut
    behaviour: BehaviourOut
    emotion: EmotionOut | None
    relations: list[RelationOut]
    identities: list[IdentityOut]
    tags: list[TagOut]
    first_source: str | None
    first_source_at: datetime | None
    last_source: str | None
    last_source_at: datetime | None
    created_at: datetime
    panels: dict[str, Any]


class TimelineItemOut(Shape):
    """One event with its titles; personal properties only for those with the right to see them."""

    id: int
    name: str
    zh: str
    en: str
    occurred_at: datetime
    occurred_basis: str
    staff_id: int | None
    source: str
    properties: dict[str, Any]
    is_interaction: bool


class FilterIn(Shape):
    """Which customers a bulk change is for."""

    text: str = Field(default="", max_length=100)
    tags_any: list[Id] = Field(default=[], max_length=100)
    tags_all: list[Id] = Field(default=[], max_length=20)
    staff_ids: list[Id] = Field(default=[], max_length=500)
    customer_ids: list[Id] = Field(default=[], max_length=500)
    state: Literal["", "followed", "lost", "never"] = ""
    source: str = Field(default="", max_length=100)
    created_from: AwareDatetime | None = None
    created_to: AwareDatetime | None = None

    def filter(self) -> CustomerFilter:
        """The filter as the domain knows it."""
        values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in self}
        return CustomerFilter(**values)


class TaggingIn(Shape):
    """Tags for customers given by id or by filter (exactly one of them)."""

    tag_ids: list[Id] = Field(min_length=1, max_length=50)
    customer_ids: list[Id] | None = Field(default=None, min_length=1, max_length=MOST_IDS)
    filter: FilterIn | None = None


class TaggingOut(Shape):
    """What a bulk change did: customers in scope, pairs added and removed."""

    customers: int
    added: int
    removed: int


class CountOut(Shape):
    """How many customers a bulk change would touch."""

    customers: int


class FlagIn(Shape):
    """Put a mark on a person or take it off."""

    flag: Flag
    is_on: bool


class ChangedOut(Shape):
    """Whether anything changed."""

    is_changed: bool


class ConflictOut(Shape):
    """Two people who share a key although other keys say they are two."""

    id: int
    left_customer_id: int
    right_customer_id: int
    kind: str
    state: str
    found_at: datetime


class ConflictDecisionIn(Shape):
    """One person (`merges`), or two for good."""

    merges: bool
    reason: Reason


class MergeIn(Shape):
    """The other record that is the same person, and why."""

    loser_id: Id
    reason: Reason


class MergeOut(Shape):
    """A merge that holds; by its id it can be undone."""

    id: int
    survivor_id: int
    loser_id: int
    rule: str
    strength: str
    merged_at: datetime


class UnmergeIn(Shape):
    """Why a merge is taken back."""

    reason: Reason


class TagGroupIn(Shape):
    """A new tag group with its tags; with a `corp_id` WeCom gets it too."""

    name: Name
    is_exclusive: bool = False
    corp_id: Id | None = None
    tags: list[Name] = Field(min_length=1, max_length=100)


class TagGroupChangeIn(Shape):
    """Changes of a tag group; what is left out stays."""

    name: Name | None = None
    is_exclusive: bool | None = None


class TagIn(Shape):
    """A new tag in a group."""

    group_id: Id
    name: Name


class TagChangeIn(Shape):
    """A tag's new name."""

    name: Name
