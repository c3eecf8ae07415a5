"""Who is asking: the frozen contract that every question about customers carries."""

from dataclasses import dataclass, field
from enum import StrEnum

from siyu.runtime.errors import Forbidden


class Scope(StrEnum):
    """How far a viewer sees: their own customers, their team's (department subtree), or everyone's."""

    OWN = "own"
    TEAM = "team"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person, an API key or the system itself, with what it may see and do.

    `staff_ids` are the staff members whose customers are visible (ignored when `scope` is ALL).
    `rights` are names such as `customers.read` or `customers.phone.reveal`.
    """

    user_id: int | None
    staff_id: int | None
    scope: Scope
    staff_ids: frozenset[int] = frozenset()
    rights: frozenset[str] = field(default_factory=frozenset)
    roles: frozenset[str] = field(default_factory=frozenset)
    api_key_id: int | None = None
    language: str = "zh"
    name: str = ""

    def may(self, right: str) -> bool:
        """Whether the viewer holds a right; `*` holds all."""
        return right in self.rights or "*" in self.rights

    def must(self, right: str) -> None:
        """Refuse with `Forbidden` when the viewer lacks a right."""
        if not self.may(right):
            raise Forbidden(right=right)

    @property
    def sees_everyone(self) -> bool:
        return self.scope is Scope.ALL


def system_viewer(name: str = "system") -> Viewer:
    """The product itself, for work that no person asked for."""
    return Viewer(user_id=None, staff_id=None, scope=Scope.ALL, rights=frozenset({"*"}), name=name)
