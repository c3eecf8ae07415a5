"""What is handed in: identities, the facts of a relation, and what higher domains register."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from siyu.runtime.database import UnitOfWork
from siyu.runtime.viewer import Viewer


class IdentityKind(StrEnum):
    """The addresses by which a person can be known; the first three name one person and no other."""

    UNIONID = "unionid"
    MEMBER_NO = "member_no"
    PHONE = "phone"
    EXTERNAL = "external"
    OPENID = "openid"
    SHOP_BUYER = "shop_buyer"
    ANONYMOUS = "anonymous"


class Flag(StrEnum):
    """What sets a person apart: not a customer at all (test, employee), or one to be careful with."""

    TEST = "test"
    EMPLOYEE = "employee"
    MINOR = "minor"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class FollowFacts:
    """What is known when a relation begins. `state` is the code's own text, `add_way` WeCom's number.

    `is_half`: the customer has added, the member's list does not show it yet. `by` is customer, staff, admin or
    transfer; left empty it is told from `add_way`.
    """

    corp_id: int
    staff_id: int
    external_userid: str
    occurred_at: datetime
    state: str | None = None
    add_way: int | None = None
    is_half: bool = False
    by: str = ""


@dataclass(frozen=True, slots=True)
class Follow:
    """One spell of a relation. `is_new`: this call began it; `is_live`: it still stands."""

    id: int
    customer_id: int
    staff_id: int
    corp_id: int
    external_userid: str
    spell: int
    is_new: bool
    is_live: bool
    state: str | None = None
    add_way: int | None = None
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Which live code and acquisition channel a code's `state` stands for."""

    live_code: int | None = None
    acq_channel: int | None = None


class StateReader(Protocol):
    """Knows what the `state` of a code means; the acquisition domain registers itself."""

    async def read_state(self, uow: UnitOfWork, corp_id: int, state: str) -> Attribution | None:
        """The code behind this state, or None when nobody knows it."""
        ...


class Panel(Protocol):
    """A part of the customer's page that a higher domain fills (orders, membership)."""

    name: str

    async def show(self, uow: UnitOfWork, viewer: Viewer, customer_ids: Sequence[int]) -> Mapping[str, Any]:
        """Plain JSON about one person, who may have several (merged) ids."""
        ...


@dataclass(frozen=True, slots=True)
class Known:
    """An identity to look up or to make: its kind and its value as it was received."""

    kind: IdentityKind
    value: str
