"""Accounts, own roles, sessions and the counted tries to sign in."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Row, Select, and_, any_, func, insert, literal, or_, select, text, update
from sqlalchemy import delete as delete_from
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert

from siyu.runtime.database import UnitOfWork
from siyu.staff.contracts import FROZEN
from siyu.staff.rules.throttle import Tries
from siyu.staff.tables import api_keys, roles, sessions, sign_in_tries, staff_members, users

_FROZEN = sorted(status.value for status in FROZEN)


def _living() -> Select[Any]:
    """Accounts that may do anything at all, with the corp of their member: neither closed nor frozen."""
    joined = users.outerjoin(staff_members, staff_members.c.id == users.c.staff_id)
    alive = or_(staff_members.c.id.is_(None), staff_members.c.status.not_in(_FROZEN))
    return select(users, staff_members.c.corp_id).select_from(joined).where(and_(users.c.is_active, alive))


async def find_living_user(uow: UnitOfWork, login: str) -> Row[Any] | None:
    """An account that may sign in, by its normal login."""
    return (await uow.execute(_living().where(users.c.login == login))).one_or_none()


async def find_living_account(uow: UnitOfWork, user_id: int) -> Row[Any] | None:
    """An account that may sign in, by its id."""
    return (await uow.execute(_living().where(users.c.id == user_id))).one_or_none()


async def find_session(uow: UnitOfWork, token_hash: str) -> Row[Any] | None:
    """The living account behind a session token, with `session_id` and `session_expires_at`."""
    live = (
        sessions.c.user_id == users.c.id,
        sessions.c.token_hash == token_hash,
        sessions.c.ended_at.is_(None),
        sessions.c.expires_at > uow.now(),
    )
    statement = _living().add_columns(
        sessions.c.id.label("session_id"), sessions.c.expires_at.label("session_expires_at")
    )
    return (await uow.execute(statement.where(*live))).one_or_none()


async def find_key(uow: UnitOfWork, prefix: str, key_hash: str) -> Row[Any] | None:
    """The living account behind an API key, with `key_id`, `key_rights` and `key_used_at`."""
    live = (
        api_keys.c.user_id == users.c.id,
        api_keys.c.prefix == prefix,
        api_keys.c.key_hash == key_hash,
        api_keys.c.revoked_at.is_(None),
        api_keys.c.expires_at > uow.now(),
    )
    statement = _living().add_columns(
        api_keys.c.id.label("key_id"),
        api_keys.c.rights.label("key_rights"),
        api_keys.c.last_used_at.label("key_used_at"),
    )
    return (await uow.execute(statement.where(*live))).one_or_none()


async def find_user(uow: UnitOfWork, user_id: int) -> Row[Any] | None:
    """One account, living or not."""
    return (await uow.execute(select(users).where(users.c.id == user_id))).one_or_none()


async def lock_user(uow: UnitOfWork, user_id: int) -> Row[Any] | None:
    """One account, kept from changing until the transaction ends."""
    return (await uow.execute(select(users).where(users.c.id == user_id).with_for_update())).one_or_none()


async def list_users(
    uow: UnitOfWork, *, is_active: bool | None, after: int, limit: int
) -> tuple[Sequence[Row[Any]], int]:
    """Accounts by id after `after`, and how many there are in all."""
    wanted = [] if is_active is None else [users.c.is_active.is_(is_active)]
    total = (await uow.execute(select(func.count()).select_from(users).where(*wanted))).scalar_one()
    page = select(users).where(*wanted, users.c.id > after).order_by(users.c.id).limit(limit)
    return (await uow.execute(page)).all(), total


async def save_new_user(uow: UnitOfWork, values: Mapping[str, Any]) -> Row[Any] | None:
    """Add an account; None when its login or its staff member has one already."""
    statement = upsert(users).values(**values).on_conflict_do_nothing().returning(*users.c)
    return (await uow.execute(statement)).one_or_none()


async def save_user(uow: UnitOfWork, user_id: int, values: Mapping[str, Any]) -> Row[Any]:
    """Change an account."""
    statement = update(users).where(users.c.id == user_id).values(**values).returning(*users.c)
    return (await uow.execute(statement)).one()


async def use_totp_step(uow: UnitOfWork, user_id: int, step: int) -> bool:
    """Mark a code as used; False when it, or a later one, was used already."""
    statement = update(users).where(users.c.id == user_id, users.c.totp_last_step < step)
    return (await uow.execute(statement.values(totp_last_step=step))).rowcount == 1


async def list_users_of_staff(uow: UnitOfWork, staff_ids: Collection[int]) -> Sequence[Row[Any]]:
    """The accounts that belong to these members."""
    return (
        await uow.execute(select(users).where(users.c.staff_id == any_(literal(list(staff_ids), ARRAY(BigInteger)))))
    ).all()


async def list_roles(uow: UnitOfWork) -> Sequence[Row[Any]]:
    """The organisation's own roles."""
    return (await uow.execute(select(roles).order_by(roles.c.name))).all()


