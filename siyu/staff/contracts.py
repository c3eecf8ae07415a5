"""What others may know of the people who work here, and the facts told about them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Protocol

from siyu.runtime.database import UnitOfWork
from siyu.runtime.spine import Event
from siyu.runtime.viewer import Scope, Viewer


class StaffStatus(StrEnum):
    """Where a staff member stands at WeCom; `expected`: named by a callback, not yet seen in the directory."""

    EXPECTED = "expected"
    ACTIVE = "active"
    NOT_JOINED = "not_joined"
    DISABLED = "disabled"
    LEFT = "left"


#: With one of these, everything the person could do here has ended.
FROZEN = frozenset({StaffStatus.DISABLED, StaffStatus.LEFT})


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A member of one corp. `department_ids` are WeCom's ids within that corp, `main_department_id` first."""

    id: int
    corp_id: int
    userid: str
    name: str
    department_ids: tuple[int, ...]
    status: StaffStatus
    is_contact_enabled: bool
    position: str = ""


@dataclass(frozen=True, slots=True)
class Department:
    """A node of a corp's tree; ids are WeCom's. `parent_id` is None at the top of what the app may see."""

    id: int
    parent_id: int | None
    name: str
    sort_order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFacts:
    """What a source says about a member; None means "not said". `leads` are the departments they lead."""

    userid: str
    new_userid: str | None = None
    name: str | None = None
    position: str | None = None
    departments: tuple[int, ...] | None = None
    main_department: int | None = None
    leads: frozenset[int] | None = None
    status: StaffStatus | None = None
    is_contact_enabled: bool | None = None


@dataclass(frozen=True, slots=True)
class DirectoryReport:
    """What a directory sync found and changed."""

    departments: int = 0
    members: int = 0
    joined: int = 0
    moved: int = 0
    suspended: int = 0
    left: int = 0
    accounts_closed: int = 0


@dataclass(frozen=True, slots=True)
class Role:
    """A named set of rights and how far it sees."""

    name: str
    title_zh: str
    title_en: str
    scope: Scope
    rights: frozenset[str]
    is_builtin: bool = False


@dataclass(frozen=True, slots=True)
class User:
    """An account that can sign in; `staff_id` is the member it belongs to, if any."""

    id: int
    login: str
    name: str
    staff_id: int | None
    roles: tuple[str, ...]
    is_active: bool
    language: str
    has_second_factor: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Preferences:
    """How somebody likes their console; `cards` is the order of the overview's cards, empty for the usual one."""

    theme: str = "system"
    density: str = "comfortable"
    has_single_keys: bool = True
    cards: tuple[str, ...] = ()


class ScopeCounter(Protocol):
    """Told by a higher domain: how many customers a viewer has in scope."""

    async def count(self, uow: UnitOfWork, viewer: Viewer) -> int:
        """Exactly as many as the list of customers shows without a filter."""
        ...


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of a program, acting for a user with no more than `rights`. The secret part is known to nobody."""

    id: int
    user_id: int
    name: str
    prefix: str
    rights: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Session:
    """One signed-in browser."""

    id: int
    created_at: datetime
    expires_at: datetime
    source: str
    device: str


@dataclass(frozen=True, kw_only=True)
class StaffMoved(Event):
    """A member joined, changed departments or was suspended. `kind`: joined, moved or suspended."""

    name: ClassVar[str] = "staff_moved"

    kind: str
    from_dept: int | None = None
    dept: int | None = None


@dataclass(frozen=True, kw_only=True)
class StaffLeft(Event):
    """A member left the corp; what they could do here ended with the same transaction."""

    name: ClassVar[str] = "staff_left"
