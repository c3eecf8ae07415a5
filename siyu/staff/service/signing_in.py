"""Signing in and out: tries counted before they are looked at, a fresh session each time."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Row

from siyu.kit.text import normalise
from siyu.runtime.audit import write_audit
from siyu.runtime.database import UnitOfWork
from siyu.runtime.errors import TooManyRequests
from siyu.runtime.house import House
from siyu.runtime.secrets import Vault
from siyu.runtime.viewer import Scope, Viewer
from siyu.staff.contracts import Session, User
from siyu.staff.errors import LoginRefused, SecondFactorNeeded, SignInRefused
from siyu.staff.queries import accounts as queries
from siyu.staff.rules.credentials import digest, matching_step, normal_login
from siyu.staff.rules.throttle import ACCOUNT, SOURCE, Tries, count_try, seconds_left, source_of, take_back
from siyu.staff.service.accounts import user_of
from siyu.staff.service.passwords import hash_password, is_outdated, matches

TOTP_PLACE = "users.totp"
_LOGIN_PLACE = "sign_in_tries.login"
_LONGEST_DEVICE = 200
_PATIENCE = {"account": ACCOUNT, "source": SOURCE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What somebody presents; `replaces` is the session token their browser still holds."""

    login: str
    password: SecretStr
    code: str | None = None
    host: str | None = None
    device: str = ""
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: its token is shown once, to the browser."""

    token: SecretStr
    user: User
    expires_at: datetime


async def sign_in(house: House, attempt: Attempt) -> SignedIn:
    """Open a session.

    Raises `TooManyRequests` while the account or the source has to wait, `SignInRefused` for anything wrong,
    `SecondFactorNeeded` when only the code is missing.
    """
    marks = _marks(house.vault, attempt)
    async with house.unit() as uow:
        await _count(uow, marks)
        row = await _find_living(uow, attempt.login)
    is_right = await matches(attempt.password.get_secret_value(), row.password_hash if row else None)
    if row is None or not is_right:
        raise SignInRefused
    async with house.unit() as uow:
        is_admitted = await _pass_second_factor(uow, house.vault, row, attempt.code)
        if is_admitted is not False:
            await _take_back(uow, marks, is_admitted=bool(is_admitted))
        opened = await _open(house, uow, row, attempt) if is_admitted else None
    if is_admitted is None:
        raise SecondFactorNeeded
    if opened is None:
        raise SignInRefused
    return opened


async def sign_out(uow: UnitOfWork, token: str) -> None:
    """End the session of this token."""
    await queries.end_session(uow, digest(token))


async def list_sessions(uow: UnitOfWork, user_id: int) -> list[Session]:
    """An account's open sessions, newest first."""
    return [
        Session(row.id, row.created_at, row.expires_at, row.source, row.device)
        for row in await queries.list_sessions(uow, user_id)
    ]


async def _find_living(uow: UnitOfWork, login: str) -> Row[Any] | None:
    try:
        return await queries.find_living_user(uow, normal_login(login))
    except LoginRefused:
        return None


def _marks(vault: Vault, attempt: Attempt) -> dict[str, str]:
    """What tries are counted against. A login is kept as a keyed hash: people type passwords into that field."""
    return {
        "account": vault.fingerprint(normalise(attempt.login), place=_LOGIN_PLACE),
        "source": source_of(attempt.host),
    }


async def _count(uow: UnitOfWork, marks: dict[str, str]) -> None:
    """Count a try against account and source, or refuse when one of them has to wait."""
    now = uow.now()
    known: dict[str, Tries] = {}
    for kind, mark in marks.items():
        known[kind] = await queries.lock_tries(uow, kind, mark)
        if wait := seconds_left(known[kind], now):
            raise TooManyRequests(seconds=wait)
    for kind, mark in marks.items():
        await queries.save_tries(uow, kind, mark, count_try(known[kind], now, _PATIENCE[kind]))


async def _take_back(uow: UnitOfWork, marks: dict[str, str], *, is_admitted: bool) -> None:
    """The password was right, so this try was no failure; whoever is admitted starts with a clean account."""
    for kind, mark in marks.items():
        counted = await queries.lock_tries(uow, kind, mark)
        is_clean = is_admitted and kind == "account"
        await queries.save_tries(uow, kind, mark, Tries() if is_clean else take_back(counted))


async def _pass_second_factor(uow: UnitOfWork, vault: Vault, row: Row[Any], code: str | None) -> bool | None:
    """Whether the code is right or none is needed; None when one is needed and missing. A code works once."""
    if row.totp_sealed is None:
        return True
    if not code:
        return None
    secret = vault.open(row.totp_sealed, place=TOTP_PLACE)
    step = matching_step(secret, code, uow.now(), row.totp_last_step)
    return step is not None and await queries.use_totp_step(uow, row.id, step)


async def _open(house: House, uow: UnitOfWork, row: Row[Any], attempt: Attempt) -> SignedIn:
    token = secrets.token_urlsafe(32)
    expires_at = uow.now() + timedelta(hours=house.settings.session_hours)
    if attempt.replaces:
        await queries.end_session(uow, digest(attempt.replaces))
    values = {
        "user_id": row.id,
        "token_hash": digest(token),
        "created_at": uow.now(),
        "expires_at": expires_at,
        "source": source_of(attempt.host),
        "device": attempt.device[:_LONGEST_DEVICE],
    }
    session_id = await queries.save_session(uow, values)
    if is_outdated(row.password_hash):
        renewed = await hash_password(attempt.password.get_secret_value())
        await queries.save_user(uow, row.id, {"password_hash": renewed})
    actor = Viewer(user_id=row.id, staff_id=row.staff_id, scope=Scope.OWN, name=row.name)
    await write_audit(uow, actor, "staff.signed_in", on=("user", row.id), details={"session_id": session_id})
    return SignedIn(SecretStr(token), user_of(row), expires_at)
