"""What a statement about a member changes: who joined, moved, was suspended, left. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from siyu.staff.contracts import MemberFacts, StaffStatus

_HERE = frozenset({StaffStatus.ACTIVE, StaffStatus.NOT_JOINED, StaffStatus.DISABLED})


@dataclass(frozen=True, slots=True)
class MemberState:
    """A member as stored. `spell` counts their times with the corp, `moves` the facts told of them."""

    userid: str
    name: str = ""
    position: str = ""
    departments: tuple[int, ...] = ()
    main_department: int | None = None
    leads: frozenset[int] = frozenset()
    status: StaffStatus = StaffStatus.EXPECTED
    is_contact_enabled: bool = False
    spell: int = 1
    moves: int = 0
    changed_at: datetime | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """The state after a statement, and the fact to tell (None: nothing worth telling)."""

    after: MemberState
    kind: str | None = None
    from_dept: int | None = None

    @property
    def has_left(self) -> bool:
        return self.kind == "left"


def take_in(before: MemberState, facts: MemberFacts, at: datetime) -> Step | None:
    """Apply a statement made at `at`; None when a later one was heard already or nothing changes."""
    if before.changed_at is not None and at < before.changed_at:
        return None
    after = _merged(before, facts)
    kind = _kind(before, after)
    if kind is None and after == before:
        return None
    is_back = before.status is StaffStatus.LEFT and kind == "joined"
    counted = replace(
        after,
        spell=before.spell + is_back,
        moves=before.moves + (kind is not None and kind != "left"),
        changed_at=at,
    )
    return Step(counted, kind, before.main_department if kind == "moved" else None)


def _merged(before: MemberState, facts: MemberFacts) -> MemberState:
    said: dict[str, Any] = {
        name: value
        for name, value in {
            "userid": facts.new_userid or facts.userid,
            "name": facts.name,
            "position": facts.position,
            "departments": facts.departments,
            "leads": facts.leads,
            "status": facts.status,
            "is_contact_enabled": facts.is_contact_enabled,
        }.items()
        if value is not None
    }
    after = replace(before, **said)
    main = facts.main_department or after.main_department
    if main not in after.departments and after.departments:
        main = after.departments[0]
    ordered = tuple(sorted(set(after.departments), key=lambda department: (department != main, department)))
    after = replace(after, departments=ordered, main_department=main)
    if after.status is StaffStatus.LEFT:
        # Their departments stay, so that a manager still sees the customers a leaver left behind.
        after = replace(
            after, is_contact_enabled=False, departments=before.departments, main_department=before.main_department
        )
    return after


def _kind(before: MemberState, after: MemberState) -> str | None:
    if after.status is StaffStatus.LEFT:
        return None if before.status is StaffStatus.LEFT else "left"
    if before.status not in _HERE and after.status in _HERE:
        return "joined"
    if after.status is StaffStatus.DISABLED and before.status is not StaffStatus.DISABLED:
        return "suspended"
    if after.status in _HERE and after.departments != before.departments:
        return "moved"
    return None
