"""HTTP shapes of staff. Passwords and keys go in or are shown once, and never come out again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, Field, SecretStr, StringConstraints

from siyu.runtime.http import Shape
from siyu.runtime.viewer import Scope
from siyu.staff.contracts import StaffStatus, User
from siyu.staff.rules.credentials import LONGEST, SHORTEST
from siyu.staff.rules.rights import RIGHTS

MOST_ID = 2**63 - 1


def _known_right(name: str) -> str:
    if name not in RIGHTS:
        raise ValueError("there is no such right")
    return name


Id = Annotated[int, Field(ge=1, le=MOST_ID)]
#: PostgreSQL cannot store the zero character, and a name needs no other control characters either.
Words = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$", strip_whitespace=True)]
Name = Annotated[Words, Field(min_length=1, max_length=100)]
RoleName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{1,39}$")]
RightName = Annotated[str, AfterValidator(_known_right), Field(json_schema_extra={"enum": list(RIGHTS)})]
Login = Annotated[str, Field(pattern=r"^[\w.@+-]{2,64}$")]
Password = Annotated[SecretStr, Field(min_length=1, max_length=200)]
PasswordToSet = Annotated[SecretStr, Field(min_length=SHORTEST, max_length=LONGEST)]
Code = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
Language = Literal["zh", "en"]


class SignInBody(Shape):
    """Login and password, and the authenticator app's six digits when the account asks for them."""

    login: str = Field(min_length=1, max_length=200)
    password: Password
    code: Code | None = None


class SignOutBody(Shape):
    """`is_everywhere` ends all sessions of the account, not only this one."""

    is_everywhere: bool = False


class MeOut(Shape):
    """The signed-in person: what they may do and how far they see."""

    user_id: int
    login: str
    name: str
    staff_id: int | None
    roles: list[str]
    rights: list[str]
    scope: Scope
    language: Language
    has_second_factor: bool
    session_expires_at: datetime

    @classmethod
    def of(cls, user: User, rights: Iterable[str], scope: Scope, session_expires_at: datetime) -> "MeOut":
        """The answer for an account with what its roles come to."""
        return cls(
            user_id=user.id,
            login=user.login,
            name=user.name,
            staff_id=user.staff_id,
            roles=list(user.roles),
            rights=sorted(rights),
            scope=scope,
            language="en" if user.language == "en" else "zh",
            has_second_factor=user.has_second_factor,
            session_expires_at=session_expires_at,
        )


class RoleTitleOut(Shape):
    """A role by name, with its title in both languages."""

    name: str
    title_zh: str
    title_en: str


class MyDeskOut(MeOut):
    """The same with the reach in words and numbers, and the page that opens first."""

    role_titles: list[RoleTitleOut]
    scope_zh: str
    scope_en: str
    customers_n: int
    landing: str


class PreferencesBody(Shape):
    """How one likes the console; `cards` is the order of the overview's cards, empty for the usual one."""

    language: Language = "zh"
    theme: Literal["system", "light", "dark"] = "system"
    density: Literal["comfortable", "compact"] = "comfortable"
    has_single_keys: bool = True
    cards: list[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.-]{0,39}$")]] = Field(default=[], max_length=40)


class SessionOut(Shape):
    """An open session of one's own."""

    id: int
    created_at: datetime
    expires_at: datetime
    source: str
    device: str
    is_current: bool


class PasswordBody(Shape):
    """One's password, to prove that it is still oneself."""

    password: Password


class PasswordChange(Shape):
    """The old and the new password."""

    old: Password
    new: PasswordToSet


class NewPassword(Shape):
    """Another password for an account."""

    password: PasswordToSet


class CodeBody(Shape):
    """Six digits from the authenticator app."""

    code: Code


class SecondFactorOffer(Shape):
    """The secret for the authenticator app, as text and as the address of its QR code."""

    secret: str
    address: str


class StaffOut(Shape):
    """A member of a corp."""

    id: int
    corp_id: int
    userid: str
    name: str
    position: str
    department_ids: list[int]
    status: StaffStatus
    is_contact_enabled: bool


class DepartmentOut(Shape):
    """A department; ids are WeCom's within the corp."""

    id: int
    parent_id: int | None
    name: str
    sort_order: int


class SyncBody(Shape):
    """Which corp's directory to pull."""

    corp_id: Id


class DirectoryReportOut(Shape):
    """What the pull found and changed."""

    departments: int
    members: int
    joined: int
    moved: int
    suspended: int
    left: int
    accounts_closed: int


class UserOut(Shape):
    """An account."""

    id: int
    login: str
    name: str
    staff_id: int | None
    roles: list[str]
    is_active: bool
    language: Language
    has_second_factor: bool
    created_at: datetime


class UserIn(Shape):
    """A new account; `staff_id` ties it to a member whose customers it then sees."""

    login: Login
    password: PasswordToSet
    roles: list[RoleName] = Field(default=[], max_length=20)
    staff_id: Id | None = None
    name: Name | None = None
    language: Language = "zh"


class UserPatch(Shape):
    """What to change of an account; what is left out stays."""

    name: Name | None = None
    roles: list[RoleName] | None = Field(default=None, max_length=20)
    is_active: bool | None = None
    language: Language | None = None


class SignedOutOut(Shape):
    """How many sessions were ended."""

    sessions: int


class RoleOut(Shape):
    """A role with its rights; `*` is every right."""

    name: str
    title_zh: str
    title_en: str
    scope: Scope
    rights: list[str]
    is_builtin: bool


class RoleIn(Shape):
    """A role of the organisation's own."""

    title_zh: Name
    title_en: Name
    scope: Scope
    rights: list[RightName] = Field(max_length=100)


class ApiKeyOut(Shape):
    """A key without its secret."""

    id: int
    user_id: int
    name: str
    prefix: str
    rights: list[str]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None


class NewApiKeyOut(ApiKeyOut):
    """A key just made; `key` is shown this one time."""

    key: str


class ApiKeyIn(Shape):
    """What a key may do, whose it is (one's own account when left out), and when it ends (a year by default)."""

    name: Name
    rights: list[RightName] = Field(min_length=1, max_length=100)
    user_id: Id | None = None
    expires_at: AwareDatetime | None = None


class TrailEntryOut(Shape):
    """Who did what to which object, when and why."""

    id: int
    at: datetime
    user_id: int | None
    actor: str
    action: str
    object_kind: str
    object_id: str
    reason: str | None
    details: dict[str, Any]


class TrailCheckOut(Shape):
    """Whether the trail is whole; if not, the first entry that does not hold and why."""

    is_whole: bool
    entry_id: int | None = None
    why: str | None = None
