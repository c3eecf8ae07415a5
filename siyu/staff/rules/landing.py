"""Where somebody's day begins, and what their reach is called. Pure."""

from siyu.runtime.viewer import Scope, Viewer

#: A role's first page; who holds several begins at the first of this order.
_BY_ROLE = {
    "operator": "/overview",
    "manager": "/overview?view=team",
    "sales": "/customers",
    "compliance": "/audit",
    "admin": "/settings/doctor",
    "developer": "/settings/api",
}
#: For roles an organisation made itself: the first page whose right is held.
_BY_RIGHT = (
    ("metrics.read", "/overview"),
    ("customers.read", "/customers"),
    ("campaigns.read", "/campaigns"),
    ("audit.read", "/audit"),
    ("settings.read", "/settings/doctor"),
)
_SCOPE_NAMES = {Scope.ALL: ("全部", "Everyone"), Scope.TEAM: ("本团队", "My team"), Scope.OWN: ("我的", "Mine")}


def landing_of(viewer: Viewer) -> str:
    """The path of the page that opens after signing in."""
    for role, path in _BY_ROLE.items():
        if role in viewer.roles:
            return path
    return next((path for right, path in _BY_RIGHT if viewer.may(right)), "/me")


def scope_name(viewer: Viewer, department: str | None) -> tuple[str, str]:
    """What the reach is called, in Chinese and in English: a team by its department's name where it has one."""
    if viewer.scope is Scope.TEAM and department:
        return department, department
    return _SCOPE_NAMES[viewer.scope]
