"""Accounts: opening, changing, closing. Nobody gives or touches what they do not hold themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Row

from siyu.kit.paging import Page, Paging
from siyu.runtime.audit import write_audit
from siyu.runtime.database import UnitOfWork
from siyu.runtime.errors import NotFound
from siyu.runtime.viewer import Viewer, system_viewer
from siyu.staff.contracts import User
from siyu.staff.errors import LoginTaken, OwnAccount, SignInRefused
from siyu.staff.queries import accounts as queries
from siyu.staff.queries import directory, keys
from siyu.staff.rules.credentials import check_password, normal_login
from siyu.staff.rules.rights import check_may_touch, reach_of
from siyu.staff.service.members import id_of, page_of
from siyu.staff.service.passwords import hash_password, matches
from siyu.staff.service.roles import get_reach, get_roles


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """What opens an account."""

    login: str
    password: SecretStr
    roles: tuple[str, ...]
    staff_id: int | None = None
    name: str | None = None
    language: str = "zh"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserChange:
    """What to change of an account; None leaves it."""

    name: str | None = None
    roles: tuple[str, ...] | None = None
    is_active: bool | None = None
    language: str | None = None


async def create_user(
    uow: UnitOfWork, login: str, password: str | SecretStr, roles: Iterable[str], staff_id: int | None = None
) -> User:
    """Open an account in the name of the product itself (set-up, demo). Raises as `add_user`."""
    secret = password if isinstance(password, SecretStr) else SecretStr(password)
    return await add_user(
        uow, system_viewer(), NewUser(login=login, password=secret, roles=tuple(roles), staff_id=staff_id)
    )


async def add_user(uow: UnitOfWork, viewer: Viewer, new: NewUser) -> User:
    """Open an account.

    Raises `LoginRefused`, `LoginTaken`, `PasswordTooWeak`, `UnknownRole`, `BeyondOwnRights`, `NotFound` (member).
    """
    login = normal_login(new.login)
    check_password(new.password.get_secret_value(), login)
    check_may_touch(viewer, reach_of(await get_roles(uow, new.roles)))
    member = await directory.find_member(uow, new.staff_id) if new.staff_id is not None else None
    if new.staff_id is not None and member is None:
        raise NotFound(what="staff member")
    values = {
        "login": login,
        "name": new.name or (member.name if member else login),
        "password_hash": await hash_password(new.password.get_secret_value()),
        "staff_id": new.staff_id,
        "roles": list(dict.fromkeys(new.roles)),
        "language": new.language,
        "created_at": uow.now(),
        "password_changed_at": uow.now(),
    }
    row = await queries.save_new_user(uow, values)
    if row is None:
        raise LoginTaken
    await write_audit(uow, viewer, "staff.user_added", on=("user", row.id), details={"roles": values["roles"]})
    return user_of(row)


async def change_user(uow: UnitOfWork, viewer: Viewer, user_id: int, change: UserChange) -> User:
    """Change an account. Closing it ends its sessions and keys with the same transaction.

    Raises `NotFound`, `OwnAccount`, `UnknownRole`, `BeyondOwnRights`.
    """
    row = await _lock_for(uow, viewer, user_id)
    if viewer.user_id == user_id and (change.roles is not None or change.is_active is False):
        raise OwnAccount
    values: dict[str, Any] = {
        name: value
        for name, value in {"name": change.name, "is_active": change.is_active, "language": change.language}.items()
        if value is not None
    }
    if change.roles is not None:
        check_may_touch(viewer, reach_of(await get_roles(uow, change.roles)))
        values["roles"] = list(dict.fromkeys(change.roles))
    if not values:
        return user_of(row)
    row = await queries.save_user(uow, user_id, values)
    if change.is_active is False:
        await end_access(uow, user_id)
    await write_audit(uow, viewer, "staff.user_changed", on=("user", user_id), details=_plain(values))
    return user_of(row)


async def reset_password(uow: UnitOfWork, viewer: Viewer, user_id: int, password: SecretStr) -> None:
    """Give an account another password and take its second factor away; every session ends.

    Raises `NotFound`, `PasswordTooWeak`, `BeyondOwnRights`.
    """
    row = await _lock_for(uow, viewer, user_id)
    check_password(password.get_secret_value(), row.login)
    values = {
        "password_hash": await hash_password(password.get_secret_value()),
        "password_changed_at": uow.now(),
        "totp_sealed": None,
        "totp_offered_sealed": None,
    }
    await queries.save_user(uow, user_id, values)
    await queries.end_sessions(uow, [user_id])
    await write_audit(uow, viewer, "staff.password_reset", on=("user", user_id))


async def change_password(
    uow: UnitOfWork, viewer: Viewer, *, old: SecretStr, new: SecretStr, session_id: int | None
) -> None:
    """Change one's own password; every other session ends. Raises `SignInRefused` when the old one is wrong."""
    row = await _own_row(uow, viewer)
    if not await matches(old.get_secret_value(), row.password_hash):
        raise SignInRefused
    check_password(new.get_secret_value(), row.login)
    hashed = await hash_password(new.get_secret_value())
    await queries.save_user(uow, row.id, {"password_hash": hashed, "password_changed_at": uow.now()})
    await queries.end_sessions(uow, [row.id], keep=session_id)
    await write_audit(uow, viewer, "staff.password_changed", on=("user", row.id))


async def sign_out_everywhere(uow: UnitOfWork, viewer: Viewer, user_id: int) -> int:
    """End every session of an account, one's own or another's within reach; how many there were."""
    if viewer.user_id != user_id:
        await _lock_for(uow, viewer, user_id)
    ended = await queries.end_sessions(uow, [user_id])
    await write_audit(uow, viewer, "staff.signed_out_everywhere", on=("user", user_id), details={"sessions_n": ended})
    return ended


async def list_users(uow: UnitOfWork, paging: Paging, *, is_active: bool | None = None) -> Page[User]:
    """Accounts, oldest first."""
    rows, total = await queries.list_users(uow, is_active=is_active, after=id_of(paging), limit=paging.limit + 1)
    return page_of(list(rows), paging, total).map(user_of)


async def get_user(uow: UnitOfWork, user_id: int) -> User:
    """One account. Raises `NotFound`."""
    row = await queries.find_user(uow, user_id)
    if row is None:
        raise NotFound(what="account")
    return user_of(row)


async def end_access(uow: UnitOfWork, user_id: int) -> None:
    """End the sessions and keys of an account."""
    await queries.end_sessions(uow, [user_id])
    await keys.revoke_keys_of(uow, [user_id])


async def _lock_for(uow: UnitOfWork, viewer: Viewer, user_id: int) -> Row[Any]:
    """The account, if the viewer may touch one with its rights."""
    row = await queries.lock_user(uow, user_id)
    if row is None:
        raise NotFound(what="account")
    check_may_touch(viewer, await get_reach(uow, row.roles))
    return row


async def _own_row(uow: UnitOfWork, viewer: Viewer) -> Row[Any]:
    row = await queries.lock_user(uow, viewer.user_id) if viewer.user_id is not None else None
    if row is None:
        raise NotFound(what="account")
    return row


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in {"roles", "is_active", "language"}}


def user_of(row: Row[Any]) -> User:
    """The contract of a stored account."""
    return User(
        id=row.id,
        login=row.login,
        name=row.name,
        staff_id=row.staff_id,
        roles=tuple(row.roles),
        is_active=row.is_active,
        language=row.language,
        has_second_factor=row.totp_sealed is not None,
        created_at=row.created_at,
    )
