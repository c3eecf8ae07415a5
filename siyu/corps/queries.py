"""Every statement about corps, tokens and quotas."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, text, true, update
from sqlalchemy.dialects.postgresql import insert as upsert

from siyu.corps.tables import corps, wecom_quotas, wecom_tokens
from siyu.runtime.database import UnitOfWork
from siyu.vendors.wecom import QuotaKey, QuotaState

_STATE = ("minute_from", "minute_calls", "hour_from", "hour_calls", "blocked_until", "breaches")


async def list_corps(uow: UnitOfWork) -> Sequence[Row[Any]]:
    """Every corp, oldest first."""
    return (await uow.execute(select(corps).order_by(corps.c.id))).all()


async def find_corp(uow: UnitOfWork, corp_id: int) -> Row[Any] | None:
    """One corp by our id."""
    return (await uow.execute(select(corps).where(corps.c.id == corp_id))).one_or_none()


async def find_corp_by_path(uow: UnitOfWork, path_secret: str) -> Row[Any] | None:
    """The active corp whose callbacks arrive under this path."""
    statement = select(corps).where(corps.c.path_secret == path_secret, corps.c.is_active)
    return (await uow.execute(statement)).one_or_none()


async def lock_corp_by_wecom_id(uow: UnitOfWork, wecom_corp_id: str) -> Row[Any] | None:
    """One corp by WeCom's id, kept from changing until the transaction ends."""
    statement = select(corps).where(corps.c.wecom_corp_id == wecom_corp_id).with_for_update()
    return (await uow.execute(statement)).one_or_none()


async def save_new_corp(uow: UnitOfWork, values: Mapping[str, Any]) -> Row[Any]:
    """Add a corp."""
    return (await uow.execute(insert(corps).values(**values).returning(*corps.c))).one()


async def save_corp(uow: UnitOfWork, corp_id: int, values: Mapping[str, Any]) -> Row[Any] | None:
    """Change a corp; None when there is none."""
    statement = update(corps).where(corps.c.id == corp_id).values(**values).returning(*corps.c)
    return (await uow.execute(statement)).one_or_none()


async def lock_token(uow: UnitOfWork, key: str) -> None:
    """Wait for the right to fetch one credential's token; it ends with the transaction, or with our process.

    The wait is bounded, because a welcome code may be waiting behind it.
    """
    await uow.execute(text("SET LOCAL lock_timeout = '15s'"))
    await uow.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 20))"), {"key": f"wecom_token:{key}"})


async def find_token(uow: UnitOfWork, key: str) -> Row[Any] | None:
    """The record of a credential."""
    return (await uow.execute(select(wecom_tokens).where(wecom_tokens.c.key == key))).one_or_none()


async def save_token(uow: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Replace the record of a credential."""
    new = upsert(wecom_tokens).values(**values)
    changed = {name: new.excluded[name] for name in values if name != "key"}
    await uow.execute(new.on_conflict_do_update(index_elements=["key"], set_=changed))


async def delete_token(uow: UnitOfWork, key: str, value_sealed: str) -> bool:
    """Forget a record if it still holds this sealed value."""
    statement = delete(wecom_tokens).where(wecom_tokens.c.key == key, wecom_tokens.c.value_sealed == value_sealed)
    return (await uow.execute(statement)).rowcount == 1


async def lock_quota(uow: UnitOfWork, key: QuotaKey) -> QuotaState:
    """One counter, made when missing, locked until the transaction ends.

    A count lost in a crash of the machine is no harm, so nobody waits for the disk.
    """
    fresh = QuotaState()
    new = upsert(wecom_quotas).values(
        wecom_corp_id=key.corp_id, api=key.api, **{name: getattr(fresh, name) for name in _STATE}
    )
    locking = new.on_conflict_do_update(
        index_elements=["wecom_corp_id", "api"], set_={"breaches": wecom_quotas.c.breaches}
    ).returning(*(wecom_quotas.c[name] for name in _STATE), func.set_config("synchronous_commit", "off", true()))
    row = (await uow.execute(locking)).one()
    return QuotaState(*row[:-1])


async def save_quota(uow: UnitOfWork, key: QuotaKey, state: QuotaState) -> None:
    """Write a counter that this transaction has locked."""
    statement = (
        update(wecom_quotas)
        .where(wecom_quotas.c.wecom_corp_id == key.corp_id, wecom_quotas.c.api == key.api)
        .values(**{name: getattr(state, name) for name in _STATE})
    )
    await uow.execute(statement)
