"""Rights, the built-in roles, and who may give what to whom. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from siyu.runtime.viewer import Scope, Viewer
from siyu.staff.contracts import Role
from siyu.staff.errors import BeyondOwnRights, UnknownRight

EVERYTHING = "*"
#: What every signed-in person may do with their own account; programs with a key may not.
OWN_ACCOUNT = "account.own"

RIGHTS = (
    "audit.read",
    "campaigns.approve",
    "campaigns.read",
    "campaigns.write",
    "codes.read",
    "codes.write",
    "corps.write",
    "customers.read",
    "customers.reveal",
    "customers.write",
    "events.write",
    "imports.write",
    "inbox.read",
    "inbox.replay",
    "metrics.read",
    "orders.read",
    "orders.write",
    "segments.read",
    "segments.write",
    "settings.read",
    "settings.write",
    "staff.read",
    "staff.write",
    "tags.read",
    "tags.write",
)

_READS = frozenset(right for right in RIGHTS if right.endswith(".read"))
_OPERATOR = (_READS - {"audit.read"}) | {
    "campaigns.write",
    "codes.write",
    "customers.write",
    "imports.write",
    "orders.write",
    "segments.write",
    "tags.write",
}
_SALES = frozenset({"customers.read", "orders.read", "tags.read", "tags.write"})
_MANAGER = _SALES | {
    "campaigns.approve",
    "campaigns.read",
    "codes.read",
    "customers.write",
    "metrics.read",
    "segments.read",
    "staff.read",
}

BUILT_IN = {
    role.name: role
    for role in (
        Role("admin", "系统管理员", "Administrator", Scope.ALL, frozenset({EVERYTHING}), True),
        Role("operator", "运营", "Operator", Scope.ALL, frozenset(_OPERATOR), True),
        Role("manager", "主管", "Manager", Scope.TEAM, frozenset(_MANAGER), True),
        Role("sales", "导购", "Sales", Scope.OWN, _SALES, True),
        Role("compliance", "合规", "Compliance", Scope.ALL, _READS | {"customers.reveal"}, True),
        Role("developer", "开发者", "Developer", Scope.OWN, frozenset({"events.write", "imports.write"}), True),
    )
}

_WIDTH = {Scope.OWN: 0, Scope.TEAM: 1, Scope.ALL: 2}


@dataclass(frozen=True, slots=True)
class Reach:
    """What a set of roles comes to: the union of their rights, the widest of their scopes."""

    rights: frozenset[str]
    scope: Scope


def reach_of(roles: Iterable[Role]) -> Reach:
    """Add roles up; no role at all sees and may nothing."""
    held = list(roles)
    rights = frozenset().union(*(role.rights for role in held)) if held else frozenset()
    return Reach(rights, max((role.scope for role in held), key=_WIDTH.__getitem__, default=Scope.OWN))


def narrowed(key_rights: Iterable[str], owner: frozenset[str]) -> frozenset[str]:
    """What a key may do: what it was made for, as far as its owner still may."""
    wanted = frozenset(key_rights)
    return wanted if EVERYTHING in owner else wanted & owner


def check_known(rights: Iterable[str]) -> None:
    """Refuse with `UnknownRight` names that no route asks for."""
    for right in sorted(rights):
        if right not in RIGHTS:
            raise UnknownRight(right=right)


def check_may_touch(viewer: Viewer, reach: Reach) -> None:
    """Refuse with `BeyondOwnRights` when the reach given, taken or acted upon exceeds the viewer's own."""
    for right in sorted(reach.rights):
        if not viewer.may(right):
            raise BeyondOwnRights(right=right)
    if _WIDTH[reach.scope] > _WIDTH[viewer.scope]:
        raise BeyondOwnRights(right=f"scope:{reach.scope.value}")
