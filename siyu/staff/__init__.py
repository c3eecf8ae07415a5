"""Staff: who works here, who may sign in, and what each of them may see and do.

A *member* (员工) is a person in a corp's directory; a *user* (账号) can sign in and may belong to a member;
a *role* is a set of rights with a scope (own, team, all); an *API key* acts for a user.
"""

from siyu.staff.contracts import (
    ApiKey,
    Department,
    DirectoryReport,
    Preferences,
    Role,
    ScopeCounter,
    Session,
    StaffLeft,
    StaffMember,
    StaffMoved,
    StaffStatus,
    User,
)
from siyu.staff.errors import BeyondOwnRights, ForeignOrigin, LoginTaken, SecondFactorNeeded, SignInRefused
from siyu.staff.queries.directory import list_names
from siyu.staff.rules.credentials import LONGEST, SHORTEST
from siyu.staff.rules.rights import BUILT_IN, OWN_ACCOUNT, RIGHTS
from siyu.staff.service.accounts import NewUser, UserChange, add_user, change_user, create_user, list_users
from siyu.staff.service.changes import apply_directory_change
from siyu.staff.service.desk import register_scope_counter
from siyu.staff.service.keys import NewKey, create_key
from siyu.staff.service.members import (
    MemberFilter,
    ensure_member,
    find_member,
    find_member_ids,
    get_member,
    list_departments,
    list_members,
)
from siyu.staff.service.sync import meet_expected, sync_directory, sync_member
from siyu.staff.service.trail import TrailFilter, list_entries
from siyu.staff.service.viewers import SESSION_COOKIE, StaffSignIn, viewer_of_user

__all__ = [
    "BUILT_IN",
    "LONGEST",
    "OWN_ACCOUNT",
    "RIGHTS",
    "SESSION_COOKIE",
    "SHORTEST",
    "ApiKey",
    "BeyondOwnRights",
    "Department",
    "DirectoryReport",
    "ForeignOrigin",
    "LoginTaken",
    "MemberFilter",
    "NewKey",
    "NewUser",
    "Preferences",
    "Role",
    "ScopeCounter",
    "SecondFactorNeeded",
    "Session",
    "SignInRefused",
    "StaffLeft",
    "StaffMember",
    "StaffMoved",
    "StaffSignIn",
    "StaffStatus",
    "TrailFilter",
    "User",
    "UserChange",
    "add_user",
    "apply_directory_change",
    "change_user",
    "create_key",
    "create_user",
    "ensure_member",
    "find_member",
    "find_member_ids",
    "get_member",
    "list_departments",
    "list_entries",
    "list_members",
    "list_names",
    "list_users",
    "meet_expected",
    "register_scope_counter",
    "sync_directory",
    "sync_member",
    "viewer_of_user",
]
