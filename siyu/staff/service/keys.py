"""API keys: made once, shown once, stored as a hash, never more than their owner."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Row

from siyu.kit.paging import Page, Paging
from siyu.runtime.audit import write_audit
from siyu.runtime.database import UnitOfWork
from siyu.runtime.errors import BadInput, NotFound
from siyu.runtime.viewer import Viewer
from siyu.staff.contracts import ApiKey
from siyu.staff.errors import BeyondOwnRights
from siyu.staff.queries import accounts
from siyu.staff.queries import keys as queries
from siyu.staff.rules.credentials import KEY_MARK, digest
from siyu.staff.rules.rights import Reach, check_known, check_may_touch, narrowed
from siyu.staff.service.members import id_of, page_of
from siyu.staff.service.roles import get_reach

LONGEST_LIFE = timedelta(days=731)
USUAL_LIFE = timedelta(days=365)
_PREFIX_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """What a key is for; it belongs to the viewer's own account unless `user_id` names another."""

    name: str
    rights: tuple[str, ...]
    user_id: int | None = None
    expires_at: datetime | None = None


async def create_key(uow: UnitOfWork, viewer: Viewer, new: NewKey) -> tuple[ApiKey, SecretStr]:
    """Make a key; its full text is in the answer and nowhere else.

    Raises `UnknownRight`, `BeyondOwnRights` (of the maker or of the owner), `NotFound` (owner), `BadInput` (expiry).
    """
    check_known(new.rights)
    expires_at = _expiry(new.expires_at, uow.now())
    owner = await accounts.find_user(uow, new.user_id or viewer.user_id or 0)
    if owner is None or not owner.is_active:
        raise NotFound(what="account")
    reach = await get_reach(uow, owner.roles)
    check_may_touch(viewer, Reach(frozenset(new.rights), reach.scope))
    for right in new.rights:
        if right not in narrowed(new.rights, reach.rights):
            raise BeyondOwnRights(right=right)
    prefix = "".join(secrets.choice(_PREFIX_SIGNS) for _ in range(12))
    secret = secrets.token_urlsafe(32)
    values = {
        "user_id": owner.id,
        "name": new.name,
        "prefix": prefix,
        "key_hash": digest(secret),
        "rights": sorted(set(new.rights)),
        "created_at": uow.now(),
        "expires_at": expires_at,
    }
    row = await queries.save_new_key(uow, values)
    await write_audit(uow, viewer, "staff.key_made", on=("api_key", row.id), details={"rights": values["rights"]})
    return key_of(row), SecretStr(f"{KEY_MARK}_{prefix}_{secret}")


async def revoke_key(uow: UnitOfWork, viewer: Viewer, key_id: int) -> None:
    """End a key at once. Raises `NotFound`, `BeyondOwnRights` for a key of somebody who may more."""
    row = await queries.find_key(uow, key_id)
    owner = await accounts.find_user(uow, row.user_id) if row else None
    if owner is None:
        raise NotFound(what="API key")
    if owner.id != viewer.user_id:
        check_may_touch(viewer, await get_reach(uow, owner.roles))
    await queries.revoke_key(uow, key_id)
    await write_audit(uow, viewer, "staff.key_revoked", on=("api_key", key_id))


async def list_keys(uow: UnitOfWork, paging: Paging) -> Page[ApiKey]:
    """Keys, oldest first, without their secrets."""
    rows, total = await queries.list_keys(uow, after=id_of(paging), limit=paging.limit + 1)
    return page_of(list(rows), paging, total).map(key_of)


def _expiry(wanted: datetime | None, now: datetime) -> datetime:
    expires_at = wanted or now + USUAL_LIFE
    if not now < expires_at <= now + LONGEST_LIFE:
        raise BadInput(
            reason="A key must expire in the future, within two years.", reason_zh="密钥有效期须在未来两年之内。"
        )
    return expires_at


def key_of(row: Row[Any]) -> ApiKey:
    """The contract of a stored key."""
    return ApiKey(
        id=row.id,
        user_id=row.user_id,
        name=row.name,
        prefix=row.prefix,
        rights=tuple(row.rights),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
    )