async def save_role(uow: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Add or replace a role."""
    new = upsert(roles).values(**values)
    changed = {name: new.excluded[name] for name in values if name != "name"}
    await uow.execute(new.on_conflict_do_update(index_elements=["name"], set_=changed))


async def delete_role(uow: UnitOfWork, name: str) -> bool:
    """Remove a role; whether there was one."""
    return (await uow.execute(delete_from(roles).where(roles.c.name == name))).rowcount == 1


async def count_role_holders(uow: UnitOfWork, name: str) -> int:
    """How many accounts hold a role."""
    statement = select(func.count()).select_from(users).where(users.c.roles.contains([name]))
    return int((await uow.execute(statement)).scalar_one())


async def save_session(uow: UnitOfWork, values: Mapping[str, Any]) -> int:
    """Open a session."""
    return int((await uow.execute(insert(sessions).values(**values).returning(sessions.c.id))).scalar_one())


async def list_sessions(uow: UnitOfWork, user_id: int) -> Sequence[Row[Any]]:
    """An account's open sessions, newest first."""
    live = (sessions.c.user_id == user_id, sessions.c.ended_at.is_(None), sessions.c.expires_at > uow.now())
    return (await uow.execute(select(sessions).where(*live).order_by(sessions.c.id.desc()).limit(100))).all()


async def end_session(uow: UnitOfWork, token_hash: str) -> None:
    """Close the session of a token."""
    statement = update(sessions).where(sessions.c.token_hash == token_hash, sessions.c.ended_at.is_(None))
    await uow.execute(statement.values(ended_at=uow.now()))


async def end_sessions(uow: UnitOfWork, user_ids: Collection[int], *, keep: int | None = None) -> int:
    """Close every session of these accounts except one; how many there were."""
    open_ones = (sessions.c.user_id == any_(literal(list(user_ids), ARRAY(BigInteger))), sessions.c.ended_at.is_(None))
    statement = update(sessions).where(*open_ones, sessions.c.id != (keep or 0))
    return (await uow.execute(statement.values(ended_at=uow.now()))).rowcount


async def lock_tries(uow: UnitOfWork, kind: str, mark: str) -> Tries:
    """What is counted against an account or a source, locked until the transaction ends."""
    new = upsert(sign_in_tries).values(kind=kind, mark=mark, failures=0)
    locking = new.on_conflict_do_update(
        index_elements=["kind", "mark"], set_={"failures": sign_in_tries.c.failures}
    ).returning(sign_in_tries.c.failures, sign_in_tries.c.last_at, sign_in_tries.c.blocked_until)
    return Tries(*(await uow.execute(locking)).one())


async def save_tries(uow: UnitOfWork, kind: str, mark: str, tries: Tries) -> None:
    """Write a count that this transaction has locked."""
    statement = update(sign_in_tries).where(sign_in_tries.c.kind == kind, sign_in_tries.c.mark == mark)
    await uow.execute(
        statement.values(failures=tries.failures, last_at=tries.last_at, blocked_until=tries.blocked_until)
    )


async def delete_tries(uow: UnitOfWork, *, before: datetime) -> int:
    """Forget what was counted long ago."""
    return (await uow.execute(delete_from(sign_in_tries).where(sign_in_tries.c.last_at < before))).rowcount


async def delete_dead_sessions(uow: UnitOfWork, *, before: datetime) -> int:
    """Forget sessions that ran out long ago."""
    statement = text("DELETE FROM sessions WHERE expires_at < :before OR ended_at < :before")
    return (await uow.execute(statement, {"before": before})).rowcount
